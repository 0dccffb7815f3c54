/** Coverage of prediction intervals. */

import { isOutside } from '../math/rounding.ts';
import type { IntervalMetric } from './metric.ts';

export const coverage: IntervalMetric = {
  name: 'coverage',
  title: 'coverage',
  formula: 'mean 1[lo <= y <= hi]',
  unit: 'ratio',
  range: '0 .. 1',
  isPercent: true,
  better: 'nearer to the level',
  undefinedWhere: 'there is no point with an interval',
  note: 'A good 80 % interval contains 80 % of the actual values, no more and no less. Read it together with the width.',
  source: 'Christoffersen (1998), Evaluating interval forecasts, International Economic Review 39(4)',
  column: {
    head: 'covers',
    decimals: 1,
    hasRangeOfSteps: true,
    legend: () => 'covers: share of actual values inside the interval; it should equal the level.',
  },
  compute: ({ y, lo, hi }) =>
    y.reduce((count, value, i) => count + (isOutside(value, lo[i], hi[i]) ? 0 : 1), 0) / y.length,
};
