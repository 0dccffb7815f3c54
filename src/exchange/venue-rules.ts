/**
 * Rules for the candle requests of single exchanges, where ccxt has none or wrong ones. They come from documents and issues
 * of the exchanges and from the requests that ccxt makes. Exchanges without a row are asked for candles from a start on;
 * fetching finds out whether that works.
 */

/** How many candles an exchange has, counted back from now: a number, few (`recent`), or all of them. */
export type HistoryLength = number | 'recent' | 'all' | 'unknown';

/**
 * How candles are requested: from a start on (`start`), up to an end (`end`), or only the latest ones (`latest`), because
 * ccxt sends no start.
 */
export type Asking = 'start' | 'end' | 'latest';

/** Parameters of a request that ccxt does not set, by the names of the exchange. */
export type Parameters = Readonly<Record<string, string | number>>;

export interface VenueRules {
  /** Candles per request, if ccxt has no number or a wrong one. */
  readonly pageSize?: number;
  /** The only numbers of candles that a request may ask for, ascending. */
  readonly pageSizes?: readonly number[];
  /** Whether ccxt sends no number of candles, so that the exchange sends all that it has. */
  readonly sendsAll?: true;
  readonly history?: HistoryLength;
  /** Whether a request for candles that are too old is an error, not an empty page. */
  readonly refusesOlder?: true;
  readonly asks?: Asking;
  /** Sent with every request. */
  readonly parameters?: Parameters;
  /** How a request says "before this time", where ccxt does not translate its own `until`. */
  readonly end?: (until: number) => Parameters;
  /** One file per day for timeframes below `yearsFrom`, one per year from there on. A file that does not exist is HTTP 404. */
  readonly files?: { readonly parameter: string; readonly yearsFrom: number };
  /** Milliseconds after midnight UTC at which the exchange's days begin. */
  readonly dayBegins?: number;
  /** Timeframes for which ccxt asks for candles of another length. */
  readonly wrongTimeframes?: readonly string[];
  /** Whether volume is counted in the quote currency. */
  readonly isVolumeInQuote?: true;
  /** Names of the two volumes of a candle, where it is not certain which is in the base currency. */
  readonly volumes?: readonly [string, string];
  /** Why the exchange cannot be fetched, although ccxt has candles of it. */
  readonly unusable?: string;
  /** Where the exchange publishes older candles, and how they are imported. */
  readonly archive?: string;
}

const HOUR = 3_600_000;
const iso = (time: number): string => new Date(time).toISOString();
/** Korean time, 9 hours ahead of UTC, without a zone. */
const korean = (time: number): string => iso(time + 9 * HOUR).slice(0, 19);

const okx: VenueRules = { pageSize: 100 }; // 300 only for the newest
const gate: VenueRules = { history: 10_000, refusesOlder: true }; // "Candlestick too long ago"
/** The newest come first unless `sort` is set, so a start alone would bring the latest candles. Reads `till`, not ccxt's `until`. */
const hitbtc: VenueRules = { parameters: { sort: 'ASC' }, end: (until) => ({ till: iso(until) }) };

const RULES: Readonly<Record<string, VenueRules>> = {
  alpaca: { unusable: 'its list of markets needs an API key, and no key is ever read' },
  bequant: hitbtc,
  binance: { history: 'all' },
  bitbank: { files: { parameter: 'yyyymmdd', yearsFrom: 4 * HOUR } },
  bithumb: { asks: 'latest', end: (until) => ({ to: korean(until) }), dayBegins: 15 * HOUR },
  bitrue: { asks: 'latest' },
  bitstamp: { history: 'all', wrongTimeframes: ['1w'] }, // 3 days
  bitteam: { asks: 'latest', sendsAll: true },
  bittrade: { asks: 'latest', history: 2000, dayBegins: 16 * HOUR },
  btcmarkets: { pageSize: 200, end: (until) => ({ to: iso(until) }) }, // ccxt says 1000, and sends 200
  btse: { isVolumeInQuote: true },
  bullish: { pageSize: 100 }, // ccxt says 1000, and asks for 100
  cex: { unusable: 'its candles are those of the best bid or ask, not of trades' },
  coinbase: { history: 'all' },
  coinbaseexchange: { history: 'all' },
  coinex: {
    asks: 'latest',
    history: 1000,
    end: (until) => ({ end_time: until }),
    volumes: ['volume', 'value'], // CoinEx documents them one way, ccxt reads them the other
  },
  deepcoin: { asks: 'latest' },
  fmfwio: hitbtc,
  foxbit: { end: (until) => ({ end_time: iso(until) }) },
  gate,
  gateeu: gate,
  gemini: { asks: 'latest', sendsAll: true, history: 'recent' },
  hitbtc,
  htx: { dayBegins: 16 * HOUR },
  hyperliquid: { history: 5000 },
  indodax: { end: (until) => ({ until: Math.floor(until / 1000) }) }, // ccxt passes it on as seconds
  kraken: {
    wrongTimeframes: ['2w'], // 15 days
    history: 720,
    archive:
      'Kraken publishes its whole history as CSV files (support.kraken.com, "Downloadable historical OHLCVT data")',
  },
  luno: { unusable: 'its candles need an API key, and no key is ever read' },
  mexc: { pageSize: 500 }, // ccxt says 1000; 500 come
  myokx: okx,
  nado: { asks: 'latest', pageSize: 500 },
  okx,
  okxus: okx,
  p2b: { asks: 'latest', history: 500 },
  phemex: { asks: 'latest', history: 1000, pageSizes: [5, 10, 50, 100, 500, 1000] },
  poloniex: { asks: 'end' }, // a start alone brings the latest candles
  weex: { asks: 'latest', sendsAll: true, history: 'recent' },
  whitebit: { end: (until) => ({ end: Math.floor(until / 1000) }) },
  zebpay: { asks: 'end', wrongTimeframes: ['4h'] }, // it wants a start and an end; ccxt asks for 8 hours
};

/** The smallest page size of any exchange, for exchanges that are neither measured nor known to ccxt. */
const SMALLEST_PAGE = 100;

/** The rules of an exchange; none for most. */
export function rulesOf(exchange: string): VenueRules {
  return new Map(Object.entries(RULES)).get(exchange) ?? {};
}

/** Candles per request, and the length of the history. */
export function limitsOf(
  exchange: string,
  byCcxt: number | undefined,
): { readonly pageSize: number; readonly history: HistoryLength } {
  const { pageSize = byCcxt ?? SMALLEST_PAGE, history = 'unknown' } = rulesOf(exchange);
  return { pageSize, history };
}
