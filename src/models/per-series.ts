/**
 * Models that are fitted to each series separately: a few numbers are learnt up to the cutoff, and a state is updated row by
 * row, so that a forecast from a later origin reads only the rows in between. These numbers are all that is saved.
 */

import type { Panel, Series } from '../data/panel.ts';
import { numericQuantities } from '../data/quantities.ts';
import { DataError } from '../errors.ts';
import type { Forecaster, Model, ModelOptions, TrainingRows } from './model.ts';
import { readState } from './state.ts';

/** The times of the rows. */
export type Grid = Pick<Panel, 'time' | 'timeframe'>;

export interface PerSeries extends Pick<Model, 'name' | 'summary' | 'family' | 'lookback'> {
  /** Those that it can forecast; absent: every number. */
  readonly quantities?: Model['quantities'];
  /** Floating-point operations of a fit per training row: a rough upper bound. */
  operations(options: ModelOptions): number;
  /** Most training rows that a fit uses; all unless given. */
  mostRows?(options: ModelOptions): number;
  /** Number of parameters of one series; without `learnt`, the most there can be. */
  parameters(options: ModelOptions, learnt?: Float64Array): number;
  /** Least and greatest count of the numbers that `learn` returns. */
  size(options: ModelOptions): readonly [least: number, most: number];
  /** Count of the numbers that start like these, for a model that has more of them in some fits than in others. */
  count?(learnt: Float64Array, options: ModelOptions): number;
  /** The numbers learnt from one series. A series without values in these rows is never forecast. */
  learn(series: Series, rows: TrainingRows, options: ModelOptions, grid: Grid): Float64Array;
  /** Whether a forecast needs every row since the cutoff, not only its window. */
  readonly isCarried: boolean;
  /**
   * A walk along the values of the series from the cutoff. It is called with ascending origins, none before the cutoff, and
   * writes the forecasts from each into `out` (horizon), in the unit of the series.
   */
  walk(
    learnt: Float64Array,
    values: Float64Array,
    cutoff: number,
    options: ModelOptions,
    series: Series,
  ): (origin: number, out: Float64Array) => void;
}

export function perSeries(definition: PerSeries): Model {
  const { name, summary, family, lookback, isCarried } = definition;
  return {
    name,
    summary,
    family,
    quantities: definition.quantities ?? numericQuantities,
    isSeeded: false,
    lookback,
    estimate: (options) => ({
      parameters: definition.parameters(options),
      operations: definition.operations(options),
      ...(definition.mostRows && { windows: definition.mostRows(options) }),
    }),
    async fit(panel, rows, options, { yieldToSignals } = {}) {
      const learnt: Float64Array[] = [];
      for (const series of panel.series) {
        await yieldToSignals?.();
        learnt.push(definition.learn(series, rows, options, panel));
      }
      return forecasterOf(definition, learnt, rows.cutoff, options);
    },
    restore(panel, { state, cutoff }, options) {
      if (isCarried && cutoff < -1)
        throw new DataError(
          `expected the rows from the one after those that the saved ${name} was fitted on, got rows that start ${-1 - cutoff} later`,
          { hint: `${name} updates its state at every row: use a longer history, or fit again` },
        );
      const [least, most] = definition.size(options);
      const reader = readState(name, state);
      const learnt = panel.series.map((_, s) =>
        reader.column(
          `series.${s}`,
          least,
          most,
          definition.count && ((numbers) => definition.count!(numbers, options)),
        ),
      );
      reader.end();
      return forecasterOf(definition, learnt, cutoff, options);
    },
  };
}

function forecasterOf(
  definition: PerSeries,
  learnt: readonly Float64Array[], // by series
  cutoff: number,
  options: ModelOptions,
): Forecaster {
  const { horizon } = options;
  return {
    parameters: learnt.reduce((sum, ofSeries) => sum + definition.parameters(options, ofSeries), 0),
    state: () =>
      learnt.map((ofSeries, s) => ({
        name: `series.${s}`,
        shape: [ofSeries.length],
        values: ofSeries.slice(),
      })),
    forecast(panel, { series, row }) {
      const yhat = new Float64Array(row.length * horizon);
      const walks = learnt.map((ofSeries, s) =>
        definition.walk(ofSeries, panel.series[s].values, cutoff, options, panel.series[s]),
      );
      const inTime = Uint32Array.from(row.keys()).toSorted((i, j) => row[i] - row[j]);
      for (const i of inTime) walks[series[i]](row[i], yhat.subarray(i * horizon, (i + 1) * horizon));
      return yhat;
    },
  };
}
