/**
 * DLinear (Zeng, Chen, Zhang, Xu 2023, Are transformers effective for time series forecasting?): the levels of
 * the window are split into their moving average T x and the remainder x - T x, each has its own linear layer, and the
 * two outputs are added. The layers are solved as a ridge regression instead of by gradient descent:
 *
 *     w = Tᵀ w_trend + (1 - T)ᵀ w_rest,  and the least |w_trend|² + |w_rest|² for a w is |G⁻¹ w|²
 *     with G Gᵀ = Tᵀ T + (1 - T)ᵀ (1 - T)
 */

import { levelOf, targetOf } from '../data/targets.ts';
import { cholesky } from '../math/linalg.ts';
import type { Model } from './model.ts';
import { ridgeModel } from './ridge.ts';

/** Rows of the moving average, as in the paper. */
const KERNEL = 25;
const HALF = KERNEL >> 1;

export const dlinear: Model = ridgeModel({
  name: 'dlinear',
  summary: 'linear layers on moving average and remainder of the levels, solved as `linear`',
  target: (options) => levelOf(targetOf(options.target)),
  basis(L) {
    const T = movingAverage(L);
    const gram = new Float64Array(L * L);
    for (let row = 0; row < L; row++) {
      // Further away both factors are 0.
      const [first, end] = [Math.max(0, row - HALF), Math.min(L, row + HALF + 1)];
      for (let i = first; i < end; i++)
        for (let j = first; j < end; j++) {
          const [trend, other] = [T[row * L + i], T[row * L + j]];
          gram[i * L + j] += trend * other + (Number(row === i) - trend) * (Number(row === j) - other);
        }
    }
    return cholesky(gram, L);
  },
});

/** T (L, L): the mean of the rows around each, the first and the last repeated beyond the ends. */
export function movingAverage(L: number): Float64Array {
  const T = new Float64Array(L * L);
  for (let row = 0; row < L; row++)
    for (let i = row - HALF; i <= row + HALF; i++) T[row * L + Math.min(Math.max(i, 0), L - 1)] += 1 / KERNEL;
  return T;
}
