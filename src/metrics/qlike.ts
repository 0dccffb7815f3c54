/** QLIKE: the loss of volatility forecasts that a noisy measure of volatility ranks as the true one would. */

import { mean } from './mean.ts';
import type { Metric } from './metric.ts';
import { exp } from '../math/elementary.ts';

export const qlike: Metric = {
  name: 'qlike',
  title: 'quasi-likelihood loss of variances',
  formula: 'mean (r - log r - 1), r = exp(2 (y - yhat)): variance that came over variance that was forecast',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note:
    'Of the target volatility alone, where y and yhat are logarithms of standard deviations. Forecasting too little ' +
    'costs more than too much. Rankings hold where what came true is measured with noise, as it always is.',
  source: 'Patton (2011), Volatility forecast comparison using imperfect volatility proxies, JoE 160(1)',
  quantities: ['log-volatility'],
  compute: (points) => {
    const { y, yhat } = points;
    return mean(points, (i) => {
      const logRatio = 2 * (y[i] - yhat[i]);
      return exp(logRatio) - logRatio - 1;
    });
  },
};
