/** What the forecasts without training share: one series and one step at a time. */

import type { Series } from '../data/panel.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  lookback(options: ModelOptions): number;
  /** What is learnt of one series, as a function that forecasts from any later origin. */
  learn(
    series: Series,
    rows: TrainingRows,
    options: ModelOptions,
  ): (values: Float64Array, origin: number, step: number) => number;
}

export function benchmark({ name, summary, lookback, learn }: Benchmark): Model {
  return perSeries({
    name,
    summary,
    family: 'benchmark',
    lookback,
    parameters: () => 0,
    operations: () => 0,
    learn(series, rows, options) {
      const forecast = learn(series, rows, options);
      return {
        parameters: 0,
        walk: (values) => (origin, out) => {
          for (let step = 1; step <= out.length; step++) out[step - 1] = forecast(values, origin, step);
        },
      };
    },
  });
}
