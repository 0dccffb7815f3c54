/** Chooses the proxy for an address: the given one, else the one of the environment. */

import { UsageError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  /** May contain user and password: never print it. */
  readonly url: string;
  /** Whether the address is http, for which ccxt has a separate setting. */
  readonly isForHttp: boolean;
}

/**
 * The proxy for `address`, or `undefined` for none.
 * @param given - `--proxy`, which applies to every address
 * @param env - HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in upper or lower case
 * @throws UsageError for anything but an http or https URL; the message does not quote it
 */
export function proxyFor(address: URL, given: string | undefined, env: Environment): Proxy | undefined {
  const isForHttp = address.protocol === 'http:';
  if (given !== undefined) return { url: checkedProxy(given, '--proxy'), isForHttp };
  if (isExempt(address, either(env, 'NO_PROXY'))) return undefined;
  for (const name of [isForHttp ? 'HTTP_PROXY' : 'HTTPS_PROXY', 'ALL_PROXY']) {
    const value = either(env, name);
    if (value !== undefined) return { url: checkedProxy(value, name), isForHttp };
  }
  return undefined;
}

function either(env: Environment, name: string): string | undefined {
  const value = env[name.toLowerCase()] ?? env[name];
  return value === '' ? undefined : value;
}

/**
 * The address of a proxy.
 * @param name - of the option or variable
 * @throws UsageError that does not repeat it
 */
export function checkedProxy(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '' && hasReadableUser(url))
    return text;
  throw new UsageError(`expected \`${name}\` to be an http or https URL, got something else`, {
    hint: 'for example `http://127.0.0.1:3128`, or `http://user:password@host:port`',
  });
}

/** Whether user and password, in which `%40` is `@`, can be read. */
function hasReadableUser({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** Whether NO_PROXY contains the address: a list of hosts, each including its subdomains; `*` is every host. */
function isExempt({ hostname, port }: URL, list: string | undefined): boolean {
  if (list === undefined) return false;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [host, wantedPort] = /^(.*?)(?::(\d+))?$/.exec(entry)!.slice(1);
      if (wantedPort !== undefined && wantedPort !== port) return false;
      const name = host.replace(/^\*?\./, '');
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}
