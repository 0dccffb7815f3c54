/** Who serves a queue, and which versions are asked for: workers announce themselves again and again, or are forgotten. */

import type { Redis } from 'ioredis';
import { canonical } from '../text/canonical.ts';
import { isBoolean, isNumber, isObject, isText } from '../text/shape.ts';
import type { ShapeOf } from '../text/shape.ts';
import { replies } from './connection.ts';
import { parsed } from './json.ts';
import type { Service } from './service.ts';
import { isService } from './service.ts';
import { lifetimes } from './settings.ts';

/** A process that serves a queue. */
export interface WorkerEntry extends Service {
  readonly host: string;
  readonly pid: number;
  /** Fits at once. */
  readonly jobs: number;
  /** Whether it starts programs. */
  readonly programs: boolean;
  /** When it started, in milliseconds. */
  readonly since: number;
}

/** Longest name of a host that there is, and most fits at once that any machine computes. */
const LONGEST_HOST = 255;
const MOST_JOBS = 100_000;

const isWorkerShaped = isObject<WorkerEntry>({
  version: isText,
  numbers: isNumber,
  protocol: isNumber,
  host: (value): value is string => isText(value) && value.length <= LONGEST_HOST,
  pid: isNumber,
  jobs: (value): value is number =>
    Number.isInteger(value) && (value as number) > 0 && (value as number) <= MOST_JOBS,
  programs: isBoolean,
  since: isNumber,
});

/** Anybody may have written it. */
const isWorker: ShapeOf<WorkerEntry> = (value): value is WorkerEntry =>
  isService(value) && isWorkerShaped(value);

export class Roster {
  readonly #client: Redis;
  readonly #prefix: string;

  constructor(client: Redis, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  /** Says that a worker is there; to be repeated within the lifetime of a worker. */
  async announce(worker: WorkerEntry): Promise<void> {
    const key = this.#keyOf(worker);
    await replies(
      this.#client.pipeline().sadd(this.#workers, key).set(key, canonical(worker), 'EX', lifetimes.worker),
    );
  }

  async leave(worker: WorkerEntry): Promise<void> {
    const key = this.#keyOf(worker);
    await replies(this.#client.pipeline().srem(this.#workers, key).del(key));
  }

  /** The workers of every version. */
  async workers(): Promise<readonly WorkerEntry[]> {
    const keys = await this.#client.smembers(this.#workers);
    if (keys.length === 0) return [];
    const texts = await this.#client.mget(keys);
    const gone = keys.filter((_, i) => texts[i] === null);
    if (gone.length > 0) await this.#client.srem(this.#workers, gone);
    return texts.map(parsed).filter(isWorker);
  }

  /** Says that fits of this version are asked for. */
  async ask(service: Service): Promise<void> {
    const { version, numbers, protocol } = service;
    await replies(
      this.#client
        .pipeline()
        .sadd(this.#versions, canonical({ version, numbers, protocol }))
        .expire(this.#versions, lifetimes.version),
    );
  }

  /** The versions that fits were asked of. */
  async asked(): Promise<readonly Service[]> {
    return (await this.#client.smembers(this.#versions)).map(parsed).filter(isService);
  }

  get #workers(): string {
    return `${this.#prefix}:workers`;
  }

  get #versions(): string {
    return `${this.#prefix}:versions`;
  }

  #keyOf({ host, pid, since }: WorkerEntry): string {
    return `${this.#prefix}:worker:${host}:${pid}:${since}`;
  }
}
