/**
 * The address of a queue: `redis://user:password@host:6379/0`, or `rediss://` for TLS. The password goes to the connection and nowhere
 * else: as text or JSON an address is without user and password.
 */

import { isIP } from 'node:net';
import { UsageError } from '../errors.ts';

/** What a connection to Redis needs. */
export interface ConnectionDetails {
  readonly host: string;
  readonly port: number;
  /** Number of the database. */
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  /** Present for TLS; the name that is asked for, unless the host is a number. */
  readonly tls?: { readonly servername?: string };
}

const PORT = 6379;
const FORM = 'redis://[user:password@]host[:port][/database], or rediss:// for TLS';

export class QueueAddress {
  readonly #details: ConnectionDetails;

  private constructor(details: ConnectionDetails) {
    this.#details = details;
  }

  /** @throws UsageError that does not repeat the text, since it may have a password */
  static parse(text: string, flag: string): QueueAddress {
    const details = URL.canParse(text) ? detailsOf(new URL(text)) : undefined;
    if (details !== undefined) return new QueueAddress(details);
    throw new UsageError(`expected \`${flag}\` to be ${FORM}`, {
      hint: `for example \`${flag} redis://127.0.0.1:6379\`; in a password, write \`/\`, \`@\` and \`:\` as %2F, %40 and %3A`,
    });
  }

  /** For the connection, with the password. */
  get details(): ConnectionDetails {
    return this.#details;
  }

  /** Without user and password. */
  get text(): string {
    const { host, port, db, tls } = this.#details;
    const shown = host.includes(':') ? `[${host}]` : host;
    return `${tls === undefined ? 'redis' : 'rediss'}://${shown}:${port}${db === 0 ? '' : `/${db}`}`;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** `undefined` for a URL of anything else. */
function detailsOf(url: URL): ConnectionDetails | undefined {
  const { protocol, hostname, port, pathname, search, hash } = url;
  const isQueue = protocol === 'redis:' || protocol === 'rediss:';
  const database = /^\/?(\d{0,4})$/.exec(pathname)?.[1];
  if (!isQueue || hostname === '' || database === undefined || search !== '' || hash !== '') return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (username === undefined || password === undefined) return undefined;
  return {
    host,
    port: port === '' ? PORT : Number(port),
    db: Number(database),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(protocol === 'rediss:' && { tls: isIP(host) === 0 ? { servername: host } : {} }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
