/** Theil's U2: RMSE as a multiple of naive's, series weighted equally. */

import { NAIVE, RATIO, numericQuantities } from '../data/quantities.ts';
import type { Metric } from './metric.ts';
import { benchmarkReason, relativeSquaredError } from './squared-errors.ts';

export const u2: Metric = {
  name: 'u2',
  title: "Theil's U2",
  formula:
    'rmse / rmse of naive on the same points; for several series √ mean over series of (mse / mse of naive)',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points, or naive has no error on any series',
  note:
    'Below 1 is better than naive, which forecasts the value at the origin for every step. Series are weighted equally, independent of their ' +
    'price; those on which naive has no error are left out. At one step dm tests its mean. Models are ordered by it.',
  source: 'Theil (1966), Applied Economic Forecasting',
  column: {
    head: 'U2',
    order: 8,
    decimals: 3,
    part: 2,
    // Coloured by the tests, which compare with the first benchmark.
    relativeLoss: ({ u2: ofNaive, [RATIO]: ratio = ofNaive }) => ratio,
    legend: () =>
      `U2: RMSE divided by the RMSE of ${NAIVE}, which repeats the last known value; below 1 is better.`,
  },
  weighsSeriesEqually: true,
  whyUndefined: benchmarkReason,
  quantities: numericQuantities,
  compute: (points) => Math.sqrt(relativeSquaredError(points)),
};
