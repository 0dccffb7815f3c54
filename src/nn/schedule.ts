/** How the learning rate changes from epoch to epoch, as a factor on the given rate. */

import { cos } from '../math/elementary.ts';

export type Schedule =
  | { readonly name: 'constant' }
  /** Times `factor` every `every` epochs. */
  | { readonly name: 'step'; readonly every: number; readonly factor: number }
  /** From 1 down to 0 along half a cosine (Loshchilov, Hutter 2017). */
  | { readonly name: 'cosine' }
  /** Times `factor` after each `patience` epochs without a lower loss. */
  | { readonly name: 'plateau'; readonly patience: number; readonly factor: number };

/**
 * The factor for `epoch` (from 0).
 * @param losses - one loss per finished epoch: of the validation block, or of training if there is none
 */
export function scheduleFactor(
  schedule: Schedule,
  epoch: number,
  epochs: number,
  losses: readonly number[],
): number {
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'step':
      return power(schedule.factor, Math.floor(epoch / schedule.every));
    case 'cosine':
      return 0.5 * (1 + cos((Math.PI * epoch) / epochs));
    case 'plateau': {
      let best = Infinity;
      let waited = 0;
      let drops = 0;
      for (const loss of losses) {
        if (loss < best) {
          best = loss;
          waited = 0;
        } else if (++waited >= schedule.patience) {
          drops++;
          waited = 0;
        }
      }
      return power(schedule.factor, drops);
    }
  }
}

/** factor^times by multiplication: `**` may differ in the last bit between engines. */
function power(factor: number, times: number): number {
  let result = 1;
  for (let i = 0; i < times; i++) result *= factor;
  return result;
}
