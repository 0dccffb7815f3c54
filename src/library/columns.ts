/** Forecasts as columns, one entry per series, origin and step. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import { classNames } from '../data/classes.ts';
import type { ClassName } from '../data/classes.ts';
import type { Panel } from '../data/panel.ts';

/** Bounds of the prediction intervals of one level, in percent; `NaN` where there is none. */
export interface IntervalColumns {
  readonly level: number;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** Every forecast of a backtest, in columns of the same length, ordered by series, origin and step. */
export interface ForecastColumns {
  /** Name of the series. */
  readonly id: readonly string[];
  /** Milliseconds since 1970 UTC: the last row that the fit saw, the row that the forecast starts from, and the row of its target. */
  readonly cutoff: Float64Array;
  readonly origin: Float64Array;
  readonly time: Float64Array;
  /** Rows from the origin to the target, from 1. */
  readonly step: Int32Array;
  /** Number of the fold, from 0. */
  readonly fold: Int32Array;
  /** The actual value; `NaN` if it is unknown. */
  readonly y: Float64Array;
  /** The value at the origin; 0 for classes. */
  readonly last: Float64Array;
  /** Forecasts by model; `NaN` where a fit failed. */
  readonly yhat: Readonly<Record<string, Float64Array>>;
  /** Intervals by model, one entry per level; empty unless levels were requested. */
  readonly intervals: Readonly<Record<string, readonly IntervalColumns[]>>;
  /** Probabilities of classes by model, for target direction. */
  readonly probabilities: Readonly<Record<string, Readonly<Record<ClassName, Float64Array>>>>;
}

export function columnsOf(table: ForecastTable, { time, series }: Panel): ForecastColumns {
  const timeOf = (rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => time[row]);
  return {
    id: Array.from(table.series, (s) => series[s].id),
    cutoff: timeOf(table.cutoff),
    origin: timeOf(table.origin),
    time: timeOf(table.origin.map((row, i) => row + table.step[i])),
    step: table.step,
    fold: table.fold,
    y: table.y,
    last: table.last,
    yhat: Object.fromEntries(table.yhat),
    intervals: Object.fromEntries(table.intervals),
    probabilities: Object.fromEntries(
      Array.from(table.probabilities, ([model, columns]) => [
        model,
        Object.fromEntries(classNames.map((name, c) => [name, columns[c]])) as Record<
          ClassName,
          Float64Array
        >,
      ]),
    ),
  };
}
