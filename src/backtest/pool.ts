/**
 * Runs jobs side by side on worker threads over one shared copy of the data, or one after the other in place.
 * Which worker ran a job leaves no trace in its result, so the numbers are the same for any count.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Panel } from '../data/panel.ts';
import { wasmModule } from '../kernels/wasm.ts';
import type { FitProgress, ModelOptions } from '../models/model.ts';
import { runTask } from './tasks.ts';
import type { FitFailure, FitResult, Task } from './tasks.ts';
import type { WorkerData, WorkerMessage } from './worker.ts';

/** Longest time that work in place keeps a signal waiting, but for the batch it is at. */
const BREATH_MS = 50;

export interface PoolOptions {
  /** Threads; 1 runs in place. */
  readonly workers: number;
  /** Aborted: running fits are dropped, finished ones stay, and `runJobs` resolves. */
  readonly signal: AbortSignal | undefined;
  onEpoch(model: string, fold: number, progress: FitProgress): void;
  onFitted(result: FitResult): void;
  onFailed(failure: FitFailure): void;
}

/** Resolves when every job has ended or the signal is aborted; rejects on a bug of ours. */
export async function runTasks(
  panel: Panel,
  options: ModelOptions,
  jobs: readonly Task[],
  pool: PoolOptions,
): Promise<void> {
  const workers = Math.min(pool.workers, jobs.length);
  if (pool.signal?.aborted) return;
  await (workers <= 1
    ? runInPlace(panel, options, jobs, pool)
    : runOnWorkers(panel, options, jobs, pool, workers));
}

async function runInPlace(
  panel: Panel,
  options: ModelOptions,
  jobs: readonly Task[],
  { signal, onEpoch, onFitted, onFailed }: PoolOptions,
): Promise<void> {
  let heard = -Infinity;
  const letSignalsIn = async (): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    heard = performance.now();
  };
  const breathe = async (): Promise<void> => {
    if (performance.now() - heard >= BREATH_MS) await letSignalsIn();
  };
  try {
    for (const job of jobs) {
      await letSignalsIn();
      await runTask(panel, options, job, {
        onEpoch: ({ model, fold }, progress) => onEpoch(model, fold, progress),
        yieldToSignals: breathe,
        onFitted: onFitted,
        onFailed: onFailed,
      });
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

function runOnWorkers(
  panel: Panel,
  options: ModelOptions,
  jobs: readonly Task[],
  { signal, onEpoch, onFitted, onFailed }: PoolOptions,
  count: number,
): Promise<void> {
  const workerData: WorkerData = { panel: sharePanel(panel), options, module: wasmModule() };
  const waiting = longestFirst(jobs);
  const running = new Set<Worker>();
  let stopped = false;
  return new Promise((resolve, reject) => {
    const stop = (error?: unknown): void => {
      if (stopped) return;
      stopped = true;
      signal?.removeEventListener('abort', abort);
      waiting.length = 0;
      void Promise.all([...running].map((worker) => worker.terminate())).then(() =>
        error === undefined ? resolve() : reject(error as Error),
      );
    };
    const abort = (): void => stop();
    signal?.addEventListener('abort', abort, { once: true });

    const start = (): void => {
      const first = waiting.shift();
      if (!first) {
        if (running.size === 0) stop();
        return;
      }
      let job = first;
      let done = 0;
      // The same path from src/ and from dist/: workers only ever run what is built.
      const worker = new Worker(new URL('../../dist/backtest/worker.js', import.meta.url), { workerData });
      running.add(worker);
      worker.postMessage(job);
      worker.on('message', (message: WorkerMessage) => {
        switch (message.type) {
          case 'epoch':
            return onEpoch(message.model, message.fold, message.progress);
          case 'fitted':
            done++;
            return onFitted(message.result);
          case 'failed':
            return onFailed(message.failure);
          case 'bug':
            return stop(message.error);
          case 'idle': {
            const next = waiting.shift();
            if (!next) return void worker.terminate();
            job = next;
            done = 0;
            return worker.postMessage(job);
          }
        }
      });
      // Died by itself, most likely out of memory: its fit failed, and another worker takes the next job.
      worker.on('error', (error) => {
        const { fold } = job.fits[done];
        onFailed({
          model: job.model,
          fold,
          message: `the worker that fitted ${job.model} in fold ${fold} died: ${error.message}`,
          hint: 'lower `--jobs`, `--hidden` or `--batch-size`, or give Node more memory',
        });
      });
      worker.on('exit', () => {
        running.delete(worker);
        if (!stopped) start();
      });
    };
    for (let i = 0; i < count; i++) start();
  });
}

/**
 * Model by model as they come, of each the jobs with the most training rows first: so the last ones, during which
 * a worker may wait for another, are short.
 */
function longestFirst(jobs: readonly Task[]): Task[] {
  const models = [...new Set(jobs.map(({ model }) => model))];
  const rowsOf = ({ fits }: Task): number => fits.reduce((sum, { start, cutoff }) => sum + cutoff - start, 0);
  return models.flatMap((name) =>
    jobs.filter(({ model }) => model === name).toSorted((a, b) => rowsOf(b) - rowsOf(a)),
  );
}

/** The same panel over memory that every thread sees. */
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
