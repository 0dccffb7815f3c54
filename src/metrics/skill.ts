/** Skill: reduction of the benchmark's squared error, series weighted equally. */

import { NAIVE } from '../data/quantities.ts';
import { brierDivisor, brierRounding, brierScore } from './brier.ts';
import type { Metric, Points } from './metric.ts';
import { benchmarkReason, meanRatio, relativeSquaredError } from './squared-errors.ts';

export const skill: Metric = {
  name: 'skill',
  title: 'skill over the benchmark',
  formula:
    '1 - mse / mse of naive on the same points, averaged over series; = 1 - u2². For classes the same with brier and frequencies',
  unit: 'ratio',
  range: '-∞ .. 1',
  isPercent: true,
  better: 'higher',
  undefinedWhere:
    'there are no points, or naive has no error on any series; for classes, there are no probabilities, or frequencies is almost certain of the class on every series (Brier score below 0.001)',
  note:
    'Above 0 is better than the benchmark. It is the out-of-sample R² with naive, or for classes the class shares of the training ' +
    'rows, as the benchmark.',
  source:
    'Campbell & Thompson (2008), Predicting excess stock returns out of sample, RFS 21(4); for classes the Brier skill score',
  column: {
    head: 'skill',
    order: 9,
    decimals: 1,
    legend: ({ classes, benchmarks: [benchmark] }) =>
      classes === undefined
        ? `skill: reduction in squared error compared with ${NAIVE} (1 - U2²); above 0 is better.`
        : `skill: reduction in Brier score compared with ${benchmark}, which always forecasts the class shares of the training rows; above 0 is better.`,
  },
  weighsSeriesEqually: true,
  whyUndefined: benchmarkReason,
  compute: (points) =>
    1 - (points.classes === undefined ? relativeSquaredError(points) : relativeBrierScore(points)),
};

function relativeBrierScore(points: Points): number {
  const { y, classes } = points;
  if (!classes?.own || !classes.benchmark) return NaN;
  const { own, benchmark } = classes;
  return meanRatio(
    points,
    (i) => brierScore(own, i, y[i]),
    (i) => brierScore(benchmark, i, y[i]),
    (i) => brierRounding(own, i, y[i]) + brierRounding(benchmark, i, y[i]),
    brierDivisor,
  );
}
