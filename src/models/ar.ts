/**
 * Autoregression of order p on the inputs of the target: log returns, differences, or the prices themselves,
 *
 *     x_t - μ = a_1 (x_{t-1} - μ) + … + a_p (x_{t-p} - μ) + noise
 *
 * by Burg's method, which is fast, stable and has little bias. p has the least AIC, n log σ² + 2p, up to 10 log10 n and
 * `--input-size`. Gaps divide a series into segments, whose sums are added in every reflection coefficient. Later steps are
 * iterated, and changes are summed.
 *
 * Burg (1975), Maximum entropy spectral analysis; de Waele, Broersen (2000), The Burg algorithm for segments.
 */

import type { Series } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { log } from '../math/elementary.ts';
import { windowLookback } from './encoding.ts';
import { JS_SLOWDOWN } from './cost.ts';
import type { Model, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';

export interface Autoregression {
  readonly mean: number;
  /** a_1..a_p */
  readonly coefficients: Float64Array;
}

export const ar: Model = perSeries({
  name: 'ar',
  summary: "autoregression by Burg's method, order by AIC up to `--input-size`, as R `ar`",
  family: 'statistical',
  lookback: windowLookback,
  parameters: ({ inputSize }, learnt) => learnt?.length ?? inputSize + 1,
  operations: ({ inputSize }) => JS_SLOWDOWN * 8 * Math.min(inputSize, 40),
  size: ({ inputSize }) => [1, inputSize + 1],
  isCarried: false,
  learn(series, rows, options) {
    const segments = segmentsOf(series, rows, targetOf(options.target));
    const { mean, coefficients } = fitAutoregression(segments, options.inputSize);
    return Float64Array.of(mean, ...coefficients);
  },
  walk(learnt, values, _, options) {
    const target = targetOf(options.target);
    const [mean] = learnt;
    const coefficients = learnt.subarray(1);
    const p = coefficients.length;
    const x = new Float64Array(p + options.horizon); // past and forecast values, minus the mean
    return (origin, out) => {
      for (let i = 0; i < p; i++) x[i] = target.input(values, origin - p + 1 + i) - mean;
      let sum = 0;
      for (let k = 0; k < out.length; k++) {
        let next = 0;
        for (let i = 0; i < p; i++) next += coefficients[i] * x[p + k - 1 - i];
        x[p + k] = next;
        sum = target.isChange ? sum + next + mean : next + mean;
        out[k] = target.decode(sum, values[origin]);
      }
    };
  },
});

/** Inputs of the training rows, in segments without a gap. */
function segmentsOf({ observed }: Series, { start, cutoff }: TrainingRows, target: Target): Float64Array[] {
  const segments: number[][] = [[]];
  for (let row = start + target.extraRows; row <= cutoff; row++) {
    const input = target.input(observed, row);
    if (!Number.isNaN(input)) segments[segments.length - 1].push(input);
    else if (segments[segments.length - 1].length > 0) segments.push([]);
  }
  return segments.map((segment) => Float64Array.from(segment));
}

/** Mean, and the coefficients of the order with the least AIC; none if the values are constant or absent. */
export function fitAutoregression(segments: readonly Float64Array[], maxOrder: number): Autoregression {
  const n = segments.reduce((sum, { length }) => sum + length, 0);
  const mean = segments.reduce((sum, segment) => segment.reduce((a, b) => a + b, sum), 0) / n;
  // The small number keeps 10 log10 1000 at 30.
  const orders = Math.min(maxOrder, n - 1, Math.floor((10 * log(n)) / Math.LN10 + 1e-9));
  const forward = segments.map((segment) => segment.map((value) => value - mean));
  const backward = forward.map((segment) => segment.slice());
  let variance = forward.reduce((sum, f) => f.reduce((a, value) => a + value * value, sum), 0) / n;
  let coefficients = new Float64Array(0);
  let best = coefficients;
  let least = n * log(variance);
  for (let order = 1; order <= orders && variance > 0; order++) {
    const reflection = reflectionOf(forward, backward, order);
    if (!(Math.abs(reflection) < 1)) break; // nothing is left to explain, or no segment is long enough
    const next = new Float64Array(order);
    for (let i = 0; i < order - 1; i++) next[i] = coefficients[i] - reflection * coefficients[order - 2 - i];
    next[order - 1] = reflection;
    coefficients = next;
    variance *= 1 - reflection * reflection;
    const aic = n * log(variance) + 2 * order;
    if (aic >= least) continue;
    least = aic;
    best = coefficients;
  }
  return { mean, coefficients: best };
}

/**
 * The reflection coefficient with the least forward and backward errors of the next order; replaces the errors by those of
 * that order. Backward errors are shifted by one row each time: b[t] is that of row t - order.
 */
function reflectionOf(
  forward: readonly Float64Array[],
  backward: readonly Float64Array[],
  order: number,
): number {
  let [products, squares] = [0, 0];
  forward.forEach((f, s) => {
    const b = backward[s];
    for (let t = order; t < f.length; t++) {
      products += f[t] * b[t - 1];
      squares += f[t] * f[t] + b[t - 1] * b[t - 1];
    }
  });
  const reflection = (2 * products) / squares;
  forward.forEach((f, s) => {
    const b = backward[s];
    for (let t = f.length - 1; t >= order; t--) {
      const [ahead, behind] = [f[t], b[t - 1]];
      f[t] = ahead - reflection * behind;
      b[t] = behind - reflection * ahead;
    }
  });
  return reflection;
}
