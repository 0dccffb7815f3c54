/** Root mean squared scaled error. */

import { numericQuantities } from '../data/quantities.ts';
import { meanOfDefined, meanPerSeries, nonZero, scaleReason } from './mean.ts';
import type { Metric } from './metric.ts';

export const rmsse: Metric = {
  name: 'rmsse',
  title: 'root mean squared scaled error',
  formula:
    '√( mean (yhat - y)² / mean (y_i - y_{i-m})² over the training rows of the fold ); then the mean over series',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere:
    'there are no points, or on every series the training rows of a fold never change from one season to the next',
  note: 'm is `seasonality`, 1 by default. Like mase, but large errors count more. The same series are left out.',
  source: 'Makridakis, Spiliotis & Assimakopoulos (2022), M5 accuracy competition, IJF 38(4)',
  weighsSeriesEqually: true,
  whyUndefined: ({ scaleSquared }) => scaleReason(scaleSquared),
  quantities: numericQuantities,
  compute: (points) => {
    const { y, yhat, scaleSquared } = points;
    const perSeries = meanPerSeries(points, (i) => (yhat[i] - y[i]) ** 2 / nonZero(scaleSquared[i]));
    return meanOfDefined(perSeries.map(Math.sqrt));
  },
};
