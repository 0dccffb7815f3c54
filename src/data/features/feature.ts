/**
 * Features: inputs of a row beside its price, for models that take them (`--features`). A file here is one of them, and a
 * line in `index.ts`. A value reads its row and rows before it, never one after it: `tests/backtest/leak.test.ts` replaces the
 * future of every column.
 */

import type { Constant } from '../candles.ts';

/** What features are computed from: the rows of one series of a panel. */
export interface FeatureRows {
  /** Name of the series. */
  readonly id: string;
  /** Its number in the panel. */
  readonly number: number;
  /** Milliseconds since 1970 UTC of every row, and of the rows after the last that are known ahead. */
  readonly time: Float64Array;
  /** The price; `NaN` where it is missing. */
  readonly price: Float64Array;
  /** Another column of the series; `NaN` where it is unknown. */
  column(name: string): Float64Array;
  /** What features have learnt of the series in a fit, by their names. */
  readonly learnt?: Readonly<Record<string, readonly number[]>> | undefined;
  /** The price of a series of the panel. */
  priceOf(id: string): Float64Array;
  /** What a column says of the whole series; `undefined` if it is unknown. */
  constant(name: string): Constant | undefined;
}

/** The value of an input in a row; not finite if it is unknown. */
export type FeatureInput = (row: number) => number;

export interface Feature {
  /** As `--features` names it. */
  readonly name: string;
  /** Columns of the candles that it needs beside the price. */
  readonly columns: readonly string[];
  /** Whether it needs the price. */
  readonly readsPrice: boolean;
  /** Another series of the panel that it needs. */
  readonly series?: string;
  /** Rows before a row that its value there needs. */
  readonly extraRows: number;
  /** Number of its inputs. */
  readonly width: number;
  /** What tells its inputs apart, if there are several. */
  readonly labels?: readonly string[];
  /** Whether it is scaled to mean 0 and standard deviation 1 on the training rows; its unknown values are 0 then, the mean. */
  readonly isScaled: boolean;
  /**
   * What it learns of a series from the training rows, `width` numbers; absent if its inputs depend on the data alone. Its inputs
   * find them, scaled over the series, in `learnt` under its name.
   */
  learn?(rows: FeatureRows, training: { readonly start: number; readonly cutoff: number }): readonly number[];
  /** Whether it is one value of each series, which is scaled over the series of the panel instead. */
  readonly isOfSeries?: true;
  /** Whether that value is the number of the series in the panel, which whoever fits a model knows. */
  readonly isSeriesNumber?: true;
  /** Column that is the same in every row of a series, if it needs one. */
  readonly constant?: string;
  /** Its inputs, `width` of them. */
  inputs(rows: FeatureRows): readonly FeatureInput[];
}

/** A feature that options ask for. */
export interface AskedFeature extends Feature {
  readonly flag: '--features' | '--with-series' | '--known-ahead' | '--static' | '--embed';
  /** Rows after each row whose values are inputs of it; 0 is the row itself. */
  readonly offsets: readonly number[];
}

/** Features that differ only in a number or a name: `return-7` and `return-30`. */
export interface FeatureFamily {
  /** How its features are written: `return-N`. */
  readonly form: string;
  /** A name that it takes, for suggestions. */
  readonly example: string;
  /** The feature that `text` names; `undefined` if it is none of this family. */
  parse(text: string): Feature | undefined;
}
