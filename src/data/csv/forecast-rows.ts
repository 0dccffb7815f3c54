/** Forecasts read from a file, one row per series, origin and step. */

/** Rows ordered by series, then origin, then step. Times are milliseconds since 1970 UTC. */
export interface ForecastRows {
  readonly source: string;
  /** Names of the series, by their number. */
  readonly ids: readonly string[];
  readonly series: Int32Array;
  readonly ds: Float64Array;
  readonly cutoff: Float64Array;
  readonly origin: Float64Array;
  readonly step: Int32Array;
  /** Actual values; `NaN` if unknown. */
  readonly y: Float64Array;
  /** Forecasts by model; `NaN` if there is none. */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Bounds by model, ascending by level in percent. */
  readonly intervals: ReadonlyMap<string, readonly Bounds[]>;
  /** Probabilities by model and class; a table that has any is one of classes. */
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
}

/** What each row is a forecast of, in the order of the file. */
export type RowKeys = Pick<ForecastRows, 'ids' | 'series' | 'ds' | 'cutoff' | 'origin'>;

/** Bounds of one prediction interval. */
export interface Bounds {
  readonly level: number;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** The same table with only the rows `kept`, in that order. */
export function pickRows(rows: ForecastRows, kept: ArrayLike<number>): ForecastRows {
  const floats = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]);
  const ints = (column: Int32Array): Int32Array => Int32Array.from(kept, (i) => column[i]);
  return {
    ...rows,
    series: ints(rows.series),
    ds: floats(rows.ds),
    cutoff: floats(rows.cutoff),
    origin: floats(rows.origin),
    step: ints(rows.step),
    y: floats(rows.y),
    models: new Map([...rows.models].map(([name, column]) => [name, floats(column)])),
    intervals: new Map(
      [...rows.intervals].map(([name, bounds]) => [
        name,
        bounds.map(({ level, lo, hi }) => ({ level, lo: floats(lo), hi: floats(hi) })),
      ]),
    ),
    probabilities: new Map([...rows.probabilities].map(([name, columns]) => [name, columns.map(floats)])),
  };
}
