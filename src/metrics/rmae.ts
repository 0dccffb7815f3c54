/** Relative mean absolute error: MAE as a multiple of naive's, series weighted equally. */

import { numericQuantities } from '../data/quantities.ts';
import { exp, log } from '../math/elementary.ts';
import { differenceRounding } from '../math/rounding.ts';
import { meanOf, meanPerSeries, ratioTo } from './mean.ts';
import { benchmarkReason } from './squared-errors.ts';
import type { Metric } from './metric.ts';

export const rmae: Metric = {
  name: 'rmae',
  title: 'relative mean absolute error',
  formula: 'mae / mae of naive on the same points; then the geometric mean over series',
  unit: 'ratio',
  range: '0 .. ∞',
  better: 'lower',
  undefinedWhere: 'there are no points, or naive has no error on any series',
  note:
    'Below 1 is better than naive. Like u2, but for absolute errors; series are weighted equally, independent of their price; those on which naive has no error are left out. 0.8 on one ' +
    'series and 1.25 on another cancel out.',
  source: 'Davydenko & Fildes (2013), Measuring forecasting accuracy, IJF 29(3)',
  weighsSeriesEqually: true,
  whyUndefined: benchmarkReason,
  quantities: numericQuantities,
  compute: (points) => {
    const { y, yhat, last } = points;
    const naive = meanPerSeries(points, (i) => Math.abs(last[i] - y[i]));
    const rounding = meanPerSeries(
      points,
      (i) => differenceRounding(yhat[i], y[i]) + differenceRounding(last[i], y[i]),
    );
    const ratios = meanPerSeries(points, (i) => Math.abs(yhat[i] - y[i])).map((error, s) =>
      ratioTo(error, naive[s], rounding[s]),
    );
    const defined = ratios.filter((ratio) => !Number.isNaN(ratio));
    return defined.length === 1 ? defined[0] : exp(meanOf(defined.map(log)));
  },
};
