/**
 * Runs tasks side by side on worker threads over one shared copy of the data, or one after the other on this thread. The
 * results do not depend on which thread ran a task, so the numbers are the same for any count. A model that is neither built in nor
 * names its module is fitted on this thread, while workers fit the others.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Panel } from '../data/panel.ts';
import { createProcessSlot, endProcessIn } from '../foreign/live-processes.ts';
import { wasmModule } from '../kernels/wasm.ts';
import { builtIn } from '../models/index.ts';
import type { FitProgress } from '../models/model.ts';
import { runTask } from './tasks.ts';
import type { FitFailure, FitResult, Task, TaskData } from './tasks.ts';
import type { WorkerData, WorkerMessage } from './worker.ts';
import type { NamedSource } from './worker-models.ts';

/** Work on this thread lets signals in after this time, at the end of a batch. */
const YIELD_MS = 50;

export interface PoolOptions {
  /** Threads; 1 runs on this one. */
  readonly workers: number;
  /** Aborted: running fits are dropped, finished ones stay, and `runTasks` resolves. */
  readonly signal: AbortSignal | undefined;
  /** Whether tasks start in the order given; default: those with the most rows of each model first. */
  readonly keepsOrder?: boolean | undefined;
  onEpoch(model: string, fold: number, progress: FitProgress): void;
  onText(line: string): void;
  onFitted(result: FitResult): void;
  onFailed(failure: FitFailure): void;
}

/** Resolves when every task has ended or the signal is aborted; rejects on an unexpected error. */
export async function runTasks(data: TaskData, tasks: readonly Task[], pool: PoolOptions): Promise<void> {
  if (pool.signal?.aborted) return;
  const portable = pool.workers <= 1 ? [] : tasks.filter((task) => isPortable(task, data));
  const workers = Math.min(pool.workers, portable.length);
  if (workers === 0 || tasks.length === 1) return runInPlace(data, tasks, pool);
  // Neither part goes on if the other fails.
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(pool.signal ? [pool.signal] : [])]);
  const here = tasks.filter((task) => !portable.includes(task));
  await Promise.all(
    [
      new WorkerPool(data, portable, { ...pool, signal }).run(workers),
      runInPlace(data, here, { ...pool, signal }),
    ].map(async (part) => {
      try {
        await part;
      } catch (error) {
        failed.abort();
        throw error;
      }
    }),
  );
}

/** Whether a worker thread can get the model of a task: functions cannot be sent to it. */
function isPortable({ model: name }: Task, { options, registry }: TaskData): boolean {
  if (typeof options.target !== 'string') return false;
  const model = registry.named(name);
  return model.source !== undefined || builtIn.all.includes(model);
}

/** The models that a worker thread imports. */
function sourcesOf({ registry }: TaskData): readonly NamedSource[] {
  return registry.all.flatMap(({ name, source }) => (source === undefined ? [] : [{ name, ...source }]));
}

