/** One worker thread as the thread above sees it: takes one task after the other, and stays ready in between. */

import { Worker } from 'node:worker_threads';
import { createProcessSlot, endProcessIn } from '../foreign/live-processes.ts';
import { wasmModule } from '../kernels/wasm.ts';
import type { Known, SharedData } from './shared-data.ts';
import type { Task } from './tasks.ts';
import type { FromThread, ToThread, WorkerData } from './worker.ts';

export interface ThreadEvents {
  /** Anything that it reports, of the task that it runs. */
  onMessage(message: FromThread): void;
  /** It has ended, by itself or not; `error` says why if it died. */
  onExit(error: Error | undefined): void;
}

/** Started before there is anything to run. */
const spare: Thread[] = [];

/** Starts threads, so that they are ready when `takeThread` asks for one; as many as that with those that are. */
export function startThreads(count: number): void {
  while (spare.length < count) {
    const thread: Thread = new Thread({
      onMessage() {},
      onExit: () => void spare.splice(spare.indexOf(thread), 1),
    });
    spare.push(thread);
  }
}

/** A thread that was started, or a new one. */
export function takeThread(events: ThreadEvents): Thread {
  const started = spare.shift();
  if (started === undefined) return new Thread(events);
  started.events = events;
  return started;
}

export class Thread {
  readonly #worker: Worker;
  readonly #known = new Set<number>();
  events: ThreadEvents;

  constructor(events: ThreadEvents) {
    this.events = events;
    const slot = createProcessSlot();
    // The same path from src/ and from dist/: workers only ever run what is built.
    this.#worker = new Worker(new URL('../../dist/backtest/worker.js', import.meta.url), {
      workerData: { module: wasmModule(), slot } satisfies WorkerData,
      // What a program on the command line is written in is not what a file is.
      ...(process.execArgv.some((given) => given.startsWith('--input-type')) && { execArgv: [] }),
    });
    // It keeps the process alive only while it runs a task.
    this.#worker.unref();
    let death: Error | undefined;
    this.#worker.on('message', (message: FromThread) => {
      if (message.type === 'idle') this.#worker.unref();
      this.events.onMessage(message);
    });
    this.#worker.on('error', (error) => (death = error));
    this.#worker.on('exit', (code) => {
      endProcessIn(slot);
      this.events.onExit(death ?? (code === 0 ? undefined : new Error(`it ended with code ${code}`)));
    });
  }

  /** Runs tasks one after the other; what the thread does not know of the data goes first. */
  start(tasks: readonly Task[], { panel, models, options }: SharedData): void {
    this.#worker.ref();
    for (const known of [panel, models, options]) this.#tell(known);
    this.#send({ type: 'tasks', tasks, panel: panel.id, models: models.id, options: options.id });
  }

  forget(id: number): void {
    if (this.#known.delete(id)) this.#send({ type: 'forget', id });
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(known: Known): void {
    if (this.#known.has(known.id)) return;
    this.#known.add(known.id);
    this.#send(known);
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}
