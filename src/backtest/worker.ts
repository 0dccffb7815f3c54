/** One worker thread: keeps the data that it is given, runs tasks on it, sends the result of each fit, and says when it is idle. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Panel } from '../data/panel.ts';
import { useProcessSlot } from '../foreign/live-processes.ts';
import type { ProcessSlot } from '../foreign/live-processes.ts';
import { shareWasmModule } from '../kernels/wasm.ts';
import type { FitProgress } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { BacktestOptions } from './options.ts';
import type { Known } from './shared-data.ts';
import { runTask } from './tasks.ts';
import type { FitFailure, FitResult, Task } from './tasks.ts';
import { loadModels } from './worker-models.ts';

export interface WorkerData {
  /** The compiled kernels. */
  readonly module: WebAssembly.Module;
  /** Where the process that a model starts is noted. */
  readonly slot: ProcessSlot;
}

export type ToThread =
  | Known
  | { readonly type: 'forget'; readonly id: number }
  | {
      /** To be run in this order. */
      readonly type: 'tasks';
      readonly tasks: readonly Task[];
      readonly panel: number;
      readonly models: number;
      readonly options: number;
    };

export type FromThread =
  | { readonly type: 'epoch'; readonly model: string; readonly fold: number; readonly progress: FitProgress }
  | { readonly type: 'text'; readonly line: string }
  | { readonly type: 'fitted'; readonly result: FitResult }
  | { readonly type: 'failed'; readonly failure: FitFailure }
  | { readonly type: 'bug'; readonly error: unknown }
  /** A task is over, and another begins. */
  | { readonly type: 'next' }
  /** All are over. What the last one said last comes with it, so that the next tasks do not wait until that is on disk. */
  | { readonly type: 'idle'; readonly last: FromThread | undefined };

/** Least time between two reports of progress: people read no faster. */
const PROGRESS_MS = 100;

const port = parentPort;
if (!port) throw new Error('worker.js runs on a worker thread');
const { module, slot } = workerData as WorkerData;
shareWasmModule(module);
useProcessSlot(slot);
const panels = new Map<number, Panel>();
const optionsOf = new Map<number, BacktestOptions>();
const registries = new Map<number, () => Promise<ModelRegistry>>();
const send = (message: FromThread): void => port.postMessage(message);
let reported = 0;

/** Runs tasks, and returns what the last one says last. */
async function run(given: ToThread & { type: 'tasks' }): Promise<FromThread | undefined> {
  const registry = await registries.get(given.models)!();
  const data = { panel: panels.get(given.panel)!, options: optionsOf.get(given.options)!, registry };
  let last: FromThread | undefined;
  for (const [i, task] of given.tasks.entries()) {
    let left = task.fits.length;
    const end = (message: FromThread): void => {
      if (i === given.tasks.length - 1) last = message;
      else send(message);
    };
    if (i > 0) send({ type: 'next' });
    await runTask(data, task, {
      onEpoch({ model, fold }, progress) {
        const now = performance.now();
        if (now - reported < PROGRESS_MS) return;
        reported = now;
        send({ type: 'epoch', model, fold, progress });
      },
      onText: (line) => send({ type: 'text', line }),
      onFitted: (result) => (--left === 0 ? end : send)({ type: 'fitted', result }),
      onFailed: (failure) => end({ type: 'failed', failure }),
    });
  }
  return last;
}

port.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'panel':
      return void panels.set(message.id, message.panel);
    case 'options':
      return void optionsOf.set(message.id, message.options);
    case 'models': {
      let loading: Promise<ModelRegistry> | undefined;
      return void registries.set(message.id, () => (loading ??= loadModels(message.sources)));
    }
    case 'forget':
      for (const known of [panels, optionsOf, registries]) known.delete(message.id);
      return;
    case 'tasks':
      return void run(message)
        .catch((error: unknown): FromThread => ({ type: 'bug', error }))
        .then((last) => send({ type: 'idle', last }));
  }
});
