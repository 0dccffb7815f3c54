/** Interval score: the width, and a penalty for every miss. */

import type { IntervalMetric } from './metric.ts';

export const score: IntervalMetric = {
  name: 'score',
  title: 'interval score',
  formula: 'mean (hi - lo) + 2/α (lo - y)₊ + 2/α (y - hi)₊, α = 1 - level',
  unit: 'price',
  range: '0 .. ∞, never below width',
  better: 'lower',
  undefinedWhere: 'there is no point with an interval',
  note: 'Combines width and misses in one number. It is lowest for the true quantiles. Compare only scores of the same level.',
  source:
    'Winkler (1972), A decision-theoretic approach to interval estimation, JASA 67; Gneiting & Raftery (2007)',
  column: {
    head: 'score',
    decimals: 'unit',
    legend: () => 'score: width plus a penalty for every miss; lower is better.',
  },
  compute: ({ level, y, lo, hi }) => {
    const penalty = 200 / (100 - level);
    const sum = y.reduce(
      (total, value, i) =>
        total + (hi[i] - lo[i]) + penalty * (Math.max(lo[i] - value, 0) + Math.max(value - hi[i], 0)),
      0,
    );
    return sum / y.length;
  },
};
