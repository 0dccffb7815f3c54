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
  note: 'Narrow is good only where the coverage holds.',
  source:
    'Gneiting, Balabdaoui & Raftery (2007), Probabilistic forecasts, calibration and sharpness, JRSS B 69',
  compute: ({ y, lo, hi }) => y.reduce((sum, _, i) => sum + hi[i] - lo[i], 0) / y.length,
};
