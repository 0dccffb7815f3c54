/**
 * A connection to one exchange through ccxt, for its markets, its candles and its clock. Only public market data is
 * requested, and no key is ever read.
 */

import path from 'node:path';
import type { Exchange } from 'ccxt';
import type { MarketColumn } from '../data/market-columns.ts';
import type { Random } from '../math/random.ts';
import { sha256 } from '../text/digest.ts';
import { firstAddress, setBaseUrl } from './base-url.ts';
import type { ExchangeClock } from './clock.ts';
import { createClock } from './clock.ts';
import type { ListedMarket } from './symbols.ts';
import { createMarketList } from './market-list.ts';
import { findMarket, isContractSymbol } from './symbols.ts';
import type { Ticker, TopMarkets, TopOptions } from './top-markets.ts';
import { noVolumes, topMarkets } from './top-markets.ts';
import type { Conduct } from './candle-requests.ts';
import { candleSource, createConduct } from './candle-requests.ts';
import type { CandleSource } from './candle-source.ts';
import { isPriceColumn, priceRulesOf } from './column-rules.ts';
import type { ColumnSource } from './column-source.ts';
import { columnSource } from './column-source.ts';
import { proxyFor } from './proxy.ts';
import type { Requests } from './requests.ts';
import { createRequests } from './requests.ts';
import type { Patience } from './retry.ts';
import type { MarketKind, VenueRules } from './venue-rules.ts';
import { rulesOf } from './venue-rules.ts';
import { checkColumn, createExchange, loadCcxt } from './venues.ts';

export interface ConnectionOptions {
  /** Whether contracts are wanted. Exchanges that have nothing else list them anyway. */
  readonly withContracts?: boolean;
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
  /** Where lists of markets are kept for a day. Default: nowhere. */
  readonly listFolder?: string | undefined;
}

export interface ExchangeConnection {
  readonly exchange: string;
  readonly clock: ExchangeClock;
  /**
   * The market of a symbol. Loads the exchange's markets the first time. If a list of today does not have it, the
   * exchange is asked again: it may be new.
   */
  readonly market: (symbol: string) => Promise<ListedMarket>;
  /** The spot markets in which most was traded in the last 24 hours. */
  readonly top: (options: TopOptions) => Promise<TopMarkets>;
  /** Candles of a market. */
  readonly candles: (symbol: string, timeframe: string) => CandleSource;
  /** A column of a contract. Throws UsageError if there is none. */
  readonly column: (listed: ListedMarket, timeframe: string, name: MarketColumn) => ColumnSource;
  /** Replies so far. */
  readonly replies: () => number;
  /** Closes every socket. */
  readonly close: () => void;
  /** Sends the smallest request that the exchange has, to see whether it answers and to read its clock. */
  readonly ping: () => Promise<void>;
}

/** A reply must begin within this time. */
const TIMEOUT_MS = 30_000;

interface Conducts {
  /** What is known of the markets of an exchange, by their symbols. */
  readonly of: (symbol: string) => Conduct;
  /** Of the candles of prices of contracts. */
  readonly ofColumn: (name: MarketColumn) => Conduct;
}

function conductsOf(
  exchange: Exchange,
  requests: Requests,
  clock: ExchangeClock,
  isRenamed: Conduct['isRenamed'],
): Conducts {
  const create = (kind: MarketKind, other?: VenueRules): Conduct =>
    createConduct(kind, exchange, requests, clock, other, isRenamed);
  const spot = create('spot');
  const contract = create('contract');
  const prices = new Map<MarketColumn, Conduct>();
  return {
    of: (symbol) => (isContractSymbol(symbol) || exchange.has.spot !== true ? contract : spot),
    ofColumn(name) {
      if (!isPriceColumn(name)) return contract;
      const known = prices.get(name);
      const conduct = known ?? create('contract', priceRulesOf(exchange.id, name));
      prices.set(name, conduct);
      return conduct;
    },
  };
}

/**
 * A connection to an exchange. Nothing is sent yet.
 * @throws UsageError for an unknown exchange and for one without candles
 */
