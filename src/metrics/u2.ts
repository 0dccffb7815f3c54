/** Theil's U2: RMSE as a multiple of naive's, series weighing alike. */

import { numericQuantities } from '../data/quantities.ts';
import type { Metric } from './metric.ts';
import { relativeSquaredError } from './squared-errors.ts';

export const u2: Metric = {
  name: 'u2',
  title: "Theil's U2",
  formula:
    'rmse / rmse of naive on the same points; of several series √ mean over series of (mse / mse of naive)',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points, or naive is never wrong on any series',
  note:
    'Below 1 is nearer than naive, 1 equals it. Naive is the value at the origin, at every step. No series weighs more for its price, and ' +
    'at one step it is the mean that dm tests. Series on which naive is never wrong are left out. Models are ordered by it.',
  source: 'Theil (1966), Applied Economic Forecasting',
  quantities: numericQuantities,
  compute: (points) => Math.sqrt(relativeSquaredError(points)),
};
