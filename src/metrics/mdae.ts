/** Median absolute error. */

import { numericQuantities } from '../data/quantities.ts';
import { median } from '../math/statistics.ts';
import type { Metric } from './metric.ts';

export const mdae: Metric = {
  name: 'mdae',
  title: 'median absolute error',
  formula: 'median |yhat - y|',
  unit: 'price',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points',
  note: 'Half of the errors are smaller. Unlike rmse, it is not affected by a few extreme errors.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  quantities: numericQuantities,
  compute: ({ y, yhat }) => median(y.map((value, i) => Math.abs(yhat[i] - value))),
};
