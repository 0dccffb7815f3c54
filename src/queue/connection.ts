/**
 * A connection to Redis that survives: commands wait while Redis is away. bullmq and ioredis are installed by the user, and loaded only
 * here.
 */

import type * as BullMQ from 'bullmq';
import type * as IORedis from 'ioredis';
import { DataError, NetworkError, UsageError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';
import type { KeyValues } from './blobs.ts';
import type { QueueAddress } from './url.ts';

/** What happens to a connection. */
export interface ConnectionEvents {
  /** Redis is away. */
  onLost(): void;
  /** It is back, after this time. */
  onBack(ms: number): void;
}

/** Longest pause before Redis is tried again. */
const RETRY_MS = 1000;
/** Redis is asked for a sign of life this often; without an answer until the next time, the connection is made anew. */
const PING_MS = 15_000;
/** How long the last words to a Redis may take, before it counts as away. */
const FAREWELL_MS = 2000;
/** The first version that has what bullmq needs. */
const LEAST_VERSION = [6, 2] as const;

/** The packages behind the queue. @throws UsageError if they are not installed */
export async function loadPackages(): Promise<{
  readonly bullmq: typeof BullMQ;
  readonly Redis: typeof IORedis.Redis;
}> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (cause) {
    throw new UsageError('a queue needs the packages bullmq and ioredis, which are not installed', {
      cause,
      hint: '`npm install --ignore-scripts bullmq ioredis` beside hindcast (with `--global` if hindcast is), then run the same command again',
    });
  }
}

export class Connection {
  readonly address: QueueAddress;
  readonly client: IORedis.Redis;
  #lostAt: number | undefined;
  /** Whether a connection that was lost is made again: this one, and those that bullmq makes of it. */
  readonly #retries: { areOn: boolean };
  #isClosing = false;
  #isSilent = false;
  #isAsking = false;
  readonly #timer: NodeJS.Timeout;

  private constructor(address: QueueAddress, client: IORedis.Redis, retries: { areOn: boolean }) {
    this.address = address;
    this.client = client;
    this.#retries = retries;
    this.#timer = setInterval(() => this.#ping(), PING_MS).unref();
  }

  /** @throws NetworkError if nothing answers there, or it is no Redis that a queue can use */
  static async open(address: QueueAddress, events: ConnectionEvents): Promise<Connection> {
    const { Redis } = await loadPackages();
    const retries = { areOn: false };
    const client = new Redis({
      ...address.details,
      lazyConnect: true,
      maxRetriesPerRequest: null,
      connectionName: 'hindcast',
      // A first connection that fails is an error; a later one is tried again.
      retryStrategy: (times) => (retries.areOn ? Math.min(100 * times, RETRY_MS) : null),
    });
    let reason: Error | undefined;
    client.on('error', (error: Error) => (reason = error));
    try {
      await client.connect();
      // The driver goes on with database 0 if there is no such database.
      await client.select(address.details.db);
      checkVersion(address, await client.info('server'));
    } catch (error) {
      client.disconnect();
      if (error instanceof NetworkError) throw error;
      throw unreachable(address, reason ?? (error as Error));
    }
    retries.areOn = true;
    const connection = new Connection(address, client, retries);
    connection.#watch(events);
    return connection;
  }

  /** Whether Redis is away. */
  get isLost(): boolean {
    return this.#isSilent || this.#lostAt !== undefined;
  }

  get values(): KeyValues {
    const { client } = this;
    return {
      get: (key) => ofOneType(client.getBuffer(key)),
      async set(key, value, seconds) {
        await client.set(key, Buffer.from(value.buffer, value.byteOffset, value.byteLength), 'EX', seconds);
      },
      async touch(keys, seconds) {
        const pipeline = client.pipeline();
        for (const key of keys) pipeline.expire(key, seconds);
        return (await replies(pipeline)).map((reply) => reply === 1);
      },
      async drop(keys) {
        await client.del(...keys);
      },
    };
  }

