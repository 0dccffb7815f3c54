/** Theil's U2: RMSE as a multiple of naive's. */

import { nonZero } from './mean.ts';
import type { Metric } from './metric.ts';
import { meanSquaredError, meanSquaredErrorOfNaive } from './squared-errors.ts';

export const u2: Metric = {
  name: 'u2',
  title: "Theil's U2",
  formula: 'rmse / rmse of naive on the same points',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points, or naive is never wrong',
  note: 'Below 1 beats naive, 1 equals it. Naive is the value at the origin, at every step.',
  source: 'Theil (1966), Applied Economic Forecasting',
  compute: (points) => Math.sqrt(meanSquaredError(points) / nonZero(meanSquaredErrorOfNaive(points))),
};