export async function connect(name: string, options: ConnectionOptions): Promise<ExchangeConnection> {
  const { userAgent, isThrottled = true, withContracts = false, listFolder, baseUrl = '' } = options;
  const ccxt = await loadCcxt();
  const exchange = createExchange(ccxt, name, {
    withContracts,
    userAgent,
    enableRateLimit: isThrottled,
    timeout: TIMEOUT_MS,
  });
  if (options.baseUrl !== undefined) setBaseUrl(exchange, options.baseUrl);
  const proxy = proxyFor(firstAddress(exchange), options.proxy, options.env);
  if (proxy !== undefined) exchange[proxy.isForHttp ? 'httpProxy' : 'httpsProxy'] = proxy.url;
  const clock = createClock(options.now);
  const requests = createRequests(exchange, { ...options, clock, usesProxy: proxy !== undefined });
  // Another version may read the same answer in another way.
  const listName = `${exchange.id}-${sha256(JSON.stringify([userAgent, ccxt.version, baseUrl, withContracts])).slice(0, 12)}.json.gz`;
  // Where too old candles are refused, the first request needs the exchange's clock, which comes with the list.
  const isKept = listFolder !== undefined && rulesOf(exchange.id, 'spot').refusesOlder !== true;
  const list = createMarketList(exchange, requests, {
    file: isKept ? path.join(listFolder, listName) : undefined,
    now: options.now,
  });
  const conducts = conductsOf(exchange, requests, clock, list.isRenamed);
  return {
    exchange: exchange.id,
    clock,
    async market(symbol) {
      const listed = await list.load();
      try {
        return findMarket(exchange.id, symbol, listed);
      } catch (error) {
        if (!list.isKept()) throw error;
        return findMarket(exchange.id, symbol, await list.reload());
      }
    },
    async top(asked) {
      if (exchange.has.fetchTickers !== true) throw noVolumes(exchange.id);
      const kept = await list.load();
      const tickers = await askTickers(exchange, requests);
      const symbols = new Set(kept.map(({ symbol }) => symbol));
      if (!list.isKept() || tickers.every(({ symbol }) => symbol === undefined || symbols.has(symbol)))
        return topMarkets(exchange.id, kept, tickers, asked);
      // What is new today may be among the largest.
      return topMarkets(exchange.id, await list.reload(), await askTickers(exchange, requests), asked);
    },
    candles: (symbol, timeframe) => candleSource(conducts.of(symbol), symbol, timeframe),
    column(listed, timeframe, column) {
      checkColumn(ccxt, exchange, listed, column);
      return columnSource(conducts.ofColumn(column), listed, timeframe, column);
    },
    replies: requests.replies,
    close: () => closeSockets(exchange),
    async ping() {
      if (exchange.has.fetchTime !== true) await list.reload();
      else await requests.send('asking for the time', () => exchange.fetchTime(), Number.isFinite);
    },
  };
}

function closeSockets(exchange: Exchange): void {
  for (const dispatcher of [exchange.fetchDispatcher, ...Object.values(exchange.proxyDictionaries)])
    void (dispatcher as { destroy?: () => Promise<void> } | undefined)?.destroy?.();
}

/** @throws UsageError if the exchange does not tell them for all its markets at once */
async function askTickers(exchange: Exchange, requests: Requests): Promise<readonly Ticker[]> {
  exchange.options = { ...exchange.options, defaultType: 'spot' };
  const none: Record<string, Ticker> = {};
  const tickers = await requests.send(
    'asking for the volumes of its markets',
    async (): Promise<Record<string, Ticker>> => {
      try {
        return await exchange.fetchTickers();
      } catch (error) {
        if (error instanceof Error && /^(?:ArgumentsRequired|NotSupported)$/.test(error.name)) return none;
        throw error;
      }
    },
    (all) => all === none || Object.keys(all).length > 0,
  );
  if (tickers === none) throw noVolumes(exchange.id);
  return Object.values(tickers);
}