  /** Waits for the end of the last words of a run or a process: not for a Redis that is away, or does not answer any more. */
  async briefly(words: Promise<unknown>): Promise<void> {
    // Nobody waits for what fails later.
    words.catch(() => {});
    if (this.isLost) return;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FAREWELL_MS);
    }).then(() => this.#hearSilence());
    await Promise.race([words, limit]).finally(() => clearTimeout(timer));
  }

  /** Ends it; commands that wait are dropped. */
  async close(): Promise<void> {
    this.#isClosing = true;
    // Others that were being made could not be ended, and would keep the process alive.
    this.#retries.areOn = false;
    clearInterval(this.#timer);
    if (!this.isLost) await this.briefly(this.client.quit().catch(() => {}));
    this.client.disconnect();
  }

  /** Until the next answer. */
  #hearSilence(): void {
    this.#isSilent = true;
    const answered = (): void => {
      this.#isSilent = false;
    };
    this.client.ping().then(answered, () => {});
  }

  /** A machine that has vanished closes no connection. */
  #ping(): void {
    if (this.isLost) return;
    if (this.#isAsking) return this.client.disconnect(true);
    this.#isAsking = true;
    const answered = (): void => {
      this.#isAsking = false;
    };
    this.client.ping().then(answered, answered);
  }

  #watch({ onLost, onBack }: ConnectionEvents): void {
    this.client.on('close', () => {
      if (this.#isClosing || this.isLost) return;
      this.#lostAt = performance.now();
      onLost();
    });
    this.client.on('ready', () => {
      if (this.#lostAt === undefined) return;
      const ms = performance.now() - this.#lostAt;
      this.#lostAt = undefined;
      onBack(ms);
    });
  }
}

/** The replies of commands that were sent together. */
export async function replies(pipeline: {
  exec(): Promise<[error: Error | null, reply: unknown][] | null>;
}): Promise<readonly unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

/** Whether an error is an answer of Redis that says no. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ReplyError';

/** An answer of Redis that says no, as an error for people; anything else as it is. */
export const explained = (address: QueueAddress, error: unknown): unknown =>
  isRefusal(error) ? unreachable(address, error) : error;

/** @throws DataError if the key has a value of another type, which somebody else has set */
export async function ofOneType<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!isRefusal(error) || !error.message.startsWith('WRONGTYPE')) throw error;
    throw new DataError('expected bytes in the queue, got a value of another type', {
      hint: 'look at who else writes to this Redis',
    });
  }
}

/** Without a cause: what the driver says of a rejected password has the password. */
function unreachable(address: QueueAddress, { message }: Error): NetworkError {
  return new NetworkError(`cannot use the queue at ${address.text}: ${escapeControl(message)}`, {
    hint: HINTS.find(([form]) => form.test(message))![1],
  });
}

/** What to try, by how the reason begins or what it names. */
const HINTS: readonly (readonly [form: RegExp, hint: string])[] = [
  [/^(?:NOAUTH|WRONGPASS|ERR AUTH)/, 'write user and password into the address: redis://user:password@host'],
  [/certificate/, 'name the certificate authority of this server in `NODE_EXTRA_CA_CERTS`'],
  [/^NOPERM/, 'give the user of the address the rights that docs/scale.md names (`ACL SETUSER`)'],
  [/OOM/, '`hindcast doctor --queue` shows its memory; raise maxmemory, or wait until results expire'],
  [/READONLY/, 'write the address of the primary, not that of a replica'],
  [/WRONGTYPE/, 'another program uses these keys: choose another `--queue-prefix`'],
  [/DB index/, 'choose a database that this Redis has, for example /0'],
  [/MISCONF/, 'Redis cannot write to its disk: look at its log, and at the space there'],
  [
    /(?:)/,
    'check the address, and that Redis runs there: `redis-cli -h HOST ping`; rediss:// needs TLS there',
  ],
];

function checkVersion(address: QueueAddress, info: string): void {
  const version = /^(?:valkey|redis)_version:([\d.]+)/m.exec(info)?.[1] ?? '0';
  const [major, minor] = version.split('.').map(Number);
  if (major > LEAST_VERSION[0] || (major === LEAST_VERSION[0] && (minor ?? 0) >= LEAST_VERSION[1])) return;
  throw new NetworkError(
    `expected Redis ${LEAST_VERSION.join('.')} or newer at ${address.text}, got ${version === '0' ? 'something else' : version}`,
    { hint: 'use a newer Redis, or Valkey' },
  );
}
