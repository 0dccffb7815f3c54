/**
 * Worker threads that take tasks from any number of runs, over one shared copy of the data of each. Threads start when they are needed and
 * stay ready for the next tasks. The results do not depend on which thread ran a task, so the numbers are the same for any count.
 */

import { operationsOf } from './cost.ts';
import { SharedValues } from './shared-data.ts';
import type { SharedData } from './shared-data.ts';
import type { RunOptions, TaskRunner } from './task-runner.ts';
import type { FitFailure, Task, TaskData } from './tasks.ts';
import { takeThread } from './thread.ts';
import type { Thread } from './thread.ts';
import type { FromThread } from './worker.ts';

/** A task with its predicted cost. */
interface Predicted {
  readonly task: Task;
  readonly operations: number;
}

/** Tasks that threads run until there are none, one fails unexpectedly or the signal is aborted. */
interface Run {
  readonly data: TaskData;
  readonly shared: SharedData;
  readonly waiting: Predicted[];
  readonly options: RunOptions;
  readonly running: Set<Thread>;
  /** Ends it; then its promise resolves, or rejects if there is an error. */
  readonly stop: (error?: unknown) => void;
}

/** Predicted operations of tasks that a thread takes at once, some 20 ms: fewer would wait for messages, more might leave others idle. */
const AT_ONCE = 5e8;

/** What a thread does: the first of these tasks, of which it has finished so many fits. */
interface Doing {
  readonly run: Run;
  readonly tasks: Predicted[];
  done: number;
}

/** At most so many threads. They take tasks from the runs in the order in which these began, and do not keep the process alive while nothing runs. */
export class Threads implements TaskRunner {
  readonly #most: number;
  readonly #values = new SharedValues();
  readonly #runs = new Set<Run>();
  /** Every thread, with what it does unless it is idle. */
  readonly #threads = new Map<Thread, Doing | undefined>();

  constructor(most: number) {
    this.#most = most;
  }

  run(data: TaskData, tasks: readonly Task[], options: RunOptions): Promise<void> {
    if (tasks.length === 0 || options.signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const abort = (): void => run.stop();
      const run: Run = {
        data,
        shared: this.#values.take(data),
        waiting: tasks.map((task) => ({ task, operations: operationsOf(task, data) })),
        options,
        running: new Set(),
        stop: (error) => {
          if (!this.#runs.delete(run)) return;
          options.signal?.removeEventListener('abort', abort);
          this.#forget(this.#values.release(data));
          const ended = [...run.running].map((thread) => thread.end());
          void Promise.all(ended).then(() => (error === undefined ? resolve() : reject(error)));
        },
      };
      options.signal?.addEventListener('abort', abort, { once: true });
      this.#runs.add(run);
      this.#assign();
    });
  }

  /** Ends the threads; nothing may run. */
  async close(): Promise<void> {
    await Promise.all([...this.#threads.keys()].map((thread) => thread.end()));
  }

  #forget(ids: readonly number[]): void {
    for (const thread of this.#threads.keys()) for (const id of ids) thread.forget(id);
  }

  /** Gives waiting tasks to idle threads, and to new ones up to the most that there may be. */
  #assign(): void {
    for (const run of this.#runs)
      while (run.waiting.length > 0) {
        const idle = [...this.#threads].find(([, doing]) => doing === undefined)?.[0];
        const thread = idle ?? (this.#threads.size < this.#most ? this.#createThread() : undefined);
        if (thread === undefined) return;
        const tasks = nextTasks(run);
        this.#threads.set(thread, { run, tasks, done: 0 });
        run.running.add(thread);
        thread.start(
          tasks.map(({ task }) => task),
          run.shared,
        );
      }
  }

  #createThread(): Thread {
    const thread: Thread = takeThread({
      onMessage: (message) => this.#receive(thread, message),
      onExit: (error) => this.#bury(thread, error),
    });
    this.#threads.set(thread, undefined);
    return thread;
  }

  #receive(thread: Thread, message: FromThread): void {
    const doing = this.#threads.get(thread);
    // What a thread has sent before it was ended.
    if (doing === undefined || !this.#runs.has(doing.run)) return;
    const { run } = doing;
    try {
      this.#report(thread, doing, message);
    } catch (error) {
      run.stop(error);
    }
  }

  #report(thread: Thread, doing: Doing, message: FromThread): void {
    const { options, stop } = doing.run;
    switch (message.type) {
      case 'epoch':
        return options.onEpoch(message.model, message.fold, message.progress);
      case 'text':
        return options.onText(message.line);
      case 'fitted':
        doing.done++;
        return options.onFitted(message.result);
      case 'failed':
        return options.onFailed(message.failure);
      case 'next':
        doing.tasks.shift();
        doing.done = 0;
        return;
      case 'bug':
        return stop(message.error);
      case 'idle':
        this.#free(thread, doing);
        if (message.last !== undefined) this.#report(thread, doing, message.last);
        return this.#settle(doing.run);
    }
  }

  /** A thread has ended by itself, most likely out of memory, or was ended: the fit of a run that goes on has failed. */
  #bury(thread: Thread, error: Error | undefined): void {
    const doing = this.#threads.get(thread);
    this.#threads.delete(thread);
    if (doing === undefined || !this.#runs.has(doing.run)) return this.#assign();
    // Nothing is lost if it ends after its last fit.
    const [{ task }, ...others] = doing.tasks;
    if (doing.done < task.fits.length) doing.run.options.onFailed(deathOf(task, doing.done, error));
    doing.run.waiting.unshift(...others);
    this.#free(thread, doing);
    this.#settle(doing.run);
  }

  /** The task of a thread is over; the thread takes the next at once. */
  #free(thread: Thread, { run }: Doing): void {
    if (this.#threads.has(thread)) this.#threads.set(thread, undefined);
    run.running.delete(thread);
    this.#assign();
  }

  /** Ends a run whose tasks are all over. */
  #settle(run: Run): void {
    if (run.waiting.length === 0 && run.running.size === 0) run.stop();
  }
}

/** Takes the next task from a run, and those after it as long as all together are done in a moment. */
function nextTasks({ waiting }: Run): Predicted[] {
  let operations = waiting[0].operations;
  let count = 1;
  while (count < waiting.length && (operations += waiting[count].operations) < AT_ONCE) count++;
  return waiting.splice(0, count);
}

function deathOf(task: Task, done: number, error = new Error('it ended by itself')): FitFailure {
  const { fold } = task.fits[done];
  return {
    model: task.model,
    fold,
    message: `the worker that fitted ${task.model} in fold ${fold} died: ${error.message}`,
    hint: 'lower `--jobs`, `--hidden` or `--batch-size`, or give Node more memory',
    isDeath: true,
  };
}
