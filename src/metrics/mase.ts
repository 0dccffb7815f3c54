/** Mean absolute scaled error. */

import { numericQuantities } from '../data/quantities.ts';
import { meanOfDefined, meanPerSeries, nonZero, scaleReason } from './mean.ts';
import type { Metric } from './metric.ts';

export const mase: Metric = {
  name: 'mase',
  title: 'mean absolute scaled error',
  formula:
    'mean |yhat - y| / mean |y_i - y_{i-m}| over the training rows of the fold; then the mean over series',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere:
    'there are no points, or on every series the training rows of a fold never change from one season to the next',
  note:
    'm is `seasonality`, 1 by default. The scale is not that of the test rows: if these are more volatile than the training rows, ' +
    'naive scores above 1 too. Compare it with the mase of naive, or read u2. Series whose training rows never change are left out.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  column: {
    head: 'MASE',
    order: 5,
    decimals: 2,
    inAnswer: 'panel',
    legend: () => 'MASE: MAE divided by the MAE of (seasonal) naive on the training rows.',
  },
  weighsSeriesEqually: true,
  whyUndefined: ({ scaleAbsolute }) => scaleReason(scaleAbsolute),
  quantities: numericQuantities,
  compute: (points) => {
    const { y, yhat, scaleAbsolute } = points;
    return meanOfDefined(meanPerSeries(points, (i) => Math.abs(yhat[i] - y[i]) / nonZero(scaleAbsolute[i])));
  },
};
