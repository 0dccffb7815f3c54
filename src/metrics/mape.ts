/** Mean absolute percentage error, as a plain ratio. */

import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

const isExcluded = (y: number): boolean => y === 0;

export const mape: Metric = {
  name: 'mape',
  title: 'mean absolute percentage error',
  formula: 'mean |(yhat - y) / y| over the points with y ≠ 0',
  unit: 'ratio',
  range: '0 .. ∞',
  isPercent: true,
  better: 'lower',
  undefinedWhere: 'there are no points with y ≠ 0',
  note: 'Points with y = 0 are left out, and a note counts them. Only tables show 0.02 as 2 %.',
  source: 'Hyndman & Koehler (2006), Another look at measures of forecast accuracy, IJF 22(4)',
  column: { head: 'MAPE', order: 3, decimals: 2, inAnswer: 'always' },
  exclusion: { isExcluded, reason: 'whose actual value is 0' },
  quantities: ['price'],
  compute: (points) =>
    mean(
      points,
      (i) => Math.abs((points.yhat[i] - points.y[i]) / points.y[i]),
      (i) => !isExcluded(points.y[i]),
    ),
};
