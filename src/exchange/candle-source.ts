/** One market at one timeframe of an exchange: what the paging needs to know of it, and how to ask for candles. */

import type { ExchangeRow } from './check-rows.ts';
import type { HistoryLength } from './limits.ts';

export interface CandleSource {
  /** Name in messages: `binance:BTC/USDT:1h`. */
  readonly name: string;
  /** Step of the grid in milliseconds; it divides a day. */
  readonly ms: number;
  /** Candles per request. */
  readonly pageSize: number;
  readonly history: HistoryLength;
  /** The same market's daily candles, which show years without trades; `undefined` if there are none. */
  readonly daily?: CandleSource | undefined;
  /** At most `limit` candles that open from `since` on. */
  readonly fetchRows: (since: number, limit: number) => Promise<readonly ExchangeRow[]>;
  /** The exchange's time. */
  readonly now: () => number;
}
