/**
 * The door to ccxt: one exchange, asked one thing at a time. Nothing but public market data is ever asked for, and no
 * key is read from anywhere.
 */

import type { Exchange } from 'ccxt';
import { UsageError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import type { ExchangeClock } from './clock.ts';
import { createClock } from './clock.ts';
import type { Reply } from './failure.ts';
import { failureOf, malformed } from './failure.ts';
import { limitsOf } from './limits.ts';
import type { ListedMarket } from './names.ts';
import { findMarket, timeframeMs } from './names.ts';
import type { CandleSource } from './pager.ts';
import { proxyFor } from './proxy.ts';
import type { Patience } from './retry.ts';
import { withRetries } from './retry.ts';
import type { ExchangeRow } from './rows.ts';
import { createExchange, loadCcxt, pageSizeByCcxt } from './venues.ts';

export interface ConnectionOptions {
  /** Asked instead of the exchange's own addresses: all of them keep their paths. */
  readonly baseUrl?: string | undefined;
  readonly proxy?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How we introduce ourselves. */
  readonly userAgent: string;
  readonly retries: number;
  /** Whether requests keep the distance that the exchange asks for; they do unless said. */
  readonly isThrottled?: boolean;
  readonly random: Random;
  /** The clock here, milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly sleep: Patience['sleep'];
  readonly onWait: Patience['onWait'];
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

export interface ExchangeConnection {
  readonly exchange: string;
  readonly clock: ExchangeClock;
  /** The market that a symbol names. Asks the exchange for its markets the first time. */
  readonly market: (symbol: string) => Promise<ListedMarket>;
  /** Candles of a market. */
  readonly candles: (symbol: string, timeframe: string) => CandleSource;
  /** Replies so far. */
  readonly replies: () => number;
  /** Drops every socket. */
  readonly close: () => void;
  /** Asks for as little as the exchange has, the time mostly: whether it answers, and what its clock says. */
  readonly ping: () => Promise<void>;
}

/** A reply whose beginning does not come for so long is given up. */
const TIMEOUT_MS = 30_000;
/** So long a whole call may take, waiting for its turn and a slow line included. */
const DEADLINE_MS = 180_000;

/**
 * A connection to an exchange. Nothing is asked yet.
 * @throws UsageError for an exchange that is not there or has no candles
 */
export async function connect(name: string, options: ConnectionOptions): Promise<ExchangeConnection> {
  const ccxt = await loadCcxt();
  const { userAgent, isThrottled = true } = options;
  const exchange = createExchange(ccxt, name, {
    userAgent,
    enableRateLimit: isThrottled,
    timeout: TIMEOUT_MS,
  });
  const id = exchange.id;
  if (options.baseUrl !== undefined) exchange.urls.api = rebased(exchange.urls.api, options.baseUrl);
  const proxy = proxyFor(firstAddress(exchange), options.proxy, options.env);
  if (proxy !== undefined) exchange[proxy.isForHttp ? 'httpProxy' : 'httpsProxy'] = proxy.url;
  const clock = createClock(options.now);
  const patience: Patience = options;
  let replies = 0;
  let reply: Reply | undefined;

  // The one place that sees every reply as it came: status, headers and body.
  const before = exchange.onRestResponse.bind(exchange);
  exchange.onRestResponse = (status: number, ...rest: unknown[]) => {
    const [, , , headers, body] = rest as [unknown, unknown, unknown, Record<string, string>, string];
    replies++;
    reply = { status, headers, body };
    clock.note(headers.Date);
    return before(status, ...(rest as [string, string, string, string, string, string, string])) as string;
  };

  /** What one call gives, with the failures that come of it. `check` says whether a reply holds what was asked for. */
  const once = async <T>(task: string, work: () => Promise<T>, check: (value: T) => boolean): Promise<T> => {
    reply = undefined;
    exchange.last_json_response = undefined;
    exchange.last_response_headers = undefined;
    exchange.last_request_url = undefined;
    try {
      const value = await raced(work(), options.signal);
      if (check(value)) return value;
    } catch (thrown) {
      if (options.signal.aborted) throw thrown;
      const context = {
        exchange: id,
        task,
        reply,
        wasSent: exchange.last_request_url !== undefined,
        usesProxy: proxy !== undefined,
        now: clock.now(),
      };
      throw failureOf(thrown, context) ?? thrown;
    }
    throw malformed(id, task, reply);
  };
  const ask = <T>(task: string, work: () => Promise<T>, check: (value: T) => boolean): Promise<T> =>
    withRetries(() => once(task, work, check), patience);

  let markets: readonly ListedMarket[] | undefined;
  const loadMarkets = async (): Promise<readonly ListedMarket[]> => {
    // A first failure is remembered by ccxt and repeated for ever, unless it is told to load again.
    const loaded = await ask(
      'loading its markets',
      () => exchange.loadMarkets(true),
      (all) => Object.keys(all).length > 0,
    );
    return Object.values(loaded) as readonly ListedMarket[];
  };

  const candles = (symbol: string, timeframe: string): CandleSource => {
    const offered = Object.keys(exchange.timeframes);
    const ms = timeframeMs(id, timeframe, offered);
    const { pageSize, history } = limitsOf(id, pageSizeByCcxt(exchange));
    const source = `${id}:${symbol}:${timeframe}`;
    return {
      name: source,
      ms,
      pageSize,
      history,
      daily: timeframe !== '1d' && offered.includes('1d') ? candles(symbol, '1d') : undefined,
      now: clock.now,
      fetchRows: (since, limit) =>
        ask(
          `fetching ${symbol}`,
          () => exchange.fetchOHLCV(symbol, timeframe, since, limit) as Promise<readonly ExchangeRow[]>,
          // ccxt makes an empty list of HTML, of JSON that breaks off and of an empty object.
          (rows) => rows.length > 0 || isEmptyAnswer(exchange.last_json_response),
        ),
    };
  };

  return {
    exchange: id,
    clock,
    async market(symbol) {
      markets ??= await loadMarkets();
      return findMarket(id, symbol, markets);
    },
    candles,
    replies: () => replies,
    close() {
      for (const dispatcher of [exchange.fetchDispatcher, ...Object.values(exchange.proxyDictionaries)])
        void (dispatcher as { destroy?: () => Promise<void> } | undefined)?.destroy?.();
    },
    async ping() {
      if (exchange.has.fetchTime !== true) {
        await loadMarkets();
        return;
      }
      await ask(
        'asking for the time',
        () => exchange.fetchTime(),
        (time) => Number.isFinite(time),
      );
    },
  };
}

/** Whether JSON says "no candles": an empty list, or a null, somewhere else than where errors are named. */
export function isEmptyAnswer(json: unknown): boolean {
  if (json === null) return true;
  if (typeof json !== 'object') return false;
  if (Array.isArray(json)) return true;
  return Object.entries(json).some(([key, value]) => !/^errors?$/i.test(key) && isEmptyAnswer(value));
}

/** The address in every string, at any depth, with the paths kept. */
function rebased<T>(api: T, baseUrl: string): T {
  if (typeof api === 'string') return api.replace(/^[a-z]+:\/\/[^/]+/, baseOf(baseUrl)) as T;
  if (typeof api !== 'object' || api === null) return api;
  return Object.fromEntries(Object.entries(api).map(([key, value]) => [key, rebased(value, baseUrl)])) as T;
}

function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '')
    return text.replace(/\/+$/, '');
  throw new UsageError('expected `--base-url` to be an http or https URL without user and query', {
    hint: 'for example `http://127.0.0.1:8080`',
  });
}

/** The first address of an exchange, by which the proxy is chosen. */
function firstAddress(exchange: Exchange): URL {
  const find = (api: unknown): string | undefined => {
    if (typeof api === 'string') return api;
    return typeof api === 'object' && api !== null ? Object.values(api).map(find).find(Boolean) : undefined;
  };
  const text = (find(exchange.urls.api) ?? '').replaceAll('{hostname}', exchange.hostname ?? 'localhost');
  return new URL(URL.canParse(text) ? text : 'https://localhost');
}

/** `work`, unless `signal` or the deadline comes first: ccxt does not watch a body that stops halfway. */
async function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const other = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    timer = setTimeout(() => reject(new Error(`no whole reply within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
  });
  work.catch(() => {}); // what comes of it after the race is over
  try {
    return await Promise.race([work, other]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
