/** One worker thread: takes a task, sends the result of each fit, and asks for the next task. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Panel } from '../data/panel.ts';
import { useProcessSlot } from '../foreign/live-processes.ts';
import type { ProcessSlot } from '../foreign/live-processes.ts';
import { shareWasmModule } from '../kernels/wasm.ts';
import type { FitProgress, ModelOptions } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { runTask } from './tasks.ts';
import type { FitFailure, FitResult, Task } from './tasks.ts';
import { loadModels } from './worker-models.ts';
import type { NamedSource } from './worker-models.ts';

export interface WorkerData {
  readonly panel: Panel;
  readonly options: ModelOptions;
  /** The models that are not built in. */
  readonly sources: readonly NamedSource[];
  /** The compiled kernels. */
  readonly module: WebAssembly.Module;
  /** Where the process that a model starts is noted. */
  readonly slot: ProcessSlot;
}

export type WorkerMessage =
  | { readonly type: 'epoch'; readonly model: string; readonly fold: number; readonly progress: FitProgress }
  | { readonly type: 'text'; readonly line: string }
  | { readonly type: 'fitted'; readonly result: FitResult }
  | { readonly type: 'failed'; readonly failure: FitFailure }
  | { readonly type: 'bug'; readonly error: unknown }
  | { readonly type: 'idle' };

/** Least time between two reports of progress: people read no faster. */
const PROGRESS_MS = 100;

const port = parentPort;
if (!port) throw new Error('worker.js runs on a worker thread');
const { panel, options, sources, module, slot } = workerData as WorkerData;
shareWasmModule(module);
useProcessSlot(slot);
const send = (message: WorkerMessage): void => port.postMessage(message);
let reported = 0;
let loading: Promise<ModelRegistry> | undefined;

async function run(task: Task): Promise<void> {
  loading ??= loadModels(sources);
  await runTask({ panel, options, registry: await loading }, task, {
    onEpoch({ model, fold }, progress) {
      const now = performance.now();
      if (now - reported < PROGRESS_MS) return;
      reported = now;
      send({ type: 'epoch', model, fold, progress });
    },
    onText: (line) => send({ type: 'text', line }),
    onFitted: (result) => send({ type: 'fitted', result }),
    onFailed: (failure) => send({ type: 'failed', failure }),
  });
}

port.on('message', (task: Task) => {
  run(task).then(
    () => send({ type: 'idle' }),
    (error: unknown) => send({ type: 'bug', error }),
  );
});
