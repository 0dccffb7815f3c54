/** One market at one timeframe of an exchange: what the paging needs to know of it, and how to ask for candles. */

import type { ExchangeRow } from './check-rows.ts';
import type { HistoryLength } from './venue-rules.ts';

export interface CandleSource {
  /** Name in messages: `binance:BTC/USDT:1h`. */
  readonly name: string;
  /** Step of the grid in milliseconds; it divides a day, except in a source that is only `longer` than another. */
  readonly ms: number;
  /** Candles per request. */
  readonly pageSize: number;
  readonly history: HistoryLength;
  /** Whether requests cannot say how many candles they want. */
  readonly sendsAll?: boolean;
  /** Whether volumes are known in units of the base currency; if not, they are missing. Default true. */
  readonly hasVolume?: boolean;
  /** The earliest open that may be requested; older ones would be an error. -Infinity if there is no limit. */
  readonly earliest?: () => number;
  /** The same market in longer candles, which show when it was traded; `undefined` if there are none. */
  readonly longer?: CandleSource | undefined;
  /** Timeframes of the exchange, from which days can be built. */
  readonly timeframes?: readonly string[];
  /**
   * Candles from `since` on: all that the exchange sends for the first `limit` steps, perhaps others too. If the
   * exchange follows the request, it has no others.
   */
  readonly fetchRows: (since: number, limit: number) => Promise<readonly ExchangeRow[]>;
  /**
   * A page of candles that open before `end`, from `since` on if given, asked for by their end; `undefined` if that is
   * known to be in vain.
   */
  readonly fetchBefore?: (end: number, since?: number) => Promise<readonly ExchangeRow[]>;
  /** Makes `fetchRows` ask by the end from now on; `undefined` if it already does. */
  readonly askByEnd?: () => void;
  /** The exchange's time. */
  readonly now: () => number;
}
