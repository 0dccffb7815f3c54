/** Mean absolute percentage error, as a plain ratio. */

import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

export const mape: Metric = {
  name: 'mape',
  title: 'mean absolute percentage error',
  formula: 'mean |(yhat - y) / y| over the points with y ≠ 0',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points with y ≠ 0',
  note: 'Points with y = 0 are left out, and a warning counts them. 0.02 is printed as 2 % in tables only.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  quantities: ['price'],
  compute: (points) =>
    mean(
      points,
      (i) => Math.abs((points.yhat[i] - points.y[i]) / points.y[i]),
      (i) => points.y[i] !== 0,
    ),
};
