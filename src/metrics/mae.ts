/** Mean absolute error. */

import { numericQuantities } from '../data/quantities.ts';
import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

export const mae: Metric = {
  name: 'mae',
  title: 'mean absolute error',
  formula: 'mean |yhat - y|',
  unit: 'price',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note: 'How far off a forecast is on average. It is lowest for the median of the distribution.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  column: { head: 'MAE', order: 1, decimals: 'unit', inAnswer: 'single' },
  quantities: numericQuantities,
  compute: (points) => mean(points, (i) => Math.abs(points.yhat[i] - points.y[i])),
};
