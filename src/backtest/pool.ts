/**
 * Runs tasks on worker threads, and on the calling thread what is done in a moment or cannot go elsewhere: a model that is neither built in
 * nor names its module.
 */

import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { operationsOf } from './cost.ts';
import { runInPlace } from './in-place.ts';
import type { BacktestOptions } from './options.ts';
import { fittedModels } from './plan.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Task, TaskData } from './tasks.ts';
import { startThreads } from './thread.ts';
import { Threads } from './threads.ts';
import { together } from './together.ts';

/** Predicted operations of .1 to .5 s: to start a thread takes .1 s. */
const QUICK = 2e9;

/** A runner with threads of its own. They do not keep the process alive while nothing runs. */
export interface Pool extends TaskRunner {
  /** Ends the threads; nothing may run. */
  close(): Promise<void>;
}

/** At most this many worker threads. Work of a moment is done on the calling thread, which is faster than to start another. */
export function createPool(workers: number): Pool {
  const threads = new Threads(workers);
  return {
    async run(data, tasks, options) {
      if (options.signal?.aborted) return;
      const elsewhere = new Set(areQuick(data, tasks) ? [] : tasks.filter((task) => isPortable(task, data)));
      const here = tasks.filter((task) => !elsewhere.has(task));
      await together(options, [
        (part) => threads.run(data, [...elsewhere], part),
        (part) => runInPlace(data, here, part),
      ]);
    },
    close: () => threads.close(),
  };
}

/** Fewest windows that the data of a backtest are expected to have. */
const LEAST_WINDOWS = 500;

/**
 * Starts threads before the data are read, if fits with these options take longer than a moment on any data. The pools that are made next
 * take them.
 */
export function expectFits(options: BacktestOptions, registry: ModelRegistry, workers: number): void {
  const perWindow = fittedModels(options, registry).reduce(
    (sum, name) => sum + registry.named(name).estimate(options).operations,
    0,
  );
  if (perWindow * LEAST_WINDOWS >= QUICK) startThreads(workers);
}

/** What `work` gives, done with threads that end with it. */
export async function withPool<T>(workers: number, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(workers);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

/** Whether all tasks together take no longer than threads take to start. */
function areQuick(data: TaskData, tasks: readonly Task[]): boolean {
  // What models of others need is unknown.
  if (tasks.some(({ model }) => !builtIn.all.includes(data.registry.named(model)))) return false;
  let operations = 0;
  return tasks.every((task) => (operations += operationsOf(task, data)) < QUICK);
}

/** Whether a worker thread can get the model of a task: functions cannot be sent to it. */
function isPortable({ model: name }: Task, { options, registry }: TaskData): boolean {
  if (typeof options.target !== 'string') return false;
  const model = registry.named(name);
  return model.source !== undefined || builtIn.all.includes(model);
}
