/**
 * The exponentially weighted mean of the past, the same for every step: v_t = .94 v_{t-1} + .06 x_t (RiskMetrics,
 * J.P. Morgan, Reuters 1996). Nothing is fitted. It is the mean of variances for the target volatility, otherwise of the
 * column itself. An absent row leaves the mean unchanged. With a season, values are seasonally adjusted
 * (`seasonal-adjustment.ts`).
 */

import { targetOf } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import type { Model } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';

/** Weight of the past mean at each row. */
const DECAY = 0.94;

export const ewma: Model = perSeries(
  seasonallyAdjusted({
    name: 'ewma',
    summary: 'exponentially weighted mean of the past, decay 0.94; of variances for the target volatility',
    family: 'statistical',
    lookback: () => 1,
    parameters: () => 0,
    operations: () => 0,
    size: () => [1, 1],
    isCarried: true,
    learn({ values }, { start, cutoff }, options) {
      const target = targetOf(options.target);
      return Float64Array.of(
        values.subarray(start, cutoff + 1).reduce((mean, value) => updated(mean, value, target), NaN),
      );
    },
    walk([learnt], values, cutoff, options) {
      const target = targetOf(options.target);
      let [row, mean] = [cutoff, learnt];
      return (origin, out) => {
        while (row < origin) mean = updated(mean, values[++row], target);
        out.fill(target.unaverage(mean));
      };
    },
  }),
);

/** The mean after one more value. */
function updated(mean: number, value: number, target: Target): number {
  if (Number.isNaN(value)) return mean;
  const x = target.average(value);
  return Number.isNaN(mean) ? x : mean + (1 - DECAY) * (x - mean);
}
