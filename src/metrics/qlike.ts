/** QLIKE: a loss of volatility forecasts whose ranking does not depend on how noisily volatility is measured. */

import { mean } from './mean.ts';
import type { Metric } from './metric.ts';
import { exp } from '../math/elementary.ts';

export const qlike: Metric = {
  name: 'qlike',
  title: 'quasi-likelihood loss of variances',
  formula: 'mean (r - log r - 1), r = exp(2 (y - yhat)): actual variance over forecast variance',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note:
    'Only for the target volatility, where y and yhat are logarithms of standard deviations. Forecasts that are too low cost more than ' +
    'forecasts that are too high. Noise in the measured volatility does not change rankings.',
  source: 'Patton (2011), Volatility forecast comparison using imperfect volatility proxies, JoE 160(1)',
  column: {
    head: 'QLIKE',
    order: 4,
    decimals: 3,
    inAnswer: 'always',
    legend: () => 'QLIKE: loss of variance forecasts; lower is better.',
  },
  quantities: ['log-volatility'],
  compute: (points) => {
    const { y, yhat } = points;
    return mean(points, (i) => {
      const logRatio = 2 * (y[i] - yhat[i]);
      return exp(logRatio) - logRatio - 1;
    });
  },
};
