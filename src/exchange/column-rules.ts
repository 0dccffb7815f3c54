/**
 * How single exchanges are asked for funding rates, open interest, mark and index prices. The rules come from documents of the
 * exchanges and from the requests that ccxt makes. Mark and index prices are candles, and are asked for as candles are.
 */

import type { Exchange } from 'ccxt';
import { marketColumns } from '../data/market-columns.ts';
import type { MarketColumn } from '../data/market-columns.ts';
import type { ListedMarket } from './symbols.ts';
import type { Asking, Parameters } from './venue-rules.ts';

/**
 * How points are requested: between two times (`between`), up to a time, newest first (`end`), by the number of a page,
 * newest first (`page`), or all that there are (`once`).
 */
export type PointsAsking = 'between' | 'end' | 'page' | 'once';

export interface PointRules {
  readonly asks: PointsAsking;
  /** Points per request. */
  readonly pageSize: number;
  /** The longest time that one request may cover, milliseconds. */
  readonly longestSpan?: number;
  /** Only the points of so many last milliseconds exist. */
  readonly history?: number;
  /** Sent with every request. */
  readonly parameters?: Parameters;
  /** How a request says "up to this time", where ccxt does not translate its own `until`. */
  readonly end?: (until: number) => Parameters;
  /** How a request names a page, counted from 0. */
  readonly page?: (number: number) => Parameters;
  /** Lengths of the steps between points, if a request must name one. */
  readonly steps?: readonly string[];
  /** Whether points count contracts: they are multiplied by what one contract is of. */
  readonly countsContracts?: true;
  /** Rules of contracts that pay in their base currency, if those differ. */
  readonly inverse?: PointRules;
  /** What a request says of a market; an error text if the market has no points. */
  readonly ofMarket?: (market: ListedMarket) => Parameters | string;
}

/** Of candles of mark and index prices, as far as they differ from those of the market. */
export interface PriceRules {
  readonly asks?: Asking;
  readonly pageSize?: number;
}

/** Why an exchange cannot be asked for a column, although ccxt has it. */
interface Unusable {
  readonly unusable: string;
}

type RulesOf<T> = Readonly<Record<string, T | Unusable>>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (time: number): string => new Date(time).toISOString();

const between = (pageSize: number, rest: Partial<PointRules> = {}): PointRules => ({
  asks: 'between',
  pageSize,
  ...rest,
});
const once = (pageSize: number, parameters: Parameters = {}): PointRules => ({
  asks: 'once',
  pageSize,
  parameters,
});

const okxFunding: PointRules = { asks: 'end', pageSize: 100, end: (until) => ({ after: until }) };
const hitbtcFunding = between(1000, { parameters: { sort: 'ASC' }, end: (until) => ({ till: iso(until) }) });
const everyMinute = { unusable: 'it has a value for every minute, and cannot be asked for fewer' };

const FUNDING: RulesOf<PointRules> = {
  apex: between(100),
  aster: between(1000),
  backpack: { asks: 'page', pageSize: 1000, page: (number) => ({ offset: 1000 * number }) },
  bequant: hitbtcFunding,
  binance: between(1000),
  binancecoinm: between(1000),
  binanceusdm: between(1000),
  bingx: between(1000),
  bitfinex: everyMinute,
  bitget: { asks: 'page', pageSize: 100, page: (number) => ({ pageNo: 1 + number }) },
  bitstamp: between(100),
  blofin: between(100),
  btse: once(500, { period: '1M' }),
  bullish: between(100),
  bybit: between(200),
  bybiteu: between(200),
  bybitid: between(200),
  bydfi: between(100),
  coinbaseinternational: {
    asks: 'page',
    pageSize: 100,
    page: (number) => ({ result_offset: 100 * number }),
  },
  coinex: between(1000),
  cryptocom: between(300),
  deepcoin: { asks: 'page', pageSize: 100, page: (number) => ({ page: 1 + number }) },
  deribit: between(744, { longestSpan: 30 * DAY }),
  digifinex: between(100, { end: (until) => ({ end_timestamp: until }) }),
  dydx: { asks: 'end', pageSize: 100 },
  extended: between(1000),
  fmfwio: hitbtcFunding,
  gate: between(1000),
  gateeu: between(1000),
  grvt: between(1000),
  hashkey: once(1000),
  hibachi: once(1000),
  hitbtc: hitbtcFunding,
  htx: between(100, {
    end: (until) => ({ end_time: until }),
    inverse: { asks: 'page', pageSize: 50, page: (number) => ({ page_index: 1 + number }) },
  }),
  hyperliquid: between(500),
  krakenfutures: once(100_000),
  kucoin: between(100),
  kucoinfutures: between(100),
  mexc: { asks: 'page', pageSize: 100, page: (number) => ({ page_num: 1 + number }) },
  myokx: okxFunding,
  okx: okxFunding,
  okxus: okxFunding,
  pacifica: once(100),
  paradex: { unusable: 'it has a value every few seconds, and cannot be asked for fewer' },
  phemex: between(100),
  toobit: once(1000),
  weex: between(100),
  whitebit: between(100, { end: (until) => ({ endDate: Math.floor(until / 1000) }) }),
  woo: between(25),
  xt: once(200),
};

