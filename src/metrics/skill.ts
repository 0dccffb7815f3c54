/** Skill: the share of naive's squared error that is gone, series weighing alike. */

import type { Metric } from './metric.ts';
import { relativeSquaredError } from './squared-errors.ts';

export const skill: Metric = {
  name: 'skill',
  title: 'skill over naive',
  formula: '1 - mse / mse of naive on the same points, the mean over series of it; = 1 - u2²',
  unit: 'ratio',
  range: '-∞ .. 1',
  better: 'higher',
  undefinedWhere: 'there are no points, or naive is never wrong on any series',
  note: 'Above 0 is nearer than naive. It is the out-of-sample R² with the no-change forecast as its benchmark.',
  source: 'Campbell & Thompson (2008), Predicting excess stock returns out of sample, RFS 21(4)',
  compute: (points) => 1 - relativeSquaredError(points),
};
