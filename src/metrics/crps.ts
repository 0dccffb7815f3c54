/** Continuous ranked probability score, of quantiles on an even grid and of samples. */

import type { QuantileMetric } from './metric.ts';
import { pinball } from './pinball.ts';

/**
 * CRPS of samples in ascending order, in the fair form, which is unbiased for any number of samples:
 *
 *   mean |x_i - y| - Σ_{i<j} |x_i - x_j| / (N (N - 1)),  the pairs summed as Σ (2i - N - 1) x_(i), i from 1
 *
 * `NaN` below two samples. Ferro (2014), Fair scores for ensemble forecasts, QJRMS 140.
 */
export function crpsOfSamples(y: number, ascending: ArrayLike<number>): number {
  const n = ascending.length;
  if (n < 2) return NaN;
  let [distance, pairs] = [0, 0];
  for (let i = 0; i < n; i++) {
    distance += Math.abs(ascending[i] - y);
    // Measured from y, so that large values close to each other lose no precision; the weights add up to 0.
    pairs += (2 * i - n + 1) * (ascending[i] - y);
  }
  return distance / n - pairs / (n * (n - 1));
}

/** Whether the shares are 1/(n+1), …, n/(n+1), or the middles 1/2n, 3/2n, … of n equal parts. */
function isEvenGrid(shares: readonly number[]): boolean {
  const n = shares.length;
  const isNear = (of: (i: number) => number) => shares.every((share, i) => Math.abs(share - of(i)) < 1e-9);
  return n > 1 && (isNear((i) => (i + 1) / (n + 1)) || isNear((i) => (i + 0.5) / n));
}

export const crps: QuantileMetric = {
  name: 'crps',
  title: 'continuous ranked probability score',
  formula:
    'of quantiles: 2 · mean pinball over an even grid of shares; of N samples x: mean |x - y| - Σ_{i<j} |x_i - x_j| / (N (N - 1))',
  unit: 'price',
  range: '0 .. ∞ (the fair form can be negative for few samples)',
  better: 'lower',
  undefinedWhere: 'there are no points, there are fewer than two samples, or the shares are not an even grid',
  note:
    'For a single value it equals mae, so the two can be compared. For its own intervals, hindcast uses samples: the forecast minus each ' +
    'earlier error. Nothing is cut off at 0.',
  source: 'Gneiting & Raftery (2007), Strictly proper scoring rules, JASA 102; Ferro (2014), QJRMS 140',
  compute: (points) => (isEvenGrid(points.shares) ? 2 * pinball.compute(points) : NaN),
};
