/**
 * Page sizes and history lengths of exchanges for which ccxt has none or wrong ones. Measured, or from their documents
 * and issues. Everything else is found out while fetching.
 */

/** How many candles an exchange has, counted back from now: a number, few (`recent`), or all of them. */
export type HistoryLength = number | 'recent' | 'all' | 'unknown';

interface Limits {
  /** Candles per request. */
  readonly pageSize?: number;
  readonly history?: HistoryLength;
}

/** For exchanges that are neither measured nor known to ccxt: the smallest page size of any exchange. */
const SMALLEST_PAGE = 100;

const LIMITS: Readonly<Record<string, Limits>> = {
  binance: { history: 'all' },
  bitstamp: { history: 'all' },
  coinbase: { history: 'all' },
  coinbaseexchange: { history: 'all' },
  gate: { history: 10_000 }, // older ones are an error: "Candlestick too long ago"
  gateeu: { history: 10_000 },
  gemini: { pageSize: 1500, history: 'recent' }, // ignores start and count, returns what it has
  hyperliquid: { history: 5000 },
  mexc: { pageSize: 500 }, // ccxt says 1000; 500 come
  myokx: { pageSize: 100 },
  okx: { pageSize: 100 }, // 300 only for the newest
  okxus: { pageSize: 100 },
};

/** Candles per request, and the length of the history. */
export function limitsOf(exchange: string, byCcxt: number | undefined): Required<Limits> {
  const limits = new Map(Object.entries(LIMITS)).get(exchange);
  return { pageSize: limits?.pageSize ?? byCcxt ?? SMALLEST_PAGE, history: limits?.history ?? 'unknown' };
}
