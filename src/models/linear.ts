/**
 * Ridge regression on the windows that the networks see, one head per step:
 *
 *     minimise Σ (y - ȳ - w·(x - x̄))² + λ n |w|²
 *
 * λ is chosen on the validation block, the last training windows in time, and w is then fitted again on all
 * of them. The intercept is not penalised. (Hoerl, Kennard 1970.)
 */

import { cholesky, choleskySolve } from '../math/linalg.ts';
import { dot } from '../math/vector.ts';
import { encodeRows, fitEncoding, splitForValidation, trainingWindows, windowLookback } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import type { Model, ModelOptions, Origins } from './model.ts';

/** Sums over windows from which every ridge solution follows. */
interface Moments {
  readonly n: number;
  /** (L) and (horizon) */
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  /** Σ (x - x̄)(x - x̄)ᵀ (L, L) and Σ (x - x̄)(y - ȳ) (horizon, L) */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
}

interface Solution {
  readonly intercept: Float64Array; // (horizon)
  readonly weights: Float64Array; // (horizon, L)
}

/** Operations in f64 and plain JavaScript take about so many times longer than the kernels' (measured). */
const SLOWER = 20;

export const linear: Model = {
  name: 'linear',
  summary: 'ridge regression on the same windows, its penalty chosen on the validation block',
  family: 'linear',
  isSeeded: false,
  lookback: windowLookback,
  estimate: ({ inputSize: L, horizon }) => ({
    parameters: horizon * (L + 1),
    operations: SLOWER * 2 * L * (L + 2 * horizon),
  }),
  // oxlint-disable-next-line typescript/require-await -- the interface is for models that take long
  async fit(panel, rows, options) {
    const { horizon, inputSize: L } = options;
    const encoding = fitEncoding(panel, rows, options);
    const windows = trainingWindows(panel, rows, options);
    const examples = createExamples(encoding, windows, panel.series.length, rows.start, rows.cutoff, options);
    const penalty = choosePenalty(examples, windows, options);
    const best = solve(momentsOf(examples, 0, windows.row.length, options), penalty, options);
    return {
      parameters: horizon * (L + 1),
      forecast(later, { series, row }) {
        const yhat = new Float64Array(row.length * horizon);
        const x = new Float64Array(L);
        const seen = encoding.on(later);
        row.forEach((origin, i) => {
          for (let l = 0; l < L; l++) x[l] = seen.input(series[i], origin - L + 1 + l);
          for (let step = 1; step <= horizon; step++)
            yhat[i * horizon + step - 1] = seen.decode(series[i], origin, step, predict(best, x, step));
        });
        return yhat;
      },
    };
  },
};

/** Windows and their targets, one at a time. */
interface Examples {
  /** x (L), oldest row first, and y (horizon) of window `i`, in memory that the next call overwrites. */
  read(i: number): { readonly x: Float64Array; readonly y: Float64Array };
}

function createExamples(
  encoding: Encoding,
  { series, row }: Origins,
  seriesCount: number,
  first: number,
  last: number,
  { inputSize: L, horizon }: ModelOptions,
): Examples {
  const columns = Array.from({ length: seriesCount }, (_, s) => encodeRows(encoding, s, first, last));
  const [x, y] = [new Float64Array(L), new Float64Array(horizon)];
  return {
    read(i) {
      const from = row[i] - L + 1 - first;
      x.set(columns[series[i]].subarray(from, from + L));
      for (let k = 0; k < horizon; k++) y[k] = encoding.target(series[i], row[i], k + 1);
      return { x, y };
    },
  };
}

/** The penalty with the smallest squared error on the validation block; without one, the middle one. */
function choosePenalty(examples: Examples, windows: Origins, options: ModelOptions): number {
  const { ridge, validation: share, horizon } = options;
  const { train, validation } = splitForValidation(windows, share, horizon);
  if (train === 0 || validation === windows.row.length) return ridge[ridge.length >> 1];
  const moments = momentsOf(examples, 0, train, options);
  let best = ridge[0];
  let least = Infinity;
  for (const penalty of ridge) {
    const solution = solve(moments, penalty, options);
    let sum = 0;
    for (let i = validation; i < windows.row.length; i++) {
      const { x, y } = examples.read(i);
      for (let step = 1; step <= horizon; step++) sum += (predict(solution, x, step) - y[step - 1]) ** 2;
    }
    if (sum < least) {
      least = sum;
      best = penalty;
    }
  }
  return best;
}

function predict({ intercept, weights }: Solution, x: Float64Array, step: number): number {
  return intercept[step - 1] + dot(x, weights.subarray((step - 1) * x.length, step * x.length));
}

/** Moments of the windows `from`..`to - 1`, in two passes. */
function momentsOf(
  examples: Examples,
  from: number,
  to: number,
  { inputSize: L, horizon }: ModelOptions,
): Moments {
  const n = to - from;
  const [meanX, meanY] = [new Float64Array(L), new Float64Array(horizon)];
  const [xx, xy] = [new Float64Array(L * L), new Float64Array(horizon * L)];
  for (let i = from; i < to; i++) {
    const { x, y } = examples.read(i);
    for (let l = 0; l < L; l++) meanX[l] += x[l] / n;
    for (let k = 0; k < horizon; k++) meanY[k] += y[k] / n;
  }
  for (let i = from; i < to; i++) {
    const { x, y } = examples.read(i);
    for (let l = 0; l < L; l++) x[l] -= meanX[l];
    for (let l = 0; l < L; l++) for (let m = 0; m <= l; m++) xx[l * L + m] += x[l] * x[m];
    for (let k = 0; k < horizon; k++) for (let l = 0; l < L; l++) xy[k * L + l] += x[l] * (y[k] - meanY[k]);
  }
  for (let l = 0; l < L; l++) for (let m = 0; m < l; m++) xx[m * L + l] = xx[l * L + m];
  return { n, meanX, meanY, xx, xy };
}

function solve(
  { n, meanX, meanY, xx, xy }: Moments,
  penalty: number,
  { inputSize: L, horizon }: ModelOptions,
): Solution {
  const a = xx.slice();
  for (let l = 0; l < L; l++) a[l * L + l] += penalty * n;
  const factor = cholesky(a, L);
  const weights = new Float64Array(horizon * L);
  const intercept = new Float64Array(horizon);
  for (let k = 0; k < horizon; k++) {
    const w = choleskySolve(factor, L, xy.subarray(k * L, (k + 1) * L));
    weights.set(w, k * L);
    intercept[k] = meanY[k] - dot(w, meanX);
  }
  return { intercept, weights };
}
