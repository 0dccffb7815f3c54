/**
 * Losses, each the mean over all steps and windows of a batch, times the weight of the window if there are weights, with
 * e = yhat - y:
 *
 *     mse e² · mae |e| · huber e²/2 up to δ, then δ(|e| - δ/2) · pinball max(-q e, (1-q) e) · cross-entropy
 */

import { LOSSES } from '../kernels/kernels.ts';
import type { Floats, Kernels } from '../kernels/kernels.ts';

export type LossName = keyof typeof LOSSES;

/** Huber's δ, in the unit of the scaled target, and the quantile of the pinball loss. */
const LOSS_PARAMETERS: Readonly<Record<LossName, number>> = {
  mse: 0,
  mae: 0,
  huber: 1,
  pinball: 0.5,
  'cross-entropy': 0,
};

export interface Loss {
  /**
   * The mean loss of the first `count` windows; their gradient goes to dyhat.
   * @param dyhat - as yhat @param yhat - (O, N) @param y - (O, N) @param weights - (N), or 0 if all are 1
   */
  compute(
    dyhat: Floats,
    yhat: Floats,
    y: Floats,
    O: number,
    N: number,
    count: number,
    weights?: Floats | 0,
  ): number;
}

export function createLoss(kernels: Kernels, name: LossName, parameter = LOSS_PARAMETERS[name]): Loss {
  return {
    compute: (dyhat, yhat, y, O, N, count, weights = 0) =>
      kernels.loss(dyhat, yhat, y, weights, LOSSES[name], parameter, O, N, count),
  };
}

/**
 * The sum of the pinball losses of several quantiles: yhat is (Q O, N), one block of O outputs per quantile, and y
 * (O, N) is the same for all.
 * @param probabilities - of the quantiles, Q
 */
export function createQuantileLoss(kernels: Kernels, probabilities: readonly number[]): Loss {
  const losses = probabilities.map((p) => createLoss(kernels, 'pinball', p));
  return {
    compute(dyhat, yhat, y, O, N, count, weights) {
      const block = (of: Floats, q: number): Floats => of.subarray(q * O * N, (q + 1) * O * N);
      return losses.reduce(
        (sum, loss, q) => sum + loss.compute(block(dyhat, q), block(yhat, q), y, O, N, count, weights),
        0,
      );
    },
  };
}

/**
 * The mean over steps of the cross-entropies of their classes: yhat is (O C, N), one block of C logits per step, and y
 * (O, N) the numbers of the actual classes.
 */
export function createClassLoss(kernels: Kernels, C: number): Loss {
  const loss = createLoss(kernels, 'cross-entropy');
  return {
    compute(dyhat, yhat, y, O, N, count, weights) {
      let sum = 0;
      for (let o = 0; o < O; o++) {
        const [from, to] = [o * C * N, (o + 1) * C * N];
        const labels = y.subarray(o * N, (o + 1) * N);
        sum += loss.compute(dyhat.subarray(from, to), yhat.subarray(from, to), labels, C, N, count, weights);
      }
      if (O > 1) for (let j = 0; j < O * C * N; j++) dyhat[j] /= O;
      return sum / O;
    },
  };
}
