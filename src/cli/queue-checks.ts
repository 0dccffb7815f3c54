/** The checks of `doctor --queue`: whether its Redis keeps jobs, who serves it, and what waits or has failed. */

import { NetworkError } from '../errors.ts';
import type { FailedJob, JobCounts, QueueFacts, ServerFacts } from '../queue/inspect.ts';
import { inspectQueue } from '../queue/inspect.ts';
import type { WorkerEntry } from '../queue/roster.ts';
import type { Service } from '../queue/service.ts';
import { isSameService, ownService, serviceName } from '../queue/service.ts';
import type { QueueSettings } from '../queue/settings.ts';
import type { QueueAddress } from '../queue/url.ts';
import { formatCount, formatPercent, plural } from '../report/format/units.ts';
import type { Finding } from './finding.ts';
import { attempt, failed, ok, warned } from './finding.ts';

export interface QueueReport {
  readonly findings: readonly Finding[];
  /** `undefined` if its Redis cannot be used. */
  readonly facts: QueueFacts | undefined;
}

/** Of its limit: memory that is nearly full. */
const MUCH_MEMORY = 0.8;

export async function checkQueue(settings: QueueSettings): Promise<QueueReport> {
  let facts: QueueFacts | undefined;
  const { address } = settings;
  const reached = await attempt('redis', async () => {
    facts = await inspectQueue(settings);
    const { version, answersMs, isReplica } = facts.server;
    if (isReplica)
      throw new NetworkError(
        `cannot use the queue at ${address.text}: READONLY, it is a replica of another Redis`,
        {
          hint: 'write the address of the primary',
        },
      );
    const { tls, password } = address.details;
    const ways = `${tls === undefined ? 'without' : 'with'} TLS, ${password === undefined ? 'without' : 'with'} a password`;
    return `${address.text} answers in ${Math.ceil(answersMs)} ms: version ${version}, ${ways}`;
  });
  return { findings: [reached, ...(facts === undefined ? [] : findingsOf(facts, address))], facts };
}

/** What the facts mean, in the order of their importance. */
export function findingsOf(facts: QueueFacts, address: QueueAddress): readonly Finding[] {
  const { server, jobs, failed: failures, workers, others } = facts;
  return [
    evictionFinding(server),
    memoryFinding(server),
    savingFinding(server),
    ...workerFindings(workers, jobs, address),
    jobsFinding(jobs),
    ...failures.map(failureFinding),
    contentFinding(facts),
    ...others.map(otherFinding),
  ];
}

function evictionFinding({ evictionPolicy, limitBytes }: ServerFacts): Finding {
  if (evictionPolicy === 'noeviction') return ok('eviction', 'noeviction: no job is thrown away');
  const detail = `expected maxmemory-policy to be noeviction, got ${evictionPolicy}: jobs are thrown away when memory is full`;
  const hint =
    '`maxmemory-policy noeviction` in redis.conf, or `redis-cli CONFIG SET maxmemory-policy noeviction`';
  return limitBytes === null
    ? warned('eviction', detail, hint)
    : failed('eviction', new NetworkError(detail, { hint }));
}

function memoryFinding({ usedBytes, limitBytes }: ServerFacts): Finding {
  const used = `${megabytes(usedBytes)} used`;
  if (limitBytes === null) return ok('memory', `${used}, no limit (maxmemory)`);
  const detail = `${used} of ${megabytes(limitBytes)} (${formatPercent(usedBytes / limitBytes)})`;
  const hint =
    'raise maxmemory, or wait until results expire: they are kept for a day, what fits read for an hour';
  if (usedBytes >= limitBytes)
    return failed('memory', new NetworkError(`memory is full: ${detail}`, { hint }));
  return usedBytes > MUCH_MEMORY * limitBytes ? warned('memory', detail, hint) : ok('memory', detail);
}

function savingFinding({ isAppendOnly, fsync, isSaved }: ServerFacts): Finding {
  if (!isSaved)
    return failed(
      'saving',
      new NetworkError('Redis could not write to its disk', {
        hint: 'look at the log of Redis, and at the space on its disk',
      }),
    );
  if (!isAppendOnly)
    return warned(
      'saving',
      'appendonly no: a Redis that ends loses waiting jobs and results, which are then computed again',
      '`appendonly yes` in redis.conf, or `redis-cli CONFIG SET appendonly yes`',
    );
  const when = fsync === null ? '' : `, appendfsync ${fsync}`;
  if (fsync !== 'no') return ok('saving', `appendonly yes${when}`);
  return warned(
    'saving',
    `appendonly yes${when}: a machine that ends loses what its system has not written yet`,
    '`appendfsync everysec` in redis.conf',
  );
}

/** One finding for each host and version. */
function workerFindings(workers: readonly WorkerEntry[], jobs: JobCounts, { text }: QueueAddress): Finding[] {
  const own = ownService();
  const groups = new Map<string, WorkerEntry[]>();
  for (const worker of workers) {
    const name = `${worker.host} ${serviceName(worker, own)}`;
    groups.set(name, [...(groups.get(name) ?? []), worker]);
  }
  const found = [...groups.values()].map((group) => hostFinding(group, own));
  if (workers.some((worker) => isSameService(worker, own))) return found;
  const waiting = jobs.waiting === 0 ? '' : `, and ${plural(jobs.waiting, 'fit')} wait`;
  const hint = `start one: \`hindcast worker --queue ${text}\``;
  return [...found, warned('workers', `no worker of this version${waiting}`, hint)];
}

function hostFinding(group: readonly WorkerEntry[], own: Service): Finding {
  const [{ host }] = group;
  const fits = group.reduce((sum, { jobs }) => sum + jobs, 0);
  const programs = group.filter((worker) => worker.programs).length;
  const allows =
    programs === 0 ? '' : `, ${programs === group.length ? 'with' : `${programs} with`} --allow-exec`;
  const detail = `${host}: ${plural(group.length, 'worker')} of ${serviceName(group[0], own)}, ${plural(fits, 'fit')} at a time${allows}`;
  if (isSameService(group[0], own)) return ok('workers', detail);
  return warned(
    'workers',
    detail,
    `this is ${serviceName(own, group[0])}: they take no fits of it; install the same version there`,
  );
}

function jobsFinding({ waiting, running, delayed, failed: lost }: JobCounts): Finding {
  const detail = `${formatCount(waiting)} waiting, ${formatCount(running)} running, ${formatCount(delayed)} to be tried again, ${formatCount(lost)} failed`;
  return lost === 0
    ? ok('jobs', detail)
    : warned('jobs', detail, 'the same command tries failed fits again; they are listed for a day');
}

const failureFinding = ({ model, reason }: FailedJob): Finding =>
  warned('failed', `${model}: ${reason.slice(0, 300)}`, undefined);

function contentFinding({ content: { keys, bytes }, isContentPartial }: QueueFacts): Finding {
  const least = isContentPartial ? 'at least ' : '';
  return ok('content', `${least}${megabytes(bytes)} of data and results in ${plural(keys, 'key')}`);
}

function otherFinding(other: QueueFacts['others'][number]): Finding {
  const { waiting, running, delayed } = other.jobs;
  return warned(
    'versions',
    `${formatCount(waiting + delayed)} waiting and ${formatCount(running)} running for ${serviceName(other, ownService())}`,
    'they wait for workers of that version; whoever has asked for them no longer waits if the command has ended',
  );
}

const megabytes = (bytes: number): string => `${formatCount(Math.ceil(bytes / 1e6))} MB`;
