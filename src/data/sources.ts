/** Where data came from: the sources that the user named, and the stored candles that were read. */

import type { Market } from './market.ts';

/** How a CSV file is to be read, as the user wrote it. A field that is not given is found from the file. */
export interface FileReading {
  /** Header of the time column, any case. Default: found by name. */
  readonly timeColumn?: string | undefined;
  /** Header of the column that names the series of a row, any case. Default: `unique_id`, or found from the cells. */
  readonly seriesColumn?: string | undefined;
  /** `d/m/yyyy`, `m/d/yyyy`, `yyyy-mm-dd`, or `s`, `ms`, `us`, `ns` for numbers. Default: inferred from the cells. */
  readonly dateFormat?: string | undefined;
  /** `.` or `,`. Default: shown by the cells. */
  readonly decimalMark?: string | undefined;
  /** Zone of times without an offset: `Europe/Berlin`, `+09:00`. Default: UTC. */
  readonly timeZone?: string | undefined;
}

/** A model that is not built in, as the user named it. */
export interface AskedModel {
  readonly name: string;
  /** `exec:python my_model.py` */
  readonly spec: string;
}

/** Sources as the user named them, so that they can be read again. */
export interface AskedSources extends FileReading {
  /** Markets by name, CSV files by absolute path, `-` for standard input. */
  readonly sources: readonly string[];
  /** As given; the name in `options.column` is the resolved one. */
  readonly column: string;
  readonly timeframe?: string | undefined;
  /** Whether candles that had not closed were kept. */
  readonly includeOpen?: true | undefined;
  /** The models that are not built in, if there are some. */
  readonly models?: readonly AskedModel[] | undefined;
}

/** Candles of a stored market that were read, and the newest revision that they include. */
export interface MarketReading {
  readonly market: Market;
  readonly from: number;
  readonly to: number;
  readonly revision: number;
}
