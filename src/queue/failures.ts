/** Why a job of the queue has failed, in the words of a fit that has failed. */

import type { FitFailure, Task } from '../backtest/tasks.ts';
import { escapeControl } from '../text/escape.ts';

/** How often the worker of a job may disappear before the job counts as the reason. */
export const MOST_LOSSES = 2;

/** How a worker says that what a fit reads has expired. */
const EXPIRED = 'expired: ';

export const expired = (what: string): Error => new Error(`${EXPIRED}${what}`);
export const isExpired = (reason: string): boolean => reason.startsWith(EXPIRED);

/** As bullmq says it. */
const STALLED = 'job stalled more than allowable limit';
const LONGEST = 1000;

export function failureOf({ model, fits }: Task, reason: string): FitFailure {
  const { fold } = fits[0];
  if (reason.startsWith(STALLED))
    return {
      model,
      fold,
      message: `${model} in fold ${fold} ended ${MOST_LOSSES + 1} workers, one after the other`,
      hint: 'most likely they had too little memory: look at what they printed last; lower `--hidden`, `--batch-size`, or the `--jobs` of the workers',
    };
  return {
    model,
    fold,
    message: `no worker could fit ${model} in fold ${fold}: ${escapeControl(reason.slice(0, LONGEST))}`,
    hint: '`hindcast doctor --queue` lists failed jobs',
  };
}
