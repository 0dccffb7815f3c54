/** What runs tasks: threads of this process, or anything else that gives the same results. */

import type { FitProgress } from '../models/model.ts';
import type { FitFailure, FitResult, Task, TaskData } from './tasks.ts';

export interface TaskRunner {
  /**
   * Runs tasks, which start in the order given. Resolves when every one has ended or the signal is aborted; rejects on an unexpected
   * error. May be called again before it has resolved, also with other data: tasks that came first start first.
   */
  run(data: TaskData, tasks: readonly Task[], options: RunOptions): Promise<void>;
}

export interface RunOptions {
  /** Aborted: running fits are dropped, finished ones stay, and `run` resolves. */
  readonly signal: AbortSignal | undefined;
  onEpoch(model: string, fold: number, progress: FitProgress): void;
  /** Takes what models that are other programs write for people, line by line. */
  onText(line: string): void;
  onFitted(result: FitResult): void;
  onFailed(failure: FitFailure): void;
}
