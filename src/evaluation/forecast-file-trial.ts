/** Forecasts from a file as a trial. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { quantities } from '../data/quantities.ts';
import { settledTrial } from './settle.ts';
import type { Trial } from './trial.ts';

export interface FileTrial {
  readonly trial: Trial;
  /** Milliseconds of every grid row: all times in the file. */
  readonly time: Float64Array;
  /** Grid row of the target of each forecast. */
  readonly targets: Int32Array;
}

/**
 * A trial of these forecasts on all rows of the table.
 * @param last - the value at each row's origin, or the forecasts that the models are compared with
 */
export function fileTrial(
  rows: ForecastRows,
  last: Float64Array,
  yhat: ReadonlyMap<string, Float64Array>,
  seed: number,
): FileTrial {
  const { ids, series, ds, cutoff, origin, step, y, intervals, probabilities } = rows;
  const time = Float64Array.from(new Set([...ds, ...cutoff, ...origin])).toSorted();
  const rowAt = new Map(Array.from(time, (ms, row) => [ms, row]));
  const rowsOf = (column: Float64Array): Int32Array => Int32Array.from(column, (ms) => rowAt.get(ms)!);
  const cutoffs = [...new Set(cutoff)].toSorted((a, b) => a - b);
  const foldAt = new Map(cutoffs.map((ms, fold) => [ms, fold]));
  const table: ForecastTable = {
    series,
    fold: Int32Array.from(cutoff, (ms) => foldAt.get(ms)!),
    cutoff: rowsOf(cutoff),
    origin: rowsOf(origin),
    step,
    y,
    last,
    yhat,
    spread: new Map(),
    intervals,
    crps: new Map(),
    probabilities,
  };
  const targets = rowsOf(ds);
  return {
    time,
    targets,
    trial: settledTrial({
      table,
      ids,
      cutoffs: cutoffs.map((ms) => rowAt.get(ms)!),
      horizon: step.reduce((most, value) => Math.max(most, value), 1),
      stepSize: smallestDistance(table.origin),
      seed,
      insample: { absolute: () => NaN, squared: () => NaN },
      volatility: null,
      valueBefore: valuesBeforeOrigins(table, targets),
      column: 'y',
      // The file does not tell what its numbers are; alarms about prices mention that they may be something else.
      quantity: probabilities.size > 0 ? quantities.class : quantities.price,
      noGiacominiWhiteReason:
        'the test needs a sliding training window, and the file does not say how the models were fitted',
    }),
  };
}

/**
 * Values some rows before the origin of a table row, if the file contains them: actual values, and values at origins.
 * @param targets - row of the target of each table row
 */
function valuesBeforeOrigins(
  { series, origin, y, last }: ForecastTable,
  targets: Int32Array,
): Trial['valueBefore'] {
  /** By series, then row. */
  const values = new Map<number, Map<number, number>>();
  series.forEach((s, i) => {
    const ofSeries = values.get(s) ?? new Map<number, number>();
    values.set(s, ofSeries);
    if (!Number.isNaN(last[i])) ofSeries.set(origin[i], last[i]);
    if (!Number.isNaN(y[i])) ofSeries.set(targets[i], y[i]);
  });
  return (i, rows) => values.get(series[i])?.get(origin[i] - rows) ?? NaN;
}

/** The smallest distance between two origins, in rows; 1 if there is only one. */
function smallestDistance(origins: Int32Array): number {
  const sorted = Int32Array.from(new Set(origins)).toSorted();
  let smallest = Infinity;
  for (let i = 1; i < sorted.length; i++) smallest = Math.min(smallest, sorted[i] - sorted[i - 1]);
  return smallest === Infinity ? 1 : smallest;
}
