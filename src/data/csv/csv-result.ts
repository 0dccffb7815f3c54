/** What reading a CSV file takes and gives. */

import type { Warning } from '../../text/warning.ts';
import type { Candles } from '../candles.ts';
import type { FileReading } from '../sources.ts';
import type { Timeframe } from '../timeframe.ts';
import type { Reading } from './reading.ts';

export interface CsvOptions extends FileReading {
  /** The column to forecast: a standard name (`close`) or a header as written, any case. Default `close`. */
  readonly column?: string;
  /** Other columns to read, if the file has them. */
  readonly others?: readonly string[];
  /** Those of them whose future is known: rows with a value there stay, although their candle has not closed. */
  readonly ahead?: readonly string[];
  /** Columns that are the same in every row of a series. */
  readonly constants?: readonly string[];
  /** The candles to build if the rows are trades. */
  readonly candleLength?: Timeframe | undefined;
  /** Milliseconds of the clock: candles that close later are left out. Default: all are read. */
  readonly now?: number | undefined;
  readonly onProgress?: (reached: ReadingProgress) => void;
}

/** What the name of a file, and how it is written, add. */
export interface TextReading extends CsvOptions {
  /** The name of the series if there is no `unique_id` column. */
  readonly id?: string;
  /** Whether the rows are read as trades. */
  readonly areTrades?: boolean;
  /** Default `utf-8`. */
  readonly encoding?: string;
}

/** How far reading has come: bytes of the file, then the share of the text whose rows are parsed. */
export type ReadingProgress = { readonly bytes: number } | { readonly share: number };

export interface CsvResult {
  /** One per series, in the order of their first row. */
  readonly candles: readonly Candles[];
  /** Key of the forecast column in `Candles.columns`. */
  readonly column: string;
  readonly warnings: readonly Warning[];
  /** Notes: worth a line, but not a warning. */
  readonly notes: readonly string[];
  /** How the file was read; the warnings are made from it. */
  readonly reading: Reading;
}
