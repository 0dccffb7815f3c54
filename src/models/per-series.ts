/**
 * What models have in common that are fitted to each series by itself and then carried along it: parameters
 * are learnt once, up to the cutoff, and the state moves on with the rows, so that a forecast from a later
 * origin costs the rows in between and not the whole history.
 */

import type { Series } from '../data/panel.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';

export interface PerSeries extends Pick<Model, 'name' | 'summary' | 'family' | 'lookback'> {
  /** Floating-point operations of a fit per training row, roughly and at the most. */
  operations(options: ModelOptions): number;
  /** What is learnt of one series. It may hold nothing in these rows: such a series is never forecast. */
  learn(series: Series, rows: TrainingRows, options: ModelOptions): Learnt;
  /** Trained numbers of one series, at the most. */
  parameters(options: ModelOptions): number;
}

export interface Learnt {
  readonly parameters: number;
  /**
   * Sets out along the values of the series, from the cutoff. The walk is called with ascending origins, none
   * before the cutoff, and writes the forecasts made there into `out` (horizon), in the unit of the series.
   */
  walk(values: Float64Array): (origin: number, out: Float64Array) => void;
}

export function perSeries(definition: PerSeries): Model {
  const { name, summary, family, lookback, learn } = definition;
  return {
    name,
    summary,
    family,
    isSeeded: false,
    lookback,
    estimate: (options) => ({
      parameters: definition.parameters(options),
      operations: definition.operations(options),
    }),
    // oxlint-disable-next-line typescript/require-await -- the interface is for models that take long
    async fit(panel, rows, options) {
      const { horizon } = options;
      const learnt = panel.series.map((series) => learn(series, rows, options));
      return {
        parameters: learnt.reduce((sum, { parameters }) => sum + parameters, 0),
        forecast(later, { series, row }) {
          const yhat = new Float64Array(row.length * horizon);
          const walks = learnt.map(({ walk }, s) => walk(later.series[s].values));
          const inTime = Uint32Array.from(row.keys()).toSorted((i, j) => row[i] - row[j]);
          for (const i of inTime) walks[series[i]](row[i], yhat.subarray(i * horizon, (i + 1) * horizon));
          return yhat;
        },
      };
    },
  };
}
