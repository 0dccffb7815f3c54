/** The jobs that a producer waits for. A job may be wanted by several runs at once: it is one job. */

import type { BacktestOptions } from '../backtest/options.ts';
import type { RunOptions } from '../backtest/task-runner.ts';
import type { Task } from '../backtest/tasks.ts';
import type { BlobRef } from './blobs.ts';
import type { FitJob } from './job.ts';
import type { Kind } from './service.ts';

/** Content that a job names, and how it is made again if it has expired. */
export interface Input {
  readonly ref: BlobRef;
  readonly bytes: () => Uint8Array;
}

/** A job and what its result is read with. */
export interface Order {
  readonly id: string;
  readonly job: FitJob;
  readonly kind: Kind;
  readonly task: Task;
  readonly options: BacktestOptions;
  readonly inputs: readonly Input[];
}

/** Tasks that somebody waits for. */
export class Wait {
  readonly options: RunOptions;
  readonly #left = new Set<string>();
  readonly #over: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #isComplete = false;
  #isOver = false;

  constructor(options: RunOptions) {
    this.options = options;
    this.#over = new Promise((resolve, reject) => {
      this.#resolve = () => {
        this.#isOver = true;
        resolve();
      };
      this.#reject = (error) => {
        this.#isOver = true;
        reject(error);
      };
    });
    // Whoever waits hears of it; until then it is nobody's error.
    this.#over.catch(() => {});
  }

  /** Whether nobody waits any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  expect(ids: readonly string[]): void {
    for (const id of ids) this.#left.add(id);
  }

  /** Nothing more will be expected. */
  complete(): void {
    this.#isComplete = true;
    if (this.#left.size === 0) this.#resolve();
  }

  /** What an order has led to. Whatever `report` throws ends the wait. */
  settle(id: string, report: (options: RunOptions) => void): void {
    if (this.#isOver || !this.#left.delete(id)) return;
    try {
      report(this.options);
    } catch (error) {
      return this.fail(error);
    }
    if (this.#isComplete && this.#left.size === 0) this.#resolve();
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  /** Resolves when all orders are settled or the signal is aborted. */
  async over(): Promise<void> {
    const { signal } = this.options;
    const stop = (): void => this.#resolve();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await this.#over;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

interface Entry {
  readonly order: Order;
  readonly waits: Set<Wait>;
  /** Whether its result is being read. */
  isTaken: boolean;
  /** How often it was placed because Redis had lost it or what it reads. */
  returns: number;
  looked: number;
}

export class Orders {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** @returns those that nobody has placed */
  add(orders: readonly Order[], wait: Wait, now: number): readonly Order[] {
    return orders.filter((order) => {
      const entry = this.#entries.get(order.id);
      entry?.waits.add(wait);
      if (entry === undefined)
        this.#entries.set(order.id, {
          order,
          waits: new Set([wait]),
          isTaken: false,
          returns: 0,
          looked: now,
        });
      return entry === undefined;
    });
  }

  /** @returns those that nobody waits for any more */
  leave(wait: Wait): readonly Order[] {
    const left = [...this.#entries.values()].filter(({ waits }) => waits.delete(wait) && waits.size === 0);
    for (const { order } of left) this.#entries.delete(order.id);
    return left.filter(({ isTaken }) => !isTaken).map(({ order }) => order);
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** Ends an order. */
  settle(id: string, report: (options: RunOptions, order: Order) => void): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    for (const wait of entry.waits) wait.settle(id, (options) => report(options, entry.order));
  }

  /** Tells whoever waits for an order. */
  tell(id: string, report: (options: RunOptions, order: Order) => void): void {
    const entry = this.#entries.get(id);
    for (const wait of entry?.waits ?? []) report(wait.options, entry!.order);
  }

  failAll(error: unknown): void {
    for (const { waits } of this.#entries.values()) for (const wait of waits) wait.fail(error);
  }

  /** Orders of a kind that were not looked at since then, at most so many; now they are. */
  due(kind: Kind, since: number, most: number, now: number): readonly Order[] {
    const due = [...this.#entries.values()].filter(
      ({ order, isTaken, looked }) => order.kind === kind && !isTaken && looked <= since,
    );
    const some = due.slice(0, most);
    for (const entry of some) entry.looked = now;
    return some.map(({ order }) => order);
  }

  get kinds(): ReadonlySet<Kind> {
    return new Set([...this.#entries.values()].map(({ order }) => order.kind));
  }

  get inputs(): readonly Input[] {
    const all = [...this.#entries.values()].flatMap(({ order }) => order.inputs);
    return [...new Map(all.map((input) => [input.ref.digest, input])).values()];
  }
}
