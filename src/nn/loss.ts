/**
 * Losses, each the mean over all steps and windows of a batch, with e = yhat - y:
 *
 *     mse e² · mae |e| · huber e²/2 up to δ, then δ(|e| - δ/2) · pinball max(-q e, (1-q) e) · cross-entropy
 */

import { LOSSES } from '../kernels/kernels.ts';
import type { Floats, Kernels } from '../kernels/kernels.ts';

export type LossName = keyof typeof LOSSES;

/** Huber's δ, in the unit of the scaled target, and the quantile of the pinball loss. */
export const LOSS_PARAMETERS: Readonly<Record<LossName, number>> = {
  mse: 0,
  mae: 0,
  huber: 1,
  pinball: 0.5,
  'cross-entropy': 0,
};

export interface Loss {
  /**
   * The mean loss of the first `count` windows; their gradient goes to dyhat.
   * @param dyhat - (O, N) @param yhat - (O, N) @param y - (O, N)
   */
  compute(dyhat: Floats, yhat: Floats, y: Floats, O: number, N: number, count: number): number;
}

export function createLoss(kernels: Kernels, name: LossName, parameter = LOSS_PARAMETERS[name]): Loss {
  return {
    compute: (dyhat, yhat, y, O, N, count) =>
      kernels.loss(dyhat, yhat, y, LOSSES[name], parameter, O, N, count),
  };
}
