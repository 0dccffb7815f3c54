/** Models with a formula for each series and step, and nothing to train but at most one number per series. */

import type { Series } from '../data/panel.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  lookback(options: ModelOptions): number;
  /** The one number that is learnt from a series; absent if there is none. */
  learn?(series: Series, rows: TrainingRows): number;
  /** The forecast from an origin, `step` rows ahead. */
  forecast(values: Float64Array, origin: number, step: number, learnt: number, options: ModelOptions): number;
}

export function benchmark({ name, summary, lookback, learn, forecast }: Benchmark): Model {
  const size = learn ? 1 : 0;
  return perSeries({
    name,
    summary,
    family: 'benchmark',
    lookback,
    parameters: () => 0,
    operations: () => 0,
    size: () => [size, size],
    isCarried: false,
    learn: (series, rows) => (learn ? Float64Array.of(learn(series, rows)) : new Float64Array(0)),
    walk:
      ([learnt], values, _, options) =>
      (origin, out) => {
        for (let step = 1; step <= out.length; step++)
          out[step - 1] = forecast(values, origin, step, learnt, options);
      },
  });
}
