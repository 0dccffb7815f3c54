/** One queue of bullmq as a producer sees it: adds jobs, and hears what becomes of them. */

import type { Queue, QueueEvents } from 'bullmq';
import type { Connection } from './connection.ts';
import { loadPackages, replies } from './connection.ts';
import type { FitJob } from './job.ts';
import type { Kind, Service } from './service.ts';
import { queueName } from './service.ts';
import { lifetimes, MOST_FAILED } from './settings.ts';

/** Attempts of a job whose worker could not compute it: not one whose model fails, which is a result. */
const ATTEMPTS = 3;
const BACKOFF_MS = 1000;
/** Jobs of one message to Redis: others do not wait long behind it. */
const AT_ONCE = 200;
/** How long a request for events waits, and a process that ends while Redis is away. */
const LISTEN_MS = 2000;
/** Events that are kept; what was missed is found by looking. */
const EVENTS = 10_000;

export interface ChannelEvents {
  onCompleted(id: string): void;
  onFailed(id: string, reason: string): void;
  onProgress(id: string, progress: unknown): void;
}

/** What became of a job; `missing` if Redis does not have it. */
export type JobState = 'open' | 'missing' | { readonly failed: string };

export class Channel {
  readonly #connection: Connection;
  readonly #queue: Queue;
  readonly #events: QueueEvents;

  private constructor(connection: Connection, queue: Queue, events: QueueEvents) {
    this.#connection = connection;
    this.#queue = queue;
    this.#events = events;
  }

  static async open(
    connection: Connection,
    prefix: string,
    { service, kind }: { readonly service: Service; readonly kind: Kind },
    { onCompleted, onFailed, onProgress }: ChannelEvents,
  ): Promise<Channel> {
    const { bullmq } = await loadPackages();
    const name = queueName(service, kind);
    const shared = { connection: connection.client, prefix, skipVersionCheck: true };
    const queue = new bullmq.Queue(name, { ...shared, streams: { events: { maxLen: EVENTS } } });
    const [last] = await connection.client.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const events = new bullmq.QueueEvents(name, {
      ...shared,
      lastEventId: last?.[0] ?? '0',
      blockingTimeout: LISTEN_MS,
    });
    events.on('completed', ({ jobId }) => onCompleted(jobId));
    events.on('failed', ({ jobId, failedReason }) => onFailed(jobId, failedReason));
    events.on('progress', ({ jobId, data }) => onProgress(jobId, data));
    // The connection says when Redis is away, and what was missed is found by looking.
    queue.on('error', () => {});
    events.on('error', () => {});
    return new Channel(connection, queue, events);
  }

  /** Adds jobs. One that is there already, waiting or running, stays as it is; one that has failed starts again. */
  async add(jobs: readonly { readonly id: string; readonly job: FitJob }[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += AT_ONCE) {
      const some = jobs.slice(from, from + AT_ONCE);
      for (const id of await this.#failed(some.map(({ id: one }) => one))) await this.#queue.remove(id);
      await this.#queue.addBulk(
        some.map(({ id, job }) => ({
          name: job.model,
          data: job,
          opts: {
            jobId: id,
            attempts: ATTEMPTS,
            backoff: { type: 'exponential', delay: BACKOFF_MS },
            // The result is kept by itself.
            removeOnComplete: true,
            removeOnFail: { age: lifetimes.failed, count: MOST_FAILED },
          },
        })),
      );
    }
  }

  /** Takes jobs back that no worker has. */
  async remove(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await Promise.allSettled(ids.slice(from, from + AT_ONCE).map((id) => this.#queue.remove(id)));
  }

  async states(ids: readonly string[]): Promise<readonly JobState[]> {
    const pipeline = this.#connection.client.pipeline();
    for (const id of ids) pipeline.hmget(this.#queue.toKey(id), 'name', 'finishedOn', 'failedReason');
    return (await replies(pipeline)).map((reply) => {
      const [name, finished, reason] = reply as readonly (string | null)[];
      if (name === null) return 'missing';
      return finished === null ? 'open' : { failed: reason ?? '' };
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#events.close(), this.#queue.close()]);
  }

  async #failed(ids: readonly string[]): Promise<readonly string[]> {
    const pipeline = this.#connection.client.pipeline();
    for (const id of ids) pipeline.zscore(this.#queue.toKey('failed'), id);
    const scores = await replies(pipeline);
    return ids.filter((_, i) => scores[i] !== null);
  }
}
