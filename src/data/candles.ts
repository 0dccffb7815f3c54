/**
 * Price history as columns. Every source (CSV, exchange, store) is converted to it first. Rows are numbers; row `i` of
 * every column belongs to `time[i]`.
 */

import type { Timeframe } from './timeframe.ts';

/** The value of a column that is the same in every row of a series. */
export interface Constant {
  /** Empty if it is unknown. */
  readonly text: string;
  /** `NaN` if the text is no number. */
  readonly number: number;
}

export interface Candles {
  /** Name of the market or series, for example `BTCUSD`. */
  readonly id: string;
  /** The source's name in messages: a file name, `stdin`, a stored market. */
  readonly source: string;
  /** Milliseconds since 1970 UTC of each candle's open, strictly increasing. */
  readonly time: Float64Array;
  /**
   * Columns by standard name (`open`, `high`, `low`, `close`, `volume`), and the requested column by its name in the
   * source. Every column is as long as `time`; `NaN` is missing.
   */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Values of columns that are the same in every row and were asked for, by name; absent if none were. */
  readonly constants?: Readonly<Record<string, Constant>>;
  /** Line of each row in the source, counted from 1, for messages; absent if the source has no lines. */
  readonly lines?: Int32Array;
  /** What each candle covers, if the source says it, as for candles built from trades; else it follows from the times. */
  readonly timeframe?: Timeframe;
  /** Whether the exchange was asked again for every gap and has nothing there; absent if nobody knows. */
  readonly areGapsConfirmed?: boolean;
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

/** The columns of `Ohlcv` except `time`, in the order in which they are always written. */
export const ohlcvColumns = ['open', 'high', 'low', 'close', 'volume'] as const;
