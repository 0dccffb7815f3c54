/**
 * A connection to one exchange through ccxt, for its markets, its candles and its clock. Only public market data is
 * requested, and no key is ever read.
 */

import type { Exchange } from 'ccxt';
import type { Random } from '../math/random.ts';
import { firstAddress, setBaseUrl } from './base-url.ts';
import type { ExchangeClock } from './clock.ts';
import { createClock } from './clock.ts';
import type { ListedMarket } from './symbols.ts';
import { findMarket } from './symbols.ts';
import { candleSource, createConduct } from './candle-requests.ts';
import type { CandleSource } from './candle-source.ts';
import { proxyFor } from './proxy.ts';
import type { Requests } from './requests.ts';
import { createRequests } from './requests.ts';
import type { Patience } from './retry.ts';
import { createExchange, loadCcxt } from './venues.ts';

export interface ConnectionOptions {
  /** Replaces scheme and host of the exchange's own addresses. */
  readonly baseUrl?: string | undefined;
  readonly proxy?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The User-Agent header. */
  readonly userAgent: string;
  readonly retries: number;
  /** Whether requests keep the exchange's minimum interval. Default true. */
  readonly isThrottled?: boolean;
  readonly random: Random;
  /** The local clock, milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly sleep: Patience['sleep'];
  readonly onWait: Patience['onWait'];
  /** Ends the current request. */
  readonly signal: AbortSignal;
}

export interface ExchangeConnection {
  readonly exchange: string;
  readonly clock: ExchangeClock;
  /** The market of a symbol. Loads the exchange's markets the first time. */
  readonly market: (symbol: string) => Promise<ListedMarket>;
  /** Candles of a market. */
  readonly candles: (symbol: string, timeframe: string) => CandleSource;
  /** Replies so far. */
  readonly replies: () => number;
  /** Closes every socket. */
  readonly close: () => void;
  /** Sends the smallest request that the exchange has, to see whether it answers and to read its clock. */
  readonly ping: () => Promise<void>;
}

/** A reply must begin within this time. */
const TIMEOUT_MS = 30_000;

/**
 * A connection to an exchange. Nothing is sent yet.
 * @throws UsageError for an unknown exchange and for one without candles
 */
export async function connect(name: string, options: ConnectionOptions): Promise<ExchangeConnection> {
  const { userAgent, isThrottled = true } = options;
  const exchange = createExchange(await loadCcxt(), name, {
    userAgent,
    enableRateLimit: isThrottled,
    timeout: TIMEOUT_MS,
  });
  if (options.baseUrl !== undefined) setBaseUrl(exchange, options.baseUrl);
  const proxy = proxyFor(firstAddress(exchange), options.proxy, options.env);
  if (proxy !== undefined) exchange[proxy.isForHttp ? 'httpProxy' : 'httpsProxy'] = proxy.url;
  const clock = createClock(options.now);
  const requests = createRequests(exchange, { ...options, clock, usesProxy: proxy !== undefined });
  const conduct = createConduct(exchange, requests, clock);
  let markets: readonly ListedMarket[] | undefined;
  return {
    exchange: exchange.id,
    clock,
    async market(symbol) {
      markets ??= await loadMarkets(exchange, requests);
      return findMarket(exchange.id, symbol, markets);
    },
    candles: (symbol, timeframe) => candleSource(conduct, symbol, timeframe),
    replies: requests.replies,
    close() {
      for (const dispatcher of [exchange.fetchDispatcher, ...Object.values(exchange.proxyDictionaries)])
        void (dispatcher as { destroy?: () => Promise<void> } | undefined)?.destroy?.();
    },
    async ping() {
      if (exchange.has.fetchTime !== true) await loadMarkets(exchange, requests);
      else await requests.send('asking for the time', () => exchange.fetchTime(), Number.isFinite);
    },
  };
}

async function loadMarkets(exchange: Exchange, requests: Requests): Promise<readonly ListedMarket[]> {
  const loaded = await requests.send(
    'loading its markets',
    // ccxt remembers a first failure and repeats it, unless it is told to load again.
    () => exchange.loadMarkets(true),
    (all) => Object.keys(all).length > 0,
  );
  return Object.values(loaded) as readonly ListedMarket[];
}
