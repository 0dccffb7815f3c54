/** Runs tasks one after the other on the calling thread. Signals are heard between tasks, and at the end of a batch of a network. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunOptions, TaskRunner } from './task-runner.ts';
import { runTask } from './tasks.ts';
import type { Task, TaskData } from './tasks.ts';

/** Signals are let in after this time, at the end of a batch. */
const YIELD_MS = 50;

/** Runs everything on the calling thread. */
export const inPlace: TaskRunner = { run: runInPlace };

/** Resolves when every task has ended or the signal is aborted; rejects on an unexpected error. */
export async function runInPlace(
  data: TaskData,
  tasks: readonly Task[],
  { signal, onEpoch, onText, onFitted, onFailed }: RunOptions,
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
