/**
 * Runs tasks on the workers of a queue: sends what they read, adds a job for each, and hands the results on as a runner of this process
 * does. What is done in a moment, or cannot be sent, is done here. Redis and workers may go and come back.
 */

import { operationsOf } from '../backtest/cost.ts';
import type { RunOptions, TaskRunner } from '../backtest/task-runner.ts';
import type { Task, TaskData } from '../backtest/tasks.ts';
import { together } from '../backtest/together.ts';
import { HindcastError, NetworkError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';
import { builtIn } from '../models/index.ts';
import { attendanceOf, checkVersions } from './attendance.ts';
import { Blobs } from './blobs.ts';
import { Channel } from './channel.ts';
import { Connection, explained, isRefusal } from './connection.ts';
import { failureOf, isExpired } from './failures.ts';
import { Inputs } from './inputs.ts';
import type { Order } from './orders.ts';
import { Orders, Wait } from './orders.ts';
import type { Outcome } from './outcome.ts';
import { mostBytes, readOutcome } from './outcome.ts';
import { unpack } from './packing.ts';
import { WaitLimit } from './wait-limit.ts';
import { reportProgress } from './progress.ts';
import { Results } from './results.ts';
import { Roster } from './roster.ts';
import type { Kind, Service } from './service.ts';
import { ownService } from './service.ts';
import type { QueueSettings } from './settings.ts';
import { BEAT_MS, lifetimes } from './settings.ts';

export interface ProducerSettings extends QueueSettings {
  /** How long Redis or workers may be missing. */
  readonly timeoutMs: number;
  /** Whether results that are in the queue already are computed again. */
  readonly isFresh?: boolean;
  /** Predicted operations from which a task is sent; default: those of some 20 ms, which is more than sending takes. */
  readonly leastOperations?: number;
}

export interface ProducerParts {
  /** Runs what is not sent. */
  readonly local: TaskRunner;
  /** Takes a line for people. */
  readonly say: (line: string) => void;
}

const LEAST_OPERATIONS = 5e8;
/** Tasks that are prepared at once. */
const AT_ONCE = 200;
/** Jobs that are looked at in a beat: what became of one is usually heard of. */
const LOOKED_AT = 500;
const LOOK_MS = 2 * BEAT_MS;
/** Inputs are kept alive this often, well before they expire. */
const RENEW_MS = (lifetimes.input * 1000) / 10;
/** How often a job is placed again because Redis has lost it. */
const MOST_RETURNS = 10;

export class Producer implements TaskRunner {
  readonly #connection: Connection;
  readonly #settings: ProducerSettings;
  readonly #parts: ProducerParts;
  readonly #service: Service = ownService();
  readonly #roster: Roster;
  readonly #blobs: Blobs;
  readonly #results: Results;
  readonly #inputs: Inputs;
  readonly #orders = new Orders();
  readonly #channels = new Map<Kind, Promise<Channel>>();
  readonly #redis: WaitLimit;
  readonly #workers: WaitLimit;
  readonly #refusals: WaitLimit;
  readonly #timer: NodeJS.Timeout;
  #isBeating = false;
  #renewed = performance.now();
  #said = '';
  /** What Redis said when it last refused something; empty when it no longer does. */
  #refusal = '';

  private constructor(connection: Connection, settings: ProducerSettings, parts: ProducerParts) {
    const { client, values, address } = connection;
    const { prefix, timeoutMs } = settings;
    this.#connection = connection;
    this.#settings = settings;
    this.#parts = parts;
    this.#roster = new Roster(client, prefix);
    this.#blobs = new Blobs(values, prefix, lifetimes.input);
    this.#results = new Results(client, prefix, new Blobs(values, prefix, lifetimes.result));
    this.#inputs = new Inputs(this.#blobs, this.#service);
    const giveUp = (what: () => string) => (ms: number) => {
      const hint =
        'finished fits are kept; the same command continues. `--queue-timeout` sets how long it waits';
      this.#orders.failAll(new NetworkError(`${what()} at ${address.text} for ${ms / 1000} s`, { hint }));
    };
    this.#redis = new WaitLimit(
      timeoutMs,
      giveUp(() => 'no Redis'),
    );
    this.#workers = new WaitLimit(
      timeoutMs,
      giveUp(() => 'no worker that can fit'),
    );
    this.#refusals = new WaitLimit(
      timeoutMs,
      giveUp(() => `Redis rejected every request (${this.#refusal})`),
    );
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
  }

  /**
   * @throws NetworkError if no Redis answers; UsageError if the packages are missing, or all workers are of other versions
   */
  static async open(settings: ProducerSettings, parts: ProducerParts): Promise<Producer> {
    let producer: Producer | undefined;
    const connection = await Connection.open(settings.address, {
      onLost: () => producer?.onLost(),
      onBack: (ms) => producer?.onBack(ms),
    });
    producer = new Producer(connection, settings, parts);
    try {
      checkVersions(await producer.#roster.workers(), producer.#service);
      await producer.#roster.ask(producer.#service);
    } catch (error) {
      await producer.close();
      throw explained(settings.address, error);
    }
    return producer;
  }

  async run(data: TaskData, tasks: readonly Task[], options: RunOptions): Promise<void> {
    const sent: { readonly task: Task; readonly kind: Kind }[] = [];
    const here: Task[] = [];
    for (const task of tasks) {
      const kind = this.#isWorthSending(data, task) ? this.#inputs.kindOf(data, task) : undefined;
      if (kind === undefined) here.push(task);
      else sent.push({ task, kind });
    }
    await together(options, [
      (part) => this.#send(data, sent, part),
      (part) => this.#parts.local.run(data, here, part),
    ]);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#redis.end();
    this.#workers.end();
    this.#refusals.end();
    const closing = [...this.#channels.values()].map(async (channel) => (await channel).close());
    // What waits for a Redis that is away ends with the connection.
    await this.#connection.briefly(Promise.allSettled(closing));
    await this.#connection.close();
  }

  onLost(): void {
    this.#workers.end();
    this.#refusals.end();
    this.#redis.begin();
    this.#parts.say(`queue: ${this.#connection.address.text} is away; waiting for it`);
  }

  onBack(ms: number): void {
    this.#redis.end();
    this.#parts.say(`queue: ${this.#connection.address.text} is back after ${Math.ceil(ms / 1000)} s`);
    void this.#quietly(async () => {
      await this.#renew();
      await this.#look(Infinity, Infinity);
    });
  }

  /** What models of others need is unknown. */
  #isWorthSending(data: TaskData, task: Task): boolean {
    const { leastOperations = LEAST_OPERATIONS } = this.#settings;
    return (
      !builtIn.all.includes(data.registry.named(task.model)) || operationsOf(task, data) >= leastOperations
    );
  }

  async #send(
    data: TaskData,
    tasks: readonly { readonly task: Task; readonly kind: Kind }[],
    options: RunOptions,
  ): Promise<void> {
    if (tasks.length === 0 || options.signal?.aborted === true) return;
    const wait = new Wait(options);
    const placing = this.#place(data, tasks, wait).then(
      () => wait.complete(),
      (error: unknown) => wait.fail(explained(this.#connection.address, error)),
    );
    try {
      await wait.over();
    } finally {
      await this.#withdraw(wait, placing);
    }
  }

  async #place(
    data: TaskData,
    tasks: readonly { readonly task: Task; readonly kind: Kind }[],
    wait: Wait,
  ): Promise<void> {
    for (let from = 0; from < tasks.length && !wait.isOver; from += AT_ONCE) {
      const orders = await Promise.all(
        tasks.slice(from, from + AT_ONCE).map(({ task, kind }) => this.#inputs.order(data, task, kind)),
      );
      if (wait.isOver) return;
      const ids = orders.map(({ id }) => id);
      wait.expect(ids);
      const added = this.#orders.add(orders, wait, performance.now());
      if (this.#settings.isFresh === true) await this.#results.forget(added.map(({ id }) => id));
      await this.#start(added);
      if (from === 0) void this.#beat();
    }
  }

  /** Takes the results that are there, and adds jobs for the others. */
  async #start(orders: readonly Order[]): Promise<void> {
    if (orders.length === 0) return;
    const have = await this.#results.have(orders.map(({ id }) => id));
    const missing = orders.filter((_, i) => !have[i]);
    for (const kind of new Set(missing.map((order) => order.kind))) {
      const channel = await this.#channel(kind);
      await channel.add(missing.filter((order) => order.kind === kind));
    }
    for (const [i, { id }] of orders.entries()) if (have[i]) await this.#collect(id);
  }

  async #withdraw(wait: Wait, placing: Promise<void>): Promise<void> {
    // What is being added would otherwise stay.
    await this.#connection.briefly(placing);
    const left = this.#orders.leave(wait);
    if (this.#orders.size === 0) this.#workers.end();
    await this.#connection.briefly(this.#takeBack(left));
  }

  async #takeBack(left: readonly Order[]): Promise<void> {
    for (const kind of new Set(left.map((order) => order.kind))) {
      const ids = left.filter((order) => order.kind === kind).map(({ id }) => id);
      await (await this.#channel(kind)).remove(ids);
    }
  }

  async #collect(id: string): Promise<void> {
    const entry = this.#orders.get(id);
    if (entry === undefined || entry.isTaken) return;
    entry.isTaken = true;
    const { task, options } = entry.order;
    try {
      const stored = await this.#results.get(id, mostBytes(task, options));
      if (stored === undefined) {
        entry.isTaken = false;
        return await this.#return(entry.order);
      }
      const outcome = readOutcome(unpack(stored.bytes), task, options);
      this.#orders.settle(id, (run) => report(run, outcome));
      // A fit that has failed may be tried again.
      await (outcome.failure === undefined ? stored.release() : this.#results.forget([id]));
    } catch (error) {
      if (!(error instanceof HindcastError)) {
        entry.isTaken = false;
        throw error;
      }
      const { message, hint } = error;
      const failure = { model: task.model, fold: task.fits[0].fold, message, hint };
      this.#orders.settle(id, (run) => run.onFailed(failure));
      await this.#results.forget([id]);
    }
  }

  /** Places a job again that Redis, or what it reads, has lost. */
  async #return(order: Order): Promise<void> {
    const entry = this.#orders.get(order.id);
    if (entry === undefined) return;
    if (++entry.returns > MOST_RETURNS)
      return this.#fail(order.id, `Redis lost this job ${MOST_RETURNS + 1} times`);
    for (const { ref, bytes } of order.inputs) await this.#blobs.restore(ref, bytes);
    await (await this.#channel(order.kind)).add([order]);
  }

  #fail(id: string, reason: string): void {
    this.#orders.settle(id, (run, { task }) => run.onFailed(failureOf(task, reason)));
  }

  #channel(kind: Kind): Promise<Channel> {
    const known = this.#channels.get(kind);
    if (known !== undefined) return known;
    const { prefix } = this.#settings;
    const opening = Channel.open(
      this.#connection,
      prefix,
      { service: this.#service, kind },
      {
        onCompleted: (id) => void this.#quietly(() => this.#collect(id)),
        onFailed: (id, reason) => void this.#quietly(() => this.#hearFailure(id, reason)),
        onProgress: (id, said) => this.#orders.tell(id, (run, { task }) => reportProgress(said, task, run)),
      },
    );
    this.#channels.set(kind, opening);
    return opening;
  }

  async #hearFailure(id: string, reason: string): Promise<void> {
    const order = this.#orders.get(id)?.order;
    if (order === undefined) return;
    if (isExpired(reason)) await this.#return(order);
    else this.#fail(id, reason);
  }

  async #beat(): Promise<void> {
    if (this.#isBeating || this.#connection.isLost || this.#orders.size === 0) return;
    this.#isBeating = true;
    await this.#quietly(async () => {
      await this.#attend();
      await this.#look(performance.now() - LOOK_MS, LOOKED_AT);
      if (performance.now() - this.#renewed > RENEW_MS) await this.#renew();
      this.#refusals.end();
      this.#refusal = '';
    });
    this.#isBeating = false;
  }

  async #attend(): Promise<void> {
    const { serving, text } = attendanceOf(
      await this.#roster.workers(),
      this.#service,
      this.#orders.kinds,
      this.#connection.address,
    );
    if (serving.length > 0 || this.#orders.size === 0) this.#workers.end();
    else this.#workers.begin();
    if (text !== this.#said) this.#parts.say(`queue: ${text}`);
    this.#said = text;
  }

  /** Finds out what became of jobs of which nothing was heard since then. */
  async #look(since: number, most: number): Promise<void> {
    for (const kind of this.#orders.kinds) {
      const orders = this.#orders.due(kind, since, most, performance.now());
      const ids = orders.map(({ id }) => id);
      // In this order: a worker keeps its result before it ends its job.
      const states = await (await this.#channel(kind)).states(ids);
      const have = await this.#results.have(ids);
      for (const [i, order] of orders.entries()) {
        const state = states[i];
        if (have[i]) await this.#collect(order.id);
        else if (state === 'missing') await this.#return(order);
        else if (state !== 'open') await this.#hearFailure(order.id, state.failed);
      }
    }
  }

  async #renew(): Promise<void> {
    this.#renewed = performance.now();
    for (const { ref, bytes } of this.#orders.inputs) await this.#blobs.restore(ref, bytes);
  }

  /** An error of Redis ends nothing at once: what it has kept from happening is found by looking. Anything else ends every run. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isRefusal(error)) this.#hearRefusal(error);
      else if (!this.#connection.isLost && !isOfConnection(error)) this.#orders.failAll(error);
    }
  }

  #hearRefusal({ message }: Error): void {
    const isNew = this.#refusal === '';
    this.#refusal = escapeControl(message);
    this.#refusals.begin();
    if (isNew) this.#parts.say(`queue: Redis rejects requests: ${this.#refusal}; trying again`);
  }
}

const isOfConnection = (error: unknown): boolean =>
  error instanceof Error && /Connection is closed|ECONN|EPIPE/.test(error.message);

function report(run: RunOptions, { results, failure }: Outcome): void {
  for (const result of results) run.onFitted(result);
  if (failure !== undefined) run.onFailed(failure);
}
