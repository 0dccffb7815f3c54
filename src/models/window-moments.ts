/**
 * Weighted moments of windows and their targets, which every ridge solution is computed from. x are the L numbers of a window, y its
 * targets, v the weights, whose mean is 1.
 */

import { BLOCK, addProducts } from '../math/products.ts';
import type { Encoding } from './encodings/encoding.ts';
import type { Origins, TrainingRows } from './model.ts';

export interface Moments {
  /** Sum of the weights. */
  readonly n: number;
  /** (L) and (horizon) */
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  /** Σ v (x - x̄)(x - x̄)ᵀ (L, L) and Σ v (y - ȳ)(x - x̄)ᵀ (horizon, L) */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  /** Σ v (y - ȳ)² (horizon) */
  readonly yy: Float64Array;
}

/** What windows are made of. */
export interface WindowData {
  readonly encoding: Encoding;
  /** By series: the training columns. */
  readonly columns: readonly Float64Array[];
  readonly windows: Origins;
  readonly rows: TrainingRows;
  readonly isRelative: boolean;
}

/** Windows and their targets, one at a time. */
export interface Examples {
  /**
   * x (L), oldest row first, y (horizon) and what y is without a change (horizon) of window `i`, in memory that the next call
   * overwrites.
   */
  read(i: number): {
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly unchanged: Float64Array;
  };
}

/** Moments of the windows from `from` on, as many as there are weights, of any kind; in two passes over them. */
export function momentsOf(examples: Examples, from: number, weights: Float64Array): Moments {
  const n = weights.length;
  const { x: first, y: ofFirst } = examples.read(from);
  const [L, horizon] = [first.length, ofFirst.length];
  const [meanX, meanY] = [new Float64Array(L), new Float64Array(horizon)];
  const [xx, xy, yy] = [L * L, horizon * L, horizon].map((length) => new Float64Array(length));
  for (let i = 0; i < n; i++) {
    const { x, y } = examples.read(from + i);
    const weight = weights[i];
    for (let l = 0; l < L; l++) meanX[l] += (weight * x[l]) / n;
    for (let k = 0; k < horizon; k++) meanY[k] += (weight * y[k]) / n;
  }
  const [X, wX, wY] = [L, L, horizon].map((width) => new Float64Array(BLOCK * width));
  for (let block = 0; block < n; block += BLOCK) {
    for (let b = 0; b < BLOCK; b++) {
      const i = Math.min(block + b, n - 1);
      const { x, y } = examples.read(from + i);
      const weight = block + b < n ? weights[i] : 0;
      for (let l = 0; l < L; l++) {
        X[b * L + l] = x[l] - meanX[l];
        wX[b * L + l] = weight * X[b * L + l];
      }
      for (let k = 0; k < horizon; k++) {
        const centred = y[k] - meanY[k];
        wY[b * horizon + k] = weight * centred;
        yy[k] += weight * centred * centred;
      }
    }
    addProducts(xx, wX, X, L, L, true);
    addProducts(xy, wY, X, horizon, L, false);
  }
  for (let l = 0; l < L; l++) for (let m = 0; m < l; m++) xx[m * L + l] = xx[l * L + m];
  return { n, meanX, meanY, xx, xy, yy };
}

/**
 * The weighted squared error of linear forecasts of step k + 1 of these windows, less the rounding of numbers as large as yy.
 * @param w - the weights of the step (L)
 */
export function squaredError(
  { n, meanX, meanY, xx, xy, yy }: Moments,
  k: number,
  intercept: number,
  w: Float64Array,
): number {
  const L = w.length;
  // One triangle of w xx wᵀ, whose other half is the same.
  let [spread, mean, common] = [0, 0, 0];
  for (let l = 0; l < L; l++) {
    let sum = 0;
    for (let m = 0; m < l; m++) sum += xx[l * L + m] * w[m];
    spread += w[l] * (2 * sum + xx[l * L + l] * w[l]);
    common += w[l] * xy[k * L + l];
    mean += w[l] * meanX[l];
  }
  return yy[k] - 2 * common + spread + n * (intercept + mean - meanY[k]) ** 2;
}
