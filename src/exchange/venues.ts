/** The exchanges that ccxt knows and that have candles, and an instance of one. ccxt takes half a second to load. */

import type ccxtModule from 'ccxt';
import type { Exchange } from 'ccxt';
import { quoted } from '../text/escape.ts';
import { suggestion } from '../text/suggest.ts';
import { UsageError } from '../errors.ts';
import { limitsOf } from './limits.ts';
import { divisorOfDay } from './names.ts';
import type { CandleSource } from './pager.ts';

type Ccxt = typeof ccxtModule;

export async function loadCcxt(): Promise<Ccxt> {
  return (await import('ccxt')).default;
}

/** What an exchange has, as far as can be said without asking it. */
export interface Venue {
  /** As `fetch` takes it. */
  readonly name: string;
  /** As it calls itself. */
  readonly title: string;
  /** Timeframes that can be fetched, shortest first. */
  readonly timeframes: readonly string[];
  /** Candles at once. */
  readonly pageSize: number;
  /** How far back: a number of candles, `recent` for few, `all`, or `unknown` until it is asked. */
  readonly history: CandleSource['history'];
  /** Milliseconds between requests that it asks for. */
  readonly rateLimitMs: number;
}

/** Every exchange with candles, by name. */
export async function listVenues(): Promise<readonly Venue[]> {
  const ccxt = await loadCcxt();
  return ccxt.exchanges
    .map((name) => create(ccxt, name))
    .filter(hasCandles)
    .map(toVenue);
}

/** One exchange; see `createExchange` for what is thrown. */
export async function findVenue(name: string): Promise<Venue> {
  return toVenue(createExchange(await loadCcxt(), name));
}

interface InstanceOptions {
  readonly userAgent?: string;
  readonly timeout?: number;
  readonly enableRateLimit?: boolean;
}

/**
 * An instance of an exchange that knows of spot markets only.
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
      hint: 'see `hindcast exchanges` for those that have',
    });
  }
  return exchange;
}

function create(ccxt: Ccxt, name: string, options: InstanceOptions = {}): Exchange {
  const Class = (ccxt as unknown as Record<string, new (options: object) => Exchange>)[name];
  const exchange = new Class({ enableLastJsonResponse: true, ...options });
  // Binance would ask three hosts for markets, others as many pages: only spot is of use.
  const fetchMarkets = (
    exchange.options as { readonly fetchMarkets?: { readonly types?: unknown } } | undefined
  )?.fetchMarkets;
  if (Array.isArray(fetchMarkets?.types) && fetchMarkets.types.includes('spot'))
    Object.assign(fetchMarkets, { types: ['spot'] });
  return exchange;
}

/** Candles at once, where ccxt says. */
export function pageSizeByCcxt({ features }: Exchange): number | undefined {
  return (features as { spot?: { fetchOHLCV?: { limit?: number } } } | undefined)?.spot?.fetchOHLCV?.limit;
}

const hasCandles = (exchange: Exchange): boolean => exchange.has.fetchOHLCV === true;

function toVenue(exchange: Exchange): Venue {
  const { id, name, timeframes, rateLimit } = exchange;
  return {
    name: id,
    title: String(name),
    timeframes: Object.keys(timeframes)
      .filter((timeframe) => divisorOfDay(timeframe) !== undefined)
      .toSorted((a, b) => divisorOfDay(a)! - divisorOfDay(b)!),
    ...limitsOf(id, pageSizeByCcxt(exchange)),
    rateLimitMs: rateLimit ?? 0,
  };
}
