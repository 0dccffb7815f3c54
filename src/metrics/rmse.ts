/** Root mean squared error. */

import { numericQuantities } from '../data/quantities.ts';
import type { Metric } from './metric.ts';
import { meanSquaredError } from './squared-errors.ts';

export const rmse: Metric = {
  name: 'rmse',
  title: 'root mean squared error',
  formula: '√ mean (yhat - y)²',
  unit: 'price',
  range: '0 .. ∞, never below mae',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note: 'Large errors count more than in mae. It is lowest for the mean of the distribution. In a panel the series with the highest prices dominate it.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  column: { head: 'RMSE', order: 2, decimals: 'unit', part: 1, inAnswer: 'single' },
  quantities: numericQuantities,
  compute: (points) => Math.sqrt(meanSquaredError(points)),
};
