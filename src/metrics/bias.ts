/** Mean error, with its sign. */

import { numericQuantities } from '../data/quantities.ts';
import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

export const bias: Metric = {
  name: 'bias',
  title: 'mean error',
  formula: 'mean (yhat - y)',
  unit: 'price',
  range: '-∞ .. ∞',
  better: 'nearer to 0',
  undefinedWhere: 'there are no points',
  note: 'Positive: forecasts are too high on average. Naive has a negative bias while prices rise.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  column: {
    head: 'bias',
    order: 13,
    decimals: 'unit',
    legend: () => 'bias: mean of forecast - actual value.',
  },
  quantities: numericQuantities,
  compute: (points) => mean(points, (i) => points.yhat[i] - points.y[i]),
};
