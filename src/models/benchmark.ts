/** What the forecasts without training share: one series and one step at a time. */

import type { Series } from '../data/panel.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';

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
  return {
    name,
    summary,
    family: 'benchmark',
    isSeeded: false,
    lookback,
    estimate: () => ({ parameters: 0, operations: 0 }),
    // oxlint-disable-next-line typescript/require-await -- the interface is for models that take long
    async fit(panel, rows, options) {
      const { horizon } = options;
      const learnt = panel.series.map((series) => learn(series, rows, options));
      return {
        parameters: 0,
        forecast(later, { series, row }) {
          const yhat = new Float64Array(row.length * horizon);
          row.forEach((origin, i) => {
            const { values } = later.series[series[i]];
            for (let step = 1; step <= horizon; step++)
              yhat[i * horizon + step - 1] = learnt[series[i]](values, origin, step);
          });
          return yhat;
        },
      };
    },
  };
}
