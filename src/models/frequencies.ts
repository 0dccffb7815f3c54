/**
 * The benchmark of classes: the shares of the classes among the training rows, for every forecast of a series and step. Its
 * forecast is the most frequent class.
 */

import { classNames, classNumber, classOf, classShares, likeliest } from '../data/classes.ts';
import type { Series } from '../data/panel.ts';
import { trainingOrigins } from '../data/windows.ts';
import type { Forecaster, Model, ModelOptions, TrainingRows } from './model.ts';
import { readState } from './state.ts';

const C = classNames.length;

export const frequencies: Model = {
  name: 'frequencies',
  summary: 'shares of down, flat and up among the training rows; forecasts the most frequent class',
  family: 'benchmark',
  quantities: ['class'],
  isSeeded: false,
  lookback: () => 1,
  estimate: () => ({ parameters: 0, operations: 0 }),
  // oxlint-disable-next-line typescript/require-await -- the interface is asynchronous for models that take long
  async fit(panel, rows, options) {
    const shares = panel.series.flatMap((series) => sharesOf(series, rows, options)).flat();
    return forecasterOf(Float64Array.from(shares), panel.series.length, options);
  },
  restore(panel, { state }, options) {
    const count = panel.series.length;
    const reader = readState('frequencies', state);
    const shares = reader.f64('shares', [count, options.horizon, C]);
    reader.end();
    return forecasterOf(shares, count, options);
  },
};

function forecasterOf(
  shares: Float64Array, // (series, horizon, C)
  count: number,
  { horizon }: ModelOptions,
): Forecaster {
  const probabilities: NonNullable<Forecaster['probabilities']> = (_, { series }) =>
    classNames.map((__, c) =>
      Float64Array.from({ length: series.length * horizon }, (___, i) => {
        const seriesAndStep = series[Math.floor(i / horizon)] * horizon + (i % horizon);
        return shares[seriesAndStep * C + c];
      }),
    );
  return {
    parameters: 0,
    state: () => [{ name: 'shares', shape: [count, horizon, C], values: shares.slice() }],
    forecast: (panel, origins) => likeliest(probabilities(panel, origins)),
    probabilities,
  };
}

/** The share of each class, by step. */
function sharesOf(series: Series, rows: TrainingRows, { horizon, flat }: ModelOptions): number[][] {
  const origins = trainingOrigins(series, rows, 1, horizon);
  return Array.from({ length: horizon }, (_, k) => {
    const counts = classNames.map(() => 0);
    for (const origin of origins)
      counts[classNumber(classOf(series.values[origin + k + 1], series.values[origin], flat))]++;
    return classShares(counts);
  });
}
