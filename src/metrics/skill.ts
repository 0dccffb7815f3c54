/** Skill: the share of the benchmark's squared error that is gone, series weighing alike. */

import { brierScore } from './brier.ts';
import type { Metric, Points } from './metric.ts';
import { meanRatio, relativeSquaredError } from './squared-errors.ts';

export const skill: Metric = {
  name: 'skill',
  title: 'skill over the benchmark',
  formula:
    '1 - mse / mse of naive on the same points, the mean over series of it; = 1 - u2². Of classes the same of brier, beside frequencies',
  unit: 'ratio',
  range: '-∞ .. 1',
  better: 'higher',
  undefinedWhere:
    'there are no points, or naive is never wrong on any series; of classes, where there are no probabilities',
  note: 'Above 0 is nearer than the benchmark. It is the out-of-sample R² with the no-change forecast as its benchmark, or the shares of the classes.',
  source:
    'Campbell & Thompson (2008), Predicting excess stock returns out of sample, RFS 21(4); of classes the Brier skill score',
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
  );
}
