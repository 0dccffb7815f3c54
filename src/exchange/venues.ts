/** Lists the exchanges of ccxt that have candles, and creates an instance of one. Loading ccxt takes half a second. */

import type ccxtModule from 'ccxt';
import type { Exchange } from 'ccxt';
import { quoted } from '../text/escape.ts';
import { suggestion } from '../text/suggest.ts';
import { UsageError } from '../errors.ts';
import { usableTimeframes } from './timeframes.ts';
import type { HistoryLength } from './venue-rules.ts';
import { limitsOf, rulesOf } from './venue-rules.ts';

type Ccxt = typeof ccxtModule;

export async function loadCcxt(): Promise<Ccxt> {
  return (await import('ccxt')).default;
}

/** What an exchange offers, as far as is known without a request. */
export interface Venue {
  /** Name for `fetch`. */
  readonly name: string;
  /** Its own name. */
  readonly title: string;
  /** Timeframes that can be fetched, shortest first. */
  readonly timeframes: readonly string[];
  /** The timeframe that `fetch` takes by default: a day, or the longest from which days can be built. */
  readonly defaultTimeframe: string;
  /** Candles per request. */
  readonly pageSize: number;
  readonly history: HistoryLength;
  /** Minimum milliseconds between requests. */
  readonly rateLimitMs: number;
}

/** Every exchange with candles, sorted by name. */
export async function listVenues(): Promise<readonly Venue[]> {
  const ccxt = await loadCcxt();
  return ccxt.exchanges
    .map((name) => create(ccxt, name))
    .filter(hasCandles)
    .map(toVenue);
}

/** One exchange; throws like `createExchange`. */
export async function findVenue(name: string): Promise<Venue> {
  return toVenue(createExchange(await loadCcxt(), name));
}

interface InstanceOptions {
  readonly userAgent?: string;
  readonly timeout?: number;
  readonly enableRateLimit?: boolean;
}

/**
 * An instance of an exchange with spot markets only.
 * @throws UsageError for a name that ccxt does not know, and for an exchange without candles
 */
export function createExchange(ccxt: Ccxt, name: string, options: InstanceOptions = {}): Exchange {
  if (!ccxt.exchanges.includes(name)) {
    const near = suggestion(name, ccxt.exchanges);
    throw new UsageError(`unknown exchange ${quoted(name)}`, {
      hint: near.startsWith('did you') ? near : 'see `hindcast exchanges`',
    });
  }
  const exchange = create(ccxt, name, options);
  if (!hasCandles(exchange)) {
    throw new UsageError(`${name} has no candles to fetch`, {
      hint: 'see `hindcast exchanges` for those with candles',
    });
  }
  return exchange;
}

function create(ccxt: Ccxt, name: string, options: InstanceOptions = {}): Exchange {
  const Class = (ccxt as unknown as Record<string, new (options: object) => Exchange>)[name];
  const exchange = new Class({ enableLastJsonResponse: true, ...options });
  // ccxt's class for BitoPro fills outages, and the time before the listing, with candles that it invents.
  if ('insertMissingCandles' in exchange)
    Object.assign(exchange, { insertMissingCandles: <T>(candles: T): T => candles });
  // Binance would ask three hosts for markets, others as many pages; only spot markets are needed.
  const fetchMarkets = (
    exchange.options as { readonly fetchMarkets?: { readonly types?: unknown } } | undefined
  )?.fetchMarkets;
  if (Array.isArray(fetchMarkets?.types) && fetchMarkets.types.includes('spot'))
    Object.assign(fetchMarkets, { types: ['spot'] });
  return exchange;
}

/** Candles per request, if ccxt knows. */
export function pageSizeByCcxt({ features }: Exchange): number | undefined {
  return (features as { spot?: { fetchOHLCV?: { limit?: number } } } | undefined)?.spot?.fetchOHLCV?.limit;
}

const hasCandles = (exchange: Exchange): boolean => exchange.has.fetchOHLCV === true;

function toVenue(exchange: Exchange): Venue {
  const { id, name, rateLimit } = exchange;
  const timeframes = usableTimeframes(Object.keys(exchange.timeframes), rulesOf(id).dayBegins);
  return {
    name: id,
    title: String(name),
    timeframes,
    defaultTimeframe: timeframes[timeframes.length - 1],
    ...limitsOf(id, pageSizeByCcxt(exchange)),
    rateLimitMs: rateLimit ?? 0,
  };
}
