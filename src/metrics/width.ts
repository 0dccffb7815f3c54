/** Width of prediction intervals. */

import type { IntervalMetric } from './metric.ts';

export const width: IntervalMetric = {
  name: 'width',
  title: 'mean width',
  formula: 'mean (hi - lo)',
  unit: 'price',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there is no point with an interval',
  note: 'Narrow is good only if the coverage is right.',
  source:
    'Gneiting, Balabdaoui & Raftery (2007), Probabilistic forecasts, calibration and sharpness, JRSS B 69',
  column: { head: 'width', decimals: 'unit' },
  compute: ({ y, lo, hi }) => y.reduce((sum, _, i) => sum + hi[i] - lo[i], 0) / y.length,
};
