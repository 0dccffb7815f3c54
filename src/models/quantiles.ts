/**
 * The heads of a network that forecasts numbers: one per step, or under `--loss quantile` one per step and quantile, which are the median
 * and the two bounds of every level. Outputs are ordered by quantile and then by step: (Q horizon, N).
 */

import type { Floats } from '../kernels/kernels.ts';
import { quantile } from '../math/statistics.ts';
import { createLoss, createQuantileLoss } from '../nn/loss.ts';
import type { Encoding } from './encoding.ts';
import type { Heads } from './heads.ts';
import type { Forecaster, Interval, ModelOptions, Origins } from './model.ts';

/** Probabilities of the quantiles, ascending, with the median in the middle; of one head that is no quantile, it alone. */
export function sharesOf({ loss, level }: Pick<ModelOptions, 'loss' | 'level'>): readonly number[] {
  if (loss !== 'quantile') return [0.5];
  const tails = level.map((percent) => (100 - percent) / 200).toSorted((a, b) => a - b);
  return [...tails, 0.5, ...tails.map((share) => 1 - share).toReversed()];
}

/** The heads of these options. */
export function quantileHeads(options: ModelOptions): Heads {
  const { horizon, loss } = options;
  const shares = sharesOf(options);
  return {
    outputs: shares.length,
    createLoss: (kernels) =>
      loss === 'quantile' ? createQuantileLoss(kernels, shares) : createLoss(kernels, loss),
    target: (encoding, series, origin, step) => encoding.target(series, origin, step),
    biases: (encoding, windows) => headBiases(encoding, windows, options),
    read(encoding, series, origin, out, n, N, put) {
      if (shares.length > 1) uncross(out, n, N, horizon, shares.length);
      for (let q = 0; q < shares.length; q++)
        for (let k = 0; k < horizon; k++)
          put(q, k, encoding.decode(series, origin, k + 1, out[(q * horizon + k) * N + n]));
    },
    forecasts(predict) {
      const forecast: Forecaster['forecast'] = (panel, origins) =>
        predict(panel, origins)[shares.length >> 1];
      if (shares.length === 1) return { forecast };
      return { forecast, intervals: (panel, origins) => intervalsOf(predict(panel, origins), options) };
    },
  };
}

/**
 * Where the biases of the heads start, (Q horizon): the quantiles of the training targets as far as they lie from
 * their median, so that an untrained network has intervals as wide as the past was, around the naive forecast.
 */
function headBiases(encoding: Encoding, { series, row }: Origins, options: ModelOptions): Float64Array {
  const { horizon } = options;
  const shares = sharesOf(options);
  const biases = new Float64Array(shares.length * horizon);
  if (shares.length === 1) return biases;
  for (let k = 0; k < horizon; k++) {
    const targets = Float64Array.from(row, (origin, i) =>
      encoding.target(series[i], origin, k + 1),
    ).toSorted();
    const middle = quantile(targets, 0.5);
    shares.forEach((share, q) => (biases[q * horizon + k] = quantile(targets, share) - middle));
  }
  return biases;
}

/** Sorts the quantiles of window `n` in place, step by step, so that they do not cross. */
export function uncross(
  out: Floats, // (Q horizon, N)
  n: number,
  N: number,
  horizon: number,
  quantiles: number,
): void {
  const at = (q: number, k: number): number => (q * horizon + k) * N + n;
  for (let k = 0; k < horizon; k++)
    Float64Array.from({ length: quantiles }, (_, q) => out[at(q, k)])
      .toSorted()
      .forEach((value, q) => (out[at(q, k)] = value));
}

/** The bounds of every level, in the order of the levels. */
export function intervalsOf(
  quantiles: readonly Float64Array[], // by share
  options: ModelOptions,
): Interval[] {
  const shares = sharesOf(options);
  return options.level.map((level) => {
    const lower = shares.indexOf((100 - level) / 200);
    return { level, lo: quantiles[lower], hi: quantiles[shares.length - 1 - lower] };
  });
}
