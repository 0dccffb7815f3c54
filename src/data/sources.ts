/** Where data came from: the sources that the user named, and the stored candles that were read. */

import type { Market } from './market.ts';

/** Sources as the user named them, so that they can be read again. */
export interface AskedSources {
  /** Markets by name, CSV files by absolute path, `-` for standard input. */
  readonly sources: readonly string[];
  /** As given; the name in `options.column` is the resolved one. */
  readonly column: string;
  readonly timeColumn?: string | undefined;
  readonly dateFormat?: string | undefined;
  readonly timeframe?: string | undefined;
}

/** Candles of a stored market that were read, and the newest revision that they include. */
export interface MarketReading {
  readonly market: Market;
  readonly from: number;
  readonly to: number;
  readonly revision: number;
}
