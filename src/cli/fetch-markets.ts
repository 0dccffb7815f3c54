/**
 * Brings markets up to date: exchanges side by side, the markets of each one after the other. A failure of one does not
 * stop the others.
 */

import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { DiskFullError, HindcastError, NotFoundError } from '../errors.ts';
import type { ExchangeConnection } from '../exchange/connection.ts';
import type { CandleSource } from '../exchange/candle-source.ts';
import type { FetchedMarket } from '../report/inputs.ts';
import { formatCount, formatDuration, formatTime } from '../report/format/units.ts';
import { sleepUnless } from '../exchange/retry.ts';
import type { Lock, Store } from '../store/store.ts';
import type { MarketUpdate, UpdateOptions } from '../store/update.ts';
import { startUpdate } from '../store/update.ts';
import { lockOf } from './if-busy.ts';
import { connectTo } from './exchange.ts';
import type { ExchangeFlags } from './exchange.ts';
import type { Sign } from './terminal/progress.ts';
import type { WatchContext } from './terminal/watch.ts';
import type { Host } from './host.ts';

/** What is done to one market. */
export type FetchWork = (
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  options: Pick<UpdateOptions, 'onProgress'>,
) => Promise<void>;

export interface FetchTask {
  /** Symbols are as they were written. */
  readonly markets: readonly Market[];
  readonly work: FetchWork;
}

export interface FetchResult {
  readonly markets: readonly FetchedMarket[];
  /** Replies of the exchanges. */
  readonly requests: number;
  readonly warnings: readonly string[];
}

/** The results of all markets of a task, in its order, except those that an interruption or a full disk left out. */
export async function fetchMarkets(
  host: Host,
  store: Store,
  task: FetchTask,
  flags: ExchangeFlags,
  { signal, show }: WatchContext,
): Promise<FetchResult> {
  const exchanges = [...new Set(task.markets.map(({ exchange }) => exchange))];
  // A full disk, or a bug, stops the other exchanges too.
  const stop = new AbortController();
  const signals = AbortSignal.any([signal, stop.signal]);
  const groups = await Promise.allSettled(
    exchanges.map(async (exchange) => {
      const lane = exchanges.length > 1 ? { lane: exchange } : {};
      const context = { signal: signals, show: (sign: Sign) => show({ ...sign, ...lane }) };
      try {
        const group = await fetchGroup(host, store, exchange, task, flags, context, () => stop.abort());
        if (exchanges.length > 1) context.show({ text: `${exchange}: done`, share: 1, isStep: true });
        return group;
      } catch (error) {
        stop.abort();
        throw error;
      }
    }),
  );
  const done = groups.map((group) => {
    if (group.status === 'rejected') throw group.reason;
    return group.value;
  });
  const results = new Map(done.flatMap(({ fetched }) => [...fetched]));
  return {
    markets: task.markets.flatMap((market) => results.get(market) ?? []),
    requests: done.reduce((sum, { requests }) => sum + requests, 0),
    warnings: done.flatMap(({ warnings }) => warnings),
  };
}

interface FetchedGroup {
  readonly fetched: ReadonlyMap<Market, FetchedMarket>;
  readonly requests: number;
  readonly warnings: readonly string[];
}

/** The markets of a task that are of one exchange. */
async function fetchGroup(
  host: Host,
  store: Store,
  exchange: string,
  { markets: all, work }: FetchTask,
  flags: ExchangeFlags,
  { signal, show }: WatchContext,
  stopAll: () => void,
): Promise<FetchedGroup> {
  const markets = all.filter((market) => market.exchange === exchange);
  const fetched = new Map<Market, FetchedMarket>();
  const warnings: string[] = [];
  let share = 0;
  const say = (text: string): void => show({ text, share, isStep: true });
  let connection: ExchangeConnection;
  try {
    connection = await connectTo(host, exchange, flags, {
      signal,
      onWait: ({ message }, ms) => say(`waiting ${formatDuration(ms / 1000)}: ${message}`),
    });
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    for (const market of markets) fetched.set(market, resultOf(store, startUpdate(market), error));
    return { fetched, requests: 0, warnings };
  }
  try {
    for (const [i, market] of markets.entries()) {
      if (signal.aborted) break;
      share = i / markets.length;
      const update = startUpdate(market);
      const onProgress = progressOf(host, (text, part) => {
        share = (i + part) / markets.length;
        say(text);
      });
      const lock = (name: string) =>
        lockOf(store, name, flags, {
          sleep: sleepUnless(signal),
          onWait: ({ message }) => say(`waiting: ${message}`),
        });
      const one = await fetchOne(store, connection, update, { work, lock, onProgress, signal });
      if (one === undefined) break; // interrupted before its first reply
      fetched.set(market, one.result);
      warnings.push(...one.warnings);
      if (one.result.error instanceof DiskFullError) stopAll();
    }
    const timeframes = markets.map(({ timeframe }) => timeframe);
    return {
      fetched,
      requests: connection.replies(),
      warnings: [...warnings, ...clockWarnings(connection, timeframes)],
    };
  } finally {
    connection.close();
  }
}