async function runInPlace(
  data: TaskData,
  tasks: readonly Task[],
  { signal, onEpoch, onText, onFitted, onFailed }: PoolOptions,
): Promise<void> {
  let yielded = -Infinity;
  const letSignalsIn = async (): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    yielded = performance.now();
  };
  const yieldToSignals = async (): Promise<void> => {
    if (performance.now() - yielded >= YIELD_MS) await letSignalsIn();
  };
  try {
    for (const task of tasks) {
      await letSignalsIn();
      await runTask(data, task, {
        onEpoch: ({ model, fold }, progress) => onEpoch(model, fold, progress),
        onText,
        yieldToSignals,
        onFitted,
        onFailed,
      });
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** The task of a worker, and how many of its fits are finished. */
interface TaskProgress {
  task: Task;
  done: number;
}

/** Worker threads that take tasks from one list until it is empty or the pool is stopped. */
class WorkerPool {
  readonly #workerData: Omit<WorkerData, 'slot'>;
  readonly #waiting: Task[];
  readonly #options: PoolOptions;
  readonly #running = new Set<Worker>();
  readonly #abort = (): void => this.#stop();
  #settle: (error?: unknown) => void = () => {};
  #isStopped = false;

  constructor(data: TaskData, tasks: readonly Task[], pool: PoolOptions) {
    const { panel, options } = data;
    const sources = sourcesOf(data);
    this.#workerData = { panel: sharePanel(panel), options, sources, module: wasmModule() };
    this.#waiting = pool.keepsOrder === true ? [...tasks] : longestFirst(tasks);
    this.#options = pool;
  }

  run(workers: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
      this.#options.signal?.addEventListener('abort', this.#abort, { once: true });
      for (let i = 0; i < workers; i++) this.#startWorker();
    });
  }

  /** Starts a worker on the next task; the pool has ended when there is none and no worker is left. */
  #startWorker(): void {
    const task = this.#waiting.shift();
    if (!task) {
      if (this.#running.size === 0) this.#stop();
      return;
    }
    // The same path from src/ and from dist/: workers only ever run what is built.
    const slot = createProcessSlot();
    const worker = new Worker(new URL('../../dist/backtest/worker.js', import.meta.url), {
      workerData: { ...this.#workerData, slot } satisfies WorkerData,
      // What a program on the command line is written in is not what a file is.
      ...(process.execArgv.some((given) => given.startsWith('--input-type')) && { execArgv: [] }),
    });
    this.#running.add(worker);
    const progress: TaskProgress = { task, done: 0 };
    worker.postMessage(task);
    worker.on('message', (message: WorkerMessage) => this.#receive(worker, progress, message));
    worker.on('error', (error) => this.#options.onFailed(deathOf(progress, error)));
    worker.on('exit', () => {
      endProcessIn(slot);
      this.#running.delete(worker);
      if (!this.#isStopped) this.#startWorker();
    });
  }

  #receive(worker: Worker, progress: TaskProgress, message: WorkerMessage): void {
    switch (message.type) {
      case 'epoch':
        return this.#options.onEpoch(message.model, message.fold, message.progress);
      case 'text':
        return this.#options.onText(message.line);
      case 'fitted':
        progress.done++;
        return this.#options.onFitted(message.result);
      case 'failed':
        return this.#options.onFailed(message.failure);
      case 'bug':
        return this.#stop(message.error);
      case 'idle': {
        const task = this.#waiting.shift();
        if (!task) return void worker.terminate();
        Object.assign(progress, { task, done: 0 });
        return worker.postMessage(task);
      }
    }
  }

  /** Ends all workers; then `run` resolves, or rejects if there is an error. */
  #stop(error?: unknown): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#waiting.length = 0;
    void Promise.all([...this.#running].map((worker) => worker.terminate())).then(() => this.#settle(error));
  }
}

/** A worker that died by itself, most likely out of memory: its fit failed, and another worker takes the next task. */
function deathOf({ task, done }: TaskProgress, error: Error): FitFailure {
  const { fold } = task.fits[done];
  return {
    model: task.model,
    fold,
    message: `the worker that fitted ${task.model} in fold ${fold} died: ${error.message}`,
    hint: 'lower `--jobs`, `--hidden` or `--batch-size`, or give Node more memory',
  };
}

/**
 * Tasks by model in their order, and within a model those with the most training rows first: so the last tasks, during
 * which other workers may be idle, are short.
 */
function longestFirst(tasks: readonly Task[]): Task[] {
  const models = [...new Set(tasks.map(({ model }) => model))];
  const rowsOf = ({ fits }: Task): number => fits.reduce((sum, { start, cutoff }) => sum + cutoff - start, 0);
  return models.flatMap((name) =>
    tasks.filter(({ model }) => model === name).toSorted((a, b) => rowsOf(b) - rowsOf(a)),
  );
}

/** The same panel in memory that every thread can read. */
function sharePanel(panel: Panel): Panel {
  const share = (column: Float64Array): Float64Array => {
    const shared = new Float64Array(new SharedArrayBuffer(column.byteLength));
    shared.set(column);
    return shared;
  };
  return {
    ...panel,
    time: share(panel.time),
    series: panel.series.map((series) => {
      const values = share(series.values);
      return {
        ...series,
        values,
        observed: series.observed === series.values ? values : share(series.observed),
      };
    }),
  };
}
