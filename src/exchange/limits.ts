/**
 * What exchanges give out, where ccxt does not say it or says it wrong. Measured, or from their documents and issues;
 * everything else is found out while asking.
 */

import type { CandleSource } from './pager.ts';

interface Limits {
  /** Candles at once. */
  readonly pageSize?: number;
  readonly history?: CandleSource['history'];
}

/** Of exchanges that no one has measured and ccxt says nothing of: what the stingiest give. */
const SMALLEST_PAGE = 100;

const LIMITS: Readonly<Record<string, Limits>> = {
  binance: { history: 'all' },
  bitstamp: { history: 'all' },
  coinbase: { history: 'all' },
  coinbaseexchange: { history: 'all' },
  gate: { history: 10_000 }, // older ones are an error: "Candlestick too long ago"
  gateeu: { history: 10_000 },
  gemini: { pageSize: 1500, history: 'recent' }, // takes neither a start nor a number, gives what it has
  hyperliquid: { history: 5000 },
  mexc: { pageSize: 500 }, // 1000 by ccxt; 500 come
  myokx: { pageSize: 100 },
  okx: { pageSize: 100 }, // 300 only of the newest
  okxus: { pageSize: 100 },
};

/** Candles that an exchange gives at once, and how far back it has them. */
export function limitsOf(exchange: string, byCcxt: number | undefined): Required<Limits> {
  const limits = new Map(Object.entries(LIMITS)).get(exchange);
  return { pageSize: limits?.pageSize ?? byCcxt ?? SMALLEST_PAGE, history: limits?.history ?? 'unknown' };
}
