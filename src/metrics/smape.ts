/** Symmetric mean absolute percentage error, on the scale 0 .. 2. */

import { mean } from './mean.ts';
import type { Metric, Points } from './metric.ts';

export const smape: Metric = {
  name: 'smape',
  title: 'symmetric mean absolute percentage error',
  formula: '2 · mean |yhat - y| / (|y| + |yhat|)',
  unit: 'ratio',
  range: '0 .. 2',
  isPercent: true,
  better: 'lower',
  undefinedWhere: 'there are no points',
  note: 'With the factor 2; M4 reports the same value × 100. A point with y = yhat = 0 counts as 0.',
  source: 'Makridakis, Spiliotis & Assimakopoulos (2020), The M4 Competition, IJF 36(1)',
  quantities: ['price'],
  compute: (points) => mean(points, (i) => symmetricError(points, i)),
};

function symmetricError({ y, yhat }: Points, i: number): number {
  const error = Math.abs(yhat[i] - y[i]);
  return error === 0 ? 0 : (2 * error) / (Math.abs(y[i]) + Math.abs(yhat[i]));
}
