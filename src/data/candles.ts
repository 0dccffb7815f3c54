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

/** Candles of one market, complete: row `i` of every column belongs to `time[i]`. Closed candles only. */
export interface Ohlcv {
  /** Milliseconds since 1970 UTC of each candle's open, strictly increasing. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** In units of the base currency. */
  readonly volume: Float64Array;
}

/** The columns of `Ohlcv` beside `time`, in the order in which they are written everywhere. */
export const ohlcvColumns = ['open', 'high', 'low', 'close', 'volume'] as const;
