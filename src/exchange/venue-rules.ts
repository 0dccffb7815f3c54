/**
 * Rules for the candle requests of single exchanges, where ccxt has none or wrong ones. They come from documents and issues
 * of the exchanges and from the requests that ccxt makes. Exchanges without a row are asked for candles from a start on;
 * fetching finds out whether that works.
 */

/** Spot markets, or contracts: perpetual ones and those with a date. */
export type MarketKind = 'spot' | 'contract';

export const marketKinds: readonly MarketKind[] = ['spot', 'contract'];

/**
 * What the volumes count that ccxt returns: units of the base currency, or contracts. `unknown` is no number to rely on:
 * turnover, or what no document says; such volumes are missing values.
 */
export type VolumeUnit = 'base' | 'contracts' | 'unknown';

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
  /** Of `linear` contracts, and of others if that differs. */
  readonly volume?: VolumeUnit;
  readonly inverseVolume?: VolumeUnit;
  /** The longest time that one request may cover, milliseconds. */
  readonly longestSpan?: number;
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

const DAY = 24 * HOUR;
const base: VenueRules = { volume: 'base', inverseVolume: 'base' };
const contracts: VenueRules = { volume: 'contracts' };
const binance: VenueRules = {
  ...base,
  history: 'all',
  longestSpan: 200 * DAY, // of coin-margined contracts
  wrongTimeframes: ['1s'], // only its spot markets have them
};
const okxContracts: VenueRules = { ...okx, ...base };
const hitbtcContracts: VenueRules = { ...hitbtc, ...base };

/** The same of contracts, which have requests of their own. What is said of spot markets does not hold for them. */
const CONTRACT_RULES: Readonly<Record<string, VenueRules>> = {
  apex: base,
  aster: base,
  backpack: base,
  bequant: hitbtcContracts,
  bigone: { unusable: 'ccxt has candles of its spot markets alone' },
  binance,
  binancecoinm: binance,
  binanceusdm: binance,
  bingx: contracts,
  bitfinex: base,
  bitget: base,
  bitrue: { asks: 'latest' },
  bitstamp: base,
  blofin: { ...base, asks: 'latest' },
  bullish: { ...base, pageSize: 100 },
  bybit: base,
  bybitid: base,
  coinbaseinternational: base,
  coinex: { ...base, asks: 'latest' },
  cryptocom: base,
  deepcoin: { ...contracts, asks: 'latest' },
  delta: contracts,
  deribit: base,
  digifinex: { ...contracts, asks: 'latest' },
  dydx: base,
  extended: { ...base, asks: 'latest' },
  fmfwio: hitbtcContracts,
  gate: contracts,
  gemini: { ...base, asks: 'latest', sendsAll: true, history: 'recent' },
  grvt: base,
  hitbtc: hitbtcContracts,
  htx: { dayBegins: 16 * HOUR }, // its volumes count buyers and sellers
  hyperliquid: { ...base, history: 5000 },
  krakenfutures: contracts,
  kucoin: contracts,
  kucoinfutures: contracts,
  lighter: base,
  mexc: contracts,
  modetrade: { unusable: 'its candles need an API key, and no key is ever read' },
  mudrex: { unusable: 'its list of markets needs an API key, and no key is ever read' },
  myokx: okxContracts,
  nado: { ...base, asks: 'latest' },
  okx: okxContracts,
  onetrading: base,
  pacifica: base,
  paradex: base,
  phemex: contracts,
  poloniex: contracts,
  weex: { ...base, asks: 'latest' },
  whitebit: { ...base, end: (until) => ({ end: Math.floor(until / 1000) }) },
  woo: base,
  woofipro: { unusable: 'its candles need an API key, and no key is ever read' },
  xt: { ...contracts, inverseVolume: 'base' },
};

/** The smallest page size of any exchange, for exchanges that are neither measured nor known to ccxt. */
const SMALLEST_PAGE = 100;

const rulesByKind: Readonly<Record<MarketKind, ReadonlyMap<string, VenueRules>>> = {
  spot: new Map(Object.entries(RULES)),
  contract: new Map(Object.entries(CONTRACT_RULES)),
};

/** The rules of an exchange; none for most. */
export function rulesOf(exchange: string, kind: MarketKind): VenueRules {
  return rulesByKind[kind].get(exchange) ?? {};
}

/** Candles per request, and the length of the history. */
export function limitsOf(
  exchange: string,
  kind: MarketKind,
  byCcxt: number | undefined,
): { readonly pageSize: number; readonly history: HistoryLength } {
  const { pageSize = byCcxt ?? SMALLEST_PAGE, history = 'unknown' } = rulesOf(exchange, kind);
  return { pageSize, history };
}
