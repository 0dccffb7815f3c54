/**
 * A worker of the queue: takes jobs, fits on the threads of a pool, and keeps the outcomes in Redis. The thread that talks to Redis never
 * fits, so that locks are renewed in time however long a fit takes.
 */

import { hostname } from 'node:os';
import type * as BullMQ from 'bullmq';
import type { TaskRunner } from '../backtest/task-runner.ts';
import type { FitFailure, FitResult, Task, TaskData } from '../backtest/tasks.ts';
import { HindcastError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';
import { Blobs } from './blobs.ts';
import { readJob } from './check-job.ts';
import { Connection, explained, isRefusal, loadPackages } from './connection.ts';
import { MOST_LOSSES } from './failures.ts';
import { JobReader } from './job-reader.ts';
import type { FitJob } from './job.ts';
import type { Outcome } from './outcome.ts';
import { packOutcome } from './outcome.ts';
import { Programs } from './programs.ts';
import { ProgressSender } from './progress.ts';
import { Results } from './results.ts';
import type { WorkerEntry } from './roster.ts';
import { Roster } from './roster.ts';
import type { Kind, Service } from './service.ts';
import { isSameService, ownService, queueName, serviceName } from './service.ts';
import type { QueueSettings } from './settings.ts';
import { BEAT_MS, lifetimes } from './settings.ts';

export interface WorkerSettings extends QueueSettings {
  /** Fits at once. */
  readonly jobs: number;
  /** Where programs are found; absent if none may be started. */
  readonly path?: string | undefined;
  /** A worker that is not heard of for this time is lost: its fits go to others. */
  readonly lostAfterMs: number;
}

export interface WorkerParts {
  /** Runs the fits, on threads. */
  readonly runner: TaskRunner;
  /** Takes a line for people. */
  readonly say: (line: string) => void;
  /** Called when a job has ended. */
  readonly onDone?: (outcome: Outcome) => void;
}

/** Pause before Redis is asked again after an error. */
const RETRY_MS = 1000;

export class QueueWorker {
  readonly #connection: Connection;
  readonly #settings: WorkerSettings;
  readonly #parts: WorkerParts;
  readonly #service: Service = ownService();
  readonly #entry: WorkerEntry;
  readonly #roster: Roster;
  readonly #results: Results;
  readonly #reader: JobReader;
  readonly #programs: Programs;
  readonly #workers: BullMQ.Worker[] = [];
  readonly #stop = new AbortController();
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(connection: Connection, settings: WorkerSettings, parts: WorkerParts) {
    const { client, values } = connection;
    const { prefix, jobs, path } = settings;
    this.#connection = connection;
    this.#settings = settings;
    this.#parts = parts;
    this.#roster = new Roster(client, prefix);
    this.#results = new Results(client, prefix, new Blobs(values, prefix, lifetimes.result));
    this.#reader = new JobReader(new Blobs(values, prefix, lifetimes.input));
    this.#programs = new Programs(path);
    const programs = path !== undefined;
    this.#entry = { ...this.#service, host: hostname(), pid: process.pid, jobs, programs, since: Date.now() };
  }

  /** A worker that takes jobs. @throws NetworkError if no Redis answers; UsageError if the packages are missing */
  static async start(settings: WorkerSettings, parts: WorkerParts): Promise<QueueWorker> {
    const { address } = settings;
    const { say } = parts;
    const connection = await Connection.open(address, {
      onLost: () => say(`${address.text} is away; waiting for it`),
      onBack: (ms) => say(`${address.text} is back after ${Math.ceil(ms / 1000)} s`),
    });
    const worker = new QueueWorker(connection, settings, parts);
    try {
      await worker.#roster.announce(worker.#entry);
      await worker.#serve('fits');
      if (settings.path !== undefined) await worker.#serve('programs');
    } catch (error) {
      await connection.close();
      throw explained(address, error);
    }
    await worker.#beat();
    worker.#timer = setInterval(() => void worker.#beat(), BEAT_MS);
    return worker;
  }

  /** Takes no more jobs, and ends when the running ones have ended. */
  async drain(): Promise<void> {
    clearInterval(this.#timer);
    const isLost = this.#connection.isLost;
    const closing = Promise.allSettled(this.#workers.map((worker) => worker.close(isLost)));
    if (!isLost) {
      await closing;
      await this.#roster.leave(this.#entry).catch(() => {});
    }
    await this.#connection.close();
  }

  /** Gives running jobs back to the queue. */
  abandon(): void {
    this.#stop.abort();
  }

  async #serve(kind: Kind): Promise<void> {
    const { bullmq } = await loadPackages();
    const { prefix, jobs, lostAfterMs } = this.#settings;
    const worker: BullMQ.Worker = new bullmq.Worker(
      queueName(this.#service, kind),
      (job, token) => this.#work(job, token, bullmq),
      {
        connection: this.#connection.client,
        prefix,
        name: `${this.#entry.host}-${this.#entry.pid}`,
        concurrency: jobs,
        lockDuration: lostAfterMs,
        stalledInterval: Math.max(1000, Math.floor(lostAfterMs / 3)),
        maxStalledCount: MOST_LOSSES,
        runRetryDelay: RETRY_MS,
        skipVersionCheck: true,
      },
    );
    // The connection says when Redis is away; a job that others have taken over meanwhile is theirs.
    worker.on('error', (error) => {
      if (isRefusal(error))
        this.#tellOnce(`Redis rejects requests of this worker: ${escapeControl(error.message)}`);
    });
    this.#workers.push(worker);
  }

  /** @throws Error for a job that another worker may compute; UnrecoverableError for one that none can */
  async #work(job: BullMQ.Job, token: string | undefined, bullmq: typeof BullMQ): Promise<void> {
    const id = job.id!;
    try {
      // Somebody else may have computed it, and lost its job.
      const [has] = await this.#results.have([id]);
      if (!has) {
        const outcome = await this.#fit(readJob(id, job.data, this.#service), job);
        await this.#results.put(id, packOutcome(outcome));
        this.#parts.onDone?.(outcome);
      }
    } catch (error) {
      if (this.#stop.signal.aborted) {
        await job.moveToWait(token);
        throw new bullmq.WaitingError();
      }
      throw error instanceof HindcastError ? new bullmq.UnrecoverableError(error.message) : error;
    }
  }

  async #fit(job: FitJob, sending: BullMQ.Job): Promise<Outcome> {
    const registry = await this.#programs.registryOf(job);
    const { panel, options, fits } = await this.#reader.read(job);
    const { model, member, keepsState } = job;
    const task: Task = { model, member, fits, keepsState };
    const progress = new ProgressSender((said) => sending.updateProgress(said));
    try {
      return await this.#run({ panel, options, registry }, task, progress);
    } finally {
      await progress.end();
    }
  }

  async #run(data: TaskData, task: Task, progress: ProgressSender): Promise<Outcome> {
    const results: FitResult[] = [];
    let failure: FitFailure | undefined;
    await this.#parts.runner.run(data, [task], {
      signal: this.#stop.signal,
      onEpoch: (_, __, { epoch, epochs, loss }) =>
        progress.epoch({ fit: results.length, epoch, epochs, loss }),
      onText: (line) => progress.line(line),
      onFitted: (result) => results.push(result),
      onFailed: (failed) => (failure = failed),
    });
    this.#stop.signal.throwIfAborted();
    if (failure?.isDeath === true) throw new Error(failure.message);
    return { results, failure };
  }

  /** Says that it is there, and once that fits of other versions wait for other workers. */
  async #beat(): Promise<void> {
    if (this.#connection.isLost) return;
    try {
      await this.#roster.announce(this.#entry);
      for (const asked of await this.#roster.asked()) await this.#tellOther(asked);
    } catch {
      // The next beat tries again.
    }
  }

  async #tellOther(asked: Service): Promise<void> {
    const name = queueName(asked, 'fits');
    if (isSameService(asked, this.#service) || this.#told.has(name)) return;
    const waiting = await this.#connection.client.llen(`${this.#settings.prefix}:${name}:wait`);
    if (waiting === 0) return;
    this.#told.add(name);
    const [other, own] = [serviceName(asked, this.#service), serviceName(this.#service, asked)];
    const fits = waiting === 1 ? '1 fit waits' : `${waiting} fits wait`;
    this.#parts.say(`${fits} for a worker of ${other}; this one is ${own}`);
  }

  #tellOnce(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#parts.say(line);
  }
}
