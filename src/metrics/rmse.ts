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
  note: 'Large errors weigh more than in mae. The mean forecast has the lowest. In a panel the highest prices rule it.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  quantities: numericQuantities,
  compute: (points) => Math.sqrt(meanSquaredError(points)),
};
