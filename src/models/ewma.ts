/**
 * The exponentially weighted mean of the past, the same for every step: v_t = .94 v_{t-1} + .06 x_t (RiskMetrics,
 * J.P. Morgan, Reuters 1996). Nothing is fitted. It is taken of what a mean can be taken of: of variances under the target
 * volatility, else of the column itself. Where a row is absent the mean stays as it is.
 */

import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import type { Model } from './model.ts';
import { perSeries } from './per-series.ts';

/** Weight that is left to the past with each row. */
const DECAY = 0.94;

export const ewma: Model = perSeries({
  name: 'ewma',
  summary: 'exponentially weighted mean of the past with decay .94, of variances under the target volatility',
  family: 'statistical',
  lookback: () => 1,
  parameters: () => 0,
  operations: () => 0,
  size: () => [1, 1],
  isCarried: true,
  learn({ values }, { start, cutoff }, options) {
    const target: Target = targets[options.target];
    return Float64Array.of(
      values.subarray(start, cutoff + 1).reduce((mean, value) => move(mean, value, target), NaN),
    );
  },
  walk([learnt], values, cutoff, options) {
    const target: Target = targets[options.target];
    let [row, mean] = [cutoff, learnt];
    return (origin, out) => {
      while (row < origin) mean = move(mean, values[++row], target);
      out.fill(target.unaverage(mean));
    };
  },
});

/** The mean with one more value. */
function move(mean: number, value: number, target: Target): number {
  if (Number.isNaN(value)) return mean;
  const x = target.average(value);
  return Number.isNaN(mean) ? x : mean + (1 - DECAY) * (x - mean);
}
