/** What can be seen of a queue from outside, for `doctor`: its Redis, its jobs, its workers, and what it holds. */

import type { Redis } from 'ioredis';
import { NetworkError } from '../errors.ts';
import { Connection, explained, replies } from './connection.ts';
import type { WorkerEntry } from './roster.ts';
import { Roster } from './roster.ts';
import type { Kind, Service } from './service.ts';
import { isSameService, kinds, ownService, queueName } from './service.ts';
import type { QueueSettings } from './settings.ts';

/** What a Redis says of itself. */
export interface ServerFacts {
  readonly version: string;
  /** Whether it is a copy of another Redis, which takes no jobs. */
  readonly isReplica: boolean;
  /** How long an answer takes. */
  readonly answersMs: number;
  /** What happens when memory is full: only `noeviction` keeps jobs. */
  readonly evictionPolicy: string;
  readonly usedBytes: number;
  /** `null` without a limit. */
  readonly limitBytes: number | null;
  readonly isAppendOnly: boolean;
  /** When changes reach the disk: `always`, `everysec` or `no`; `null` if it does not say. */
  readonly fsync: string | null;
  /** Whether the last writing to its disk went well. */
  readonly isSaved: boolean;
}

export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  /** To be tried again after a while. */
  readonly delayed: number;
  readonly failed: number;
}

export interface FailedJob {
  readonly id: string;
  readonly model: string;
  readonly reason: string;
}

/** Keys of a kind. */
export interface Holding {
  readonly keys: number;
  readonly bytes: number;
}

export interface QueueFacts {
  readonly server: ServerFacts;
  /** Of this version. */
  readonly jobs: JobCounts;
  /** The newest of them. */
  readonly failed: readonly FailedJob[];
  /** Of every version. */
  readonly workers: readonly WorkerEntry[];
  /** What fits read, and their results. */
  readonly content: Holding;
  /** Whether there is more content than was counted. */
  readonly isContentPartial: boolean;
  /** Other versions that have jobs. */
  readonly others: readonly (Service & { readonly jobs: JobCounts })[];
}

/** Failed jobs that are listed. */
const LISTED = 5;
/** Keys that are looked at: a Redis that others use too may have many more. */
const MOST_KEYS = 200_000;
const KEYS_AT_ONCE = 1000;

/** @throws NetworkError if no Redis answers, or it goes away; UsageError if the packages are missing */
export async function inspectQueue({ address, prefix }: QueueSettings): Promise<QueueFacts> {
  let lose = (): void => {};
  const lost = new Promise<never>((_, reject) => {
    lose = () => reject(new NetworkError(`${address.text} went away`));
  });
  const connection = await Connection.open(address, { onLost: lose, onBack: () => {} });
  try {
    return await Promise.race([lost, factsOf(connection.client, prefix)]);
  } catch (error) {
    throw explained(address, error);
  } finally {
    await connection.close();
  }
}

async function factsOf(client: Redis, prefix: string): Promise<QueueFacts> {
  const own = ownService();
  const roster = new Roster(client, prefix);
  const others = [];
  for (const service of await roster.asked()) {
    if (isSameService(service, own)) continue;
    const jobs = await countsOf(client, prefix, service);
    if (jobs.waiting + jobs.running + jobs.delayed > 0) others.push({ ...service, jobs });
  }
  return {
    server: await serverFacts(client),
    jobs: await countsOf(client, prefix, own),
    failed: await failedJobs(client, prefix, own),
    workers: await roster.workers(),
    ...(await contentOf(client, prefix)),
    others,
  };
}

async function serverFacts(client: Redis): Promise<ServerFacts> {
  const start = performance.now();
  await client.ping();
  const answersMs = performance.now() - start;
  const info = infoOf(await client.info());
  const limit = Number(info.get('maxmemory') ?? 0);
  return {
    version: info.get('valkey_version') ?? info.get('redis_version') ?? '',
    isReplica: info.get('role') === 'slave',
    answersMs,
    evictionPolicy: info.get('maxmemory_policy') ?? '',
    usedBytes: Number(info.get('used_memory') ?? 0),
    limitBytes: limit === 0 ? null : limit,
    isAppendOnly: info.get('aof_enabled') === '1',
    fsync: await setting(client, 'appendfsync'),
    isSaved:
      (info.get('aof_last_write_status') ?? 'ok') === 'ok' &&
      (info.get('rdb_last_bgsave_status') ?? 'ok') === 'ok',
  };
}

/** The lines `name:value` of INFO. */
const infoOf = (text: string): ReadonlyMap<string, string> =>
  new Map(Array.from(text.matchAll(/^(\w+):(.*?)\r?$/gm), ([, name, value]) => [name, value] as const));

/** `null` where settings may not be read, as with many services. */
async function setting(client: Redis, name: string): Promise<string | null> {
  const found = await client.config('GET', name).catch(() => []);
  return (found as readonly string[]).at(1) ?? null;
}

async function countsOf(client: Redis, prefix: string, service: Service): Promise<JobCounts> {
  const pipeline = client.pipeline();
  for (const kind of kinds) {
    const key = keyOf(prefix, service, kind);
    pipeline.llen(key('wait')).llen(key('active')).zcard(key('delayed')).zcard(key('failed'));
  }
  const counts = (await replies(pipeline)) as readonly number[];
  const of = (state: number): number => kinds.reduce((sum, _, k) => sum + counts[4 * k + state], 0);
  return { waiting: of(0), running: of(1), delayed: of(2), failed: of(3) };
}

const keyOf =
  (prefix: string, service: Service, kind: Kind) =>
  (name: string): string =>
    `${prefix}:${queueName(service, kind)}:${name}`;

async function failedJobs(client: Redis, prefix: string, service: Service): Promise<readonly FailedJob[]> {
  const jobs: FailedJob[] = [];
  for (const kind of kinds) {
    const key = keyOf(prefix, service, kind);
    for (const id of await client.zrevrange(key('failed'), 0, LISTED - 1)) {
      const [model, reason] = await client.hmget(key(id), 'name', 'failedReason');
      if (model !== null) jobs.push({ id, model, reason: reason ?? '' });
    }
  }
  return jobs.slice(0, LISTED);
}

async function contentOf(
  client: Redis,
  prefix: string,
): Promise<{ readonly content: Holding; readonly isContentPartial: boolean }> {
  let [cursor, seen, keys, bytes] = ['0', 0, 0, 0];
  do {
    const [next, found] = await client.scan(cursor, 'MATCH', `${prefix}:blob:*`, 'COUNT', KEYS_AT_ONCE);
    const pipeline = client.pipeline();
    for (const key of found) pipeline.strlen(key);
    if (found.length > 0)
      bytes += ((await replies(pipeline)) as readonly number[]).reduce((sum, length) => sum + length, 0);
    keys += found.length;
    seen += KEYS_AT_ONCE;
    cursor = next;
  } while (cursor !== '0' && seen < MOST_KEYS);
  return { content: { keys, bytes }, isContentPartial: cursor !== '0' };
}
