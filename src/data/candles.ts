/**
 * Price history as columns: what every source (CSV, exchange, store) turns into before anything else
 * looks at it. Rows are numbers; row `i` of every column belongs to `time[i]`.
 */

export interface Candles {
  /** Name of the market or series, for example `BTCUSD`. */
  readonly id: string;
  /** Where the rows came from, as messages should name it: a file name, `stdin`, a stored market. */
  readonly source: string;
  /** Milliseconds since 1970 UTC of each candle's open, strictly increasing. */
  readonly time: Float64Array;
  /**
   * Columns by standard name (`open`, `high`, `low`, `close`, `volume`) and, where one was asked for, by
   * the name it has in the source. Every column is as long as `time`; `NaN` is a value that is absent.
   */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** The source's own line of each row, counted from 1, for messages; absent where there are no lines. */
  readonly lines?: Int32Array;
}
