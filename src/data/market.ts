/** The name of a stored market: exchange, symbol and timeframe, written `binance:BTC/USDT:1d`. */

import { isPrintable } from '../text/escape.ts';
import { parseTimeframe } from './timeframe.ts';

export interface Market {
  /** Name in ccxt: `binance`, `coinbaseexchange`. */
  readonly exchange: string;
  /** Unified symbol, `BTC/USDT`; that of a contract contains a colon, `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** `1d`, `4h`, `15m`. */
  readonly timeframe: string;
}

/** At least two letters, so that `C:\prices.csv` is a file. Only the symbol may contain a colon. */
const MARKET = /^(?<exchange>[a-z][a-z\d_]+):(?<symbol>[^\s:](?:\S*[^\s:])?):(?<timeframe>[^:]+)$/;

/** The market in `text`; `undefined` if it has another form, or control or invisible characters. */
export function parseMarket(text: string): Market | undefined {
  const groups = MARKET.exec(text)?.groups;
  if (groups === undefined || !isPrintable(text)) return undefined;
  const { exchange, symbol, timeframe } = groups;
  // `BTC/USDT:1h:1h` is a typing error, not a contract: nothing settles in hours.
  const settle = symbol.split(':').at(1);
  if (settle !== undefined && parseTimeframe(settle) !== undefined) return undefined;
  return parseTimeframe(timeframe) === undefined ? undefined : { exchange, symbol, timeframe };
}

/** `binance:BTC/USDT:1d`. */
export function formatMarket({ exchange, symbol, timeframe }: Market): string {
  return `${exchange}:${symbol}:${timeframe}`;
}
