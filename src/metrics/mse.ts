/** Mean squared error. */

import { numericQuantities } from '../data/quantities.ts';
import type { Metric } from './metric.ts';
import { meanSquaredError } from './squared-errors.ts';

export const mse: Metric = {
  name: 'mse',
  title: 'mean squared error',
  formula: 'mean (yhat - y)²',
  unit: 'price²',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note: 'Squares of prices are hard to read, so tables show rmse. skill and u2 are computed from it.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  quantities: numericQuantities,
  compute: meanSquaredError,
};