/** Says how far the update of a market has come, and which part of it is done. */
function progressOf(host: Host, say: (text: string, part: number) => void): UpdateOptions['onProgress'] {
  const started = host.monotonicMs();
  return ({ update: { market, inserted }, through, from, to }) => {
    const rate = Math.round((1000 * inserted) / (host.monotonicMs() - started));
    const counts = `${formatCount(inserted)} new, ${formatCount(rate)}/s`;
    say(`${formatMarket(market)} ${formatTime(through)} · ${counts}`, within(through, from, to));
  };
}

const resultOf = (store: Store, update: MarketUpdate, error?: HindcastError): FetchedMarket => ({
  market: update.market,
  update,
  series: store.find(update.market),
  error,
});

async function fetchOne(
  store: Store,
  connection: ExchangeConnection,
  asked: MarketUpdate,
  {
    work,
    lock: take,
    onProgress,
    signal,
  }: Pick<FetchTask, 'work'> & {
    readonly lock: (name: string) => Promise<Lock | undefined>;
  } & Pick<UpdateOptions, 'onProgress'> &
    Pick<WatchContext, 'signal'>,
): Promise<{ readonly result: FetchedMarket; readonly warnings: readonly string[] } | undefined> {
  let update = asked;
  const warnings: string[] = [];
  const done = (error?: HindcastError) => ({ result: resultOf(store, update, error), warnings });
  try {
    const { timeframe } = asked.market;
    connection.candles(asked.market.symbol, timeframe); // throws for an unknown timeframe before any request
    const listed = await connection.market(asked.market.symbol);
    const market: Market = { ...asked.market, symbol: listed.symbol };
    update = startUpdate(market);
    if (listed.active === false)
      warnings.push(`${formatMarket(market)} is no longer traded; its existing candles are fetched`);
    const source = connection.candles(listed.symbol, timeframe);
    const lock = await take(formatMarket(market));
    if (lock === undefined) {
      warnings.push(
        `${formatMarket(market)}: another process is working on it; skipped (\`--if-busy skip\`)`,
      );
      return done();
    }
    try {
      await work(store, source, update, { onProgress });
    } finally {
      lock.release();
    }
    // If the exchange does not go back so far, another message says so.
    const isThere = store.find(market) !== undefined || update.historyLimit !== undefined;
    return done(
      isThere
        ? undefined
        : new NotFoundError(
            `${connection.exchange} has no closed candles of \`${source.name}\` in this span`,
            {
              hint: 'try an earlier `--since`',
            },
          ),
    );
  } catch (error) {
    if (signal.aborted) return update === asked ? undefined : done();
    if (error instanceof HindcastError) return done(error);
    throw error;
  }
}

function within(through: number, from: number, to: number): number {
  return to > from ? Math.min(1, Math.max(0, (through - from) / (to - from))) : 1;
}

/** A wrong clock makes open candles look closed, or closed ones open. */
function clockWarnings(
  { exchange, clock }: ExchangeConnection,
  timeframes: readonly string[],
): readonly string[] {
  const ahead = clock.aheadMs() ?? 0;
  const limit = timeframes.includes('1s') ? 2_000 : 5_000; // a `Date` header is up to a second old, and the reply takes time
  if (Math.abs(ahead) < limit) return [];
  const how = ahead > 0 ? 'ahead of' : 'behind';
  return [
    `the clock of this machine is ${formatDuration(Math.abs(ahead) / 1000)} ${how} that of ${exchange}; a candle counts as closed when it is closed by both clocks`,
  ];
}
