/** Weighted absolute percentage error, as a plain ratio. */

import { mean, nonZero } from './mean.ts';
import type { Metric } from './metric.ts';

export const wape: Metric = {
  name: 'wape',
  title: 'weighted absolute percentage error',
  formula: 'Σ |yhat - y| / Σ |y|',
  unit: 'ratio',
  range: '0 .. ∞',
  isPercent: true,
  better: 'lower',
  undefinedWhere: 'there are no points, or every y is 0',
  note: 'Like mape, but a single y near 0 cannot dominate it. In a panel the series with the highest prices count most.',
  source: 'Kolassa & Schütz (2007), Advantages of the MAD/MEAN ratio over the MAPE, Foresight 6',
  quantities: ['price'],
  compute: (points) =>
    mean(points, (i) => Math.abs(points.yhat[i] - points.y[i])) /
    nonZero(mean(points, (i) => Math.abs(points.y[i]))),
};