const STEPS = ['5m', '15m', '30m', '1h', '4h', '1d'];
const together = { unusable: 'it has only the sum over all contracts of a currency' };
const binanceInterest = between(500, {
  history: 30 * DAY,
  steps: ['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'],
  // Contracts that pay in their base currency are named by their pair, for which ccxt takes the name of the contract.
  inverse: between(500, {
    history: 30 * DAY,
    steps: ['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'],
    countsContracts: true,
    ofMarket: ({ swap, id }) =>
      swap === true
        ? { pair: id.split('_')[0], contractType: 'PERPETUAL' }
        : 'binance does not say which of two dated contracts its open interest is of',
  }),
});
const bybitInterest = between(200, { steps: STEPS });
const gateInterest = between(100, { steps: STEPS, countsContracts: true, end: () => ({}) });
const kucoinInterest = between(200, { steps: STEPS, countsContracts: true });

const OPEN_INTEREST: RulesOf<PointRules> = {
  binance: binanceInterest,
  binancecoinm: binanceInterest,
  binanceusdm: binanceInterest,
  bitfinex: everyMinute,
  bybit: bybitInterest,
  bybiteu: bybitInterest,
  bybitid: bybitInterest,
  extended: between(1000, { steps: ['1h', '1d'] }),
  gate: gateInterest,
  gateeu: gateInterest,
  htx: { ...once(200), steps: ['1h', '4h', '12h', '1d'] },
  kucoin: kucoinInterest,
  kucoinfutures: kucoinInterest,
  myokx: together,
  okx: together,
  okxus: together,
};

const MARK: RulesOf<PriceRules> = { htx: { asks: 'latest', pageSize: 2000 } };
const INDEX: RulesOf<PriceRules> = { htx: { unusable: 'ccxt has no request for it' } };

/** The method of ccxt for each column. */
const METHODS = {
  funding: 'fetchFundingRateHistory',
  'open-interest': 'fetchOpenInterestHistory',
  mark: 'fetchMarkOHLCV',
  index: 'fetchIndexOHLCV',
} as const satisfies Readonly<Record<MarketColumn, string>>;

const pointRules = { funding: FUNDING, 'open-interest': OPEN_INTEREST };
const priceRules = { mark: MARK, index: INDEX };

/** Points, and not candles. */
export type PointColumn = keyof typeof pointRules;
export type PriceColumn = keyof typeof priceRules;

export const isPriceColumn = (name: MarketColumn): name is PriceColumn => name in priceRules;

/** The rules of points; only of a column that `columnsOf` has. */
export function pointRulesOf(exchange: string, name: PointColumn, isInverse: boolean): PointRules {
  const rules = new Map(Object.entries(pointRules[name])).get(exchange);
  if (rules === undefined || 'unusable' in rules) throw new RangeError(`no ${name} of ${exchange}`);
  return (isInverse ? rules.inverse : undefined) ?? rules;
}

/** How many milliseconds back an exchange has a column; `undefined` if that is not known. */
export const historyOfColumn = (exchange: string, name: MarketColumn): number | undefined =>
  isPriceColumn(name) ? undefined : pointRulesOf(exchange, name, false).history;

/** What the candles of a price have of their own. */
export function priceRulesOf(exchange: string, name: PriceColumn): PriceRules {
  const rules = new Map(Object.entries(priceRules[name])).get(exchange);
  return rules === undefined || 'unusable' in rules ? {} : rules;
}

/** Why an exchange cannot be asked for a column; `undefined` if it can. */
export function reasonAgainstColumn({ id, has }: Exchange, name: MarketColumn): string | undefined {
  const rules = new Map(Object.entries(isPriceColumn(name) ? priceRules[name] : pointRules[name])).get(id);
  if (rules !== undefined && 'unusable' in rules) return rules.unusable;
  const isThere = (has as Readonly<Record<string, unknown>>)[METHODS[name]] === true;
  // Open interest and funding are asked for in ways that have to be known.
  return isThere && (rules !== undefined || isPriceColumn(name)) ? undefined : 'ccxt cannot fetch it';
}

/** The columns that an exchange has of its contracts. */
export const columnsOf = (exchange: Exchange): readonly MarketColumn[] =>
  marketColumns.filter((name) => reasonAgainstColumn(exchange, name) === undefined);
