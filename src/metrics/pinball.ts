/** Pinball loss of a quantile forecast. */

import type { QuantileMetric } from './metric.ts';

/** Mean of max(q (y - forecast), (q - 1)(y - forecast)); `NaN` without points. */
export function pinballLoss(share: number, y: Float64Array, quantile: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const above = y[i] - quantile[i];
    sum += Math.max(share * above, (share - 1) * above);
  }
  return sum / y.length;
}

export const pinball: QuantileMetric = {
  name: 'pinball',
  title: 'pinball loss',
  formula: 'mean max(q (y - yhat_q), (q - 1)(y - yhat_q)), then the mean over the shares q',
  unit: 'price',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note: 'Without a factor 2: for the median it is half of mae. It is lowest for the true quantile.',
  source: 'Koenker & Bassett (1978), Regression quantiles, Econometrica 46(1)',
  compute: ({ shares, y, quantiles }) =>
    shares.reduce((sum, share, q) => sum + pinballLoss(share, y, quantiles[q]), 0) / shares.length,
};
