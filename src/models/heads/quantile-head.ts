/**
 * The head of a network that forecasts numbers: an output per step, or with `--loss quantile` one per step and quantile.
 * Quantiles are the median and the two bounds of every level. Outputs are ordered by quantile and then by step: (Q horizon, N).
 */

import type { Floats } from '../../kernels/kernels.ts';
import { quantile } from '../../math/statistics.ts';
import { createLoss, createQuantileLoss } from '../../nn/loss.ts';
import type { Encoding } from '../encodings/encoding.ts';
import type { Head } from './head.ts';
import { shrunk } from '../shrinkage.ts';
import type { Forecaster, Interval, ModelOptions, Origins } from '../model.ts';

/** Probabilities of the quantiles, ascending, with the median in the middle; .5 for any other loss. */
export function quantileProbabilities({
  loss,
  level,
}: Pick<ModelOptions, 'loss' | 'level'>): readonly number[] {
  if (loss !== 'quantile') return [0.5];
  const tails = level.map((percent) => (100 - percent) / 200).toSorted((a, b) => a - b);
  return [...tails, 0.5, ...tails.map((p) => 1 - p).toReversed()];
}

export function quantileHead(options: ModelOptions): Head {
  const { horizon, loss } = options;
  const probabilities = quantileProbabilities(options);
  const middle = probabilities.length >> 1;
  const scaledForecast = (out: Floats, n: number, N: number): Float64Array => {
    if (probabilities.length > 1) uncross(out, n, N, horizon, probabilities.length);
    return Float64Array.from({ length: horizon }, (_, k) => out[(middle * horizon + k) * N + n]);
  };
  return {
    outputs: probabilities.length,
    isByStep: false,
    learnsIntervals: probabilities.length > 1,
    createLoss: (kernels) =>
      loss === 'quantile' ? createQuantileLoss(kernels, probabilities) : createLoss(kernels, loss),
    target: (encoding, series, origin, step) => encoding.target(series, origin, step),
    biases: (encoding, windows) => quantileBiases(encoding, windows, options),
    scaledForecast,
    read(encoding, series, origin, out, n, N, write, shrinkage) {
      const given = scaledForecast(out, n, N);
      for (let k = 0; k < horizon; k++) {
        const forecast = shrinkage
          ? shrunk(given[k], encoding.unchanged(series, origin, k + 1), shrinkage[k])
          : given[k];
        // Bounds move with the median, so that the interval keeps its width and its order.
        const moved = forecast - given[k];
        for (let q = 0; q < probabilities.length; q++) {
          const value = q === middle ? forecast : out[(q * horizon + k) * N + n] + moved;
          write(q, k, encoding.decode(series, origin, k + 1, value));
        }
      }
    },
    forecasts(predict) {
      const forecast: Forecaster['forecast'] = (panel, origins) => predict(panel, origins)[middle];
      if (probabilities.length === 1) return { forecast };
      return { forecast, intervals: (panel, origins) => intervalsOf(predict(panel, origins), options) };
    },
  };
}

/**
 * First biases, (Q horizon): the quantiles of the training targets minus their median, so that an untrained network has
 * intervals of past width around the naive forecast.
 */
function quantileBiases(encoding: Encoding, { series, row }: Origins, options: ModelOptions): Float64Array {
  const { horizon } = options;
  const probabilities = quantileProbabilities(options);
  const biases = new Float64Array(probabilities.length * horizon);
  if (probabilities.length === 1) return biases;
  for (let k = 0; k < horizon; k++) {
    const targets = Float64Array.from(row, (origin, i) =>
      encoding.target(series[i], origin, k + 1),
    ).toSorted();
    const middle = quantile(targets, 0.5);
    probabilities.forEach((p, q) => (biases[q * horizon + k] = quantile(targets, p) - middle));
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
function intervalsOf(
  quantiles: readonly Float64Array[], // by probability
  options: ModelOptions,
): Interval[] {
  const probabilities = quantileProbabilities(options);
  return options.level.map((level) => {
    const lower = probabilities.indexOf((100 - level) / 200);
    return { level, lo: quantiles[lower], hi: quantiles[probabilities.length - 1 - lower] };
  });
}
