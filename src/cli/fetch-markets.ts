/**
 * Brings markets up to date: exchanges side by side, the markets of each one after the other. A failure of one does not
 * stop the others.
 */

import type { MarketColumn } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { DiskFullError, HindcastError, NotFoundError } from '../errors.ts';
import type { ExchangeConnection } from '../exchange/connection.ts';
import type { CandleSource } from '../exchange/candle-source.ts';
import type { ColumnSource } from '../exchange/column-source.ts';
import type { ListedMarket } from '../exchange/symbols.ts';
import type { TopOptions } from '../exchange/top-markets.ts';
import type { ChosenMarkets, FetchedMarket } from '../report/inputs.ts';
import { formatCount, formatDuration, formatTime } from '../report/format/units.ts';
import { sleepUnless } from '../exchange/retry.ts';
import { expiryOf, isContractSymbol } from '../exchange/symbols.ts';
import { rulesOf } from '../exchange/venue-rules.ts';
import type { Lock, Store, StoredSeries } from '../store/store.ts';
import type { MarketUpdate, UpdateOptions } from '../store/update.ts';
import { startUpdate } from '../store/update.ts';
import { lockOf } from './if-busy.ts';
import { connectTo } from './exchange.ts';
import type { ExchangeFlags } from './exchange.ts';
import type { Sign } from './terminal/progress.ts';
import type { WatchContext } from './terminal/watch.ts';
import type { Host } from './host.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

/** What is done to one market. */
export type FetchWork = (
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  options: WorkOptions,
) => Promise<void>;

interface WorkOptions extends Pick<UpdateOptions, 'onProgress'> {
  /** A column of the market. Throws UsageError if there is none. */
  readonly column: (name: MarketColumn) => ColumnSource;
}

export interface FetchTask {
  /** Symbols are as they were written. */
  readonly markets: readonly Market[];
  /** What else to fetch: the largest markets of exchanges. */
  readonly choice?: Choice | undefined;
  readonly work: FetchWork;
}

export interface Choice extends TopOptions {
  /** With the timeframe to fetch. */
  readonly timeframes: ReadonlyMap<string, string>;
}

export interface FetchResult {
  /** Those that were named, then those that were chosen. */
  readonly markets: readonly FetchedMarket[];
  readonly chosen: readonly ChosenMarkets[];
  /** Those that an interruption, a deadline or a full disk has stopped, or kept from starting. */
  readonly unfinished: readonly Market[];
  /** Replies of the exchanges. */
  readonly requests: number;
  readonly warnings: readonly Warning[];
}

/** The results of all markets of a task, in its order, except those that an interruption or a full disk left out. */
export async function fetchMarkets(
  host: Host,
  store: Store,
  task: FetchTask,
  flags: ExchangeFlags,
  { signal, show }: WatchContext,
): Promise<FetchResult> {
  const named = task.markets.map(({ exchange }) => exchange);
  const exchanges = [...new Set([...named, ...(task.choice?.timeframes.keys() ?? [])])];
  // A full disk, or a bug, stops the other exchanges too.
  const stop = new AbortController();
  const signals = AbortSignal.any([signal, stop.signal]);
  const groups = await Promise.allSettled(
    exchanges.map(async (exchange) => {
      const lane = exchanges.length > 1 ? { lane: exchange } : {};
      const showHere = (sign: Sign): void => show({ ...sign, ...lane });
      const context = { host, store, flags, signal: signals, show: showHere, stopAll: () => stop.abort() };
      try {
        const group = await fetchGroup(exchange, task, context);
        if (exchanges.length > 1 && !signals.aborted)
          showHere({ text: endOf(exchange, group), share: 1, isStep: true });
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
    markets: [
      ...task.markets.flatMap((market) => results.get(market) ?? []),
      ...done.flatMap(({ others }) => others),
    ],
    chosen: done.flatMap(({ chosen }) => chosen ?? []),
    unfinished: done.flatMap(({ unfinished }) => unfinished),
    requests: done.reduce((sum, { requests }) => sum + requests, 0),
    warnings: done.flatMap(({ warnings }) => warnings),
  };
}

interface FetchedGroup {
  /** Those that were named. */
  readonly fetched: ReadonlyMap<Market, FetchedMarket>;
  readonly chosen: ChosenMarkets | undefined;
  /** Those that were chosen. */
  readonly others: readonly FetchedMarket[];
  readonly unfinished: readonly Market[];
  readonly requests: number;
  readonly warnings: readonly Warning[];
}

/** The last line of an exchange. */
function endOf(exchange: string, { fetched, others, chosen }: FetchedGroup): string {
  const results = [...fetched.values(), ...others, ...(chosen === undefined ? [] : [chosen])];
  const hasFailed = results.some(({ error }) => error !== undefined);
  return hasFailed ? `${exchange}: done, with failures` : `${exchange}: done`;
}

interface GroupContext extends WatchContext {
  readonly host: Host;
  readonly store: Store;
  readonly flags: ExchangeFlags;
  readonly stopAll: () => void;
}

/** What a task has of one exchange. */
async function fetchGroup(exchange: string, task: FetchTask, context: GroupContext): Promise<FetchedGroup> {
  const { host, store, flags, signal, show } = context;
  const named = task.markets.filter((market) => market.exchange === exchange);
  const timeframe = task.choice?.timeframes.get(exchange);
  let share = 0;
  const say = (text: string, done = share): void => {
    share = done;
    show({ text, share, isStep: true });
  };
  let connection: ExchangeConnection;
  try {
    connection = await connectTo(host, exchange, flags, {
      signal,
      withContracts: named.some(({ symbol }) => isContractSymbol(symbol)),
      onWait: ({ message }, ms) => say(`waiting ${formatDuration(ms / 1000)}: ${message}`),
    });
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const fetched = new Map(named.map((market) => [market, resultOf(store, startUpdate(market), error)]));
    const chosen = timeframe === undefined ? undefined : { exchange, timeframe, top: undefined, error };
    return { fetched, chosen, others: [], unfinished: [], requests: 0, warnings: [] };
  }
  const { work } = task;
  const warnings: Warning[] = [];
  const unfinished: Market[] = [];
  const turn = { ...context, work, warnings, unfinished, say };
  try {
    const fetched = await fetchInTurn(connection, named, turn);
    const chosen =
      timeframe === undefined || signal.aborted
        ? undefined
        : await choose(connection, task.choice!, timeframe, signal);
    const names = new Set([...fetched.values()].map(({ market }) => formatMarket(market)));
    const others = (chosen?.top?.markets ?? [])
      .map(({ symbol }) => ({ exchange, symbol, timeframe: timeframe! }))
      .filter((market) => !names.has(formatMarket(market)));
    const rest = await fetchInTurn(connection, others, turn);
    const steps = [...named, ...others].map((market) => market.timeframe);
    warnings.push(...clockWarnings(connection, steps));
    const requests = connection.replies();
    return { fetched, chosen, others: [...rest.values()], unfinished, requests, warnings };
  } finally {
    connection.close();
  }
}

interface TurnContext extends GroupContext {
  readonly work: FetchWork;
  /** Takes what is worth a warning. */
  readonly warnings: Warning[];
  /** Takes what was stopped, or not started. */
  readonly unfinished: Market[];
  readonly say: (text: string, share?: number) => void;
}

/** Markets of one exchange, until a signal. */
async function fetchInTurn(
  connection: ExchangeConnection,
  markets: readonly Market[],
  { host, store, flags, signal, stopAll, work, warnings, unfinished, say }: TurnContext,
): Promise<ReadonlyMap<Market, FetchedMarket>> {
  const fetched = new Map<Market, FetchedMarket>();
  const lock = (name: string) =>
    lockOf(store, name, flags, {
      sleep: sleepUnless(signal),
      onWait: ({ message }) => say(`waiting: ${message}`),
    });
  for (const [i, market] of markets.entries()) {
    if (signal.aborted) {
      unfinished.push(market);
      continue;
    }
    const onProgress = progressOf(host, (text, part) => say(text, (i + part) / markets.length));
    const one = await fetchOne(store, connection, startUpdate(market), { work, lock, onProgress, signal });
    if (one === undefined || one.isStopped) unfinished.push(market);
    if (one === undefined) continue; // interrupted before its first reply
    fetched.set(market, one.result);
    warnings.push(...one.warnings);
    if (one.result.error instanceof DiskFullError) stopAll();
  }
  return fetched;
}

/** The largest markets of an exchange; `undefined` if interrupted. */
async function choose(
  connection: ExchangeConnection,
  choice: Choice,
  timeframe: string,
  signal: AbortSignal,
): Promise<ChosenMarkets | undefined> {
  const { exchange } = connection;
  try {
    return { exchange, timeframe, top: await connection.top(choice), error: undefined };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof HindcastError) return { exchange, timeframe, top: undefined, error };
    throw error;
  }
}

const MINUTE_MS = 60_000;

/** Says how far the update of a market has come, and which part of it is done. */
function progressOf(host: Host, say: (text: string, part: number) => void): UpdateOptions['onProgress'] {
  const started = host.monotonicMs();
  return ({ update: { market, inserted }, through, from, to, column }) => {
    if (column !== undefined)
      return say(
        `${formatMarket(market)} ${column} ${formatTime(Math.floor(through / MINUTE_MS) * MINUTE_MS)}`,
        within(through, from, to),
      );
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

interface Finished {
  readonly result: FetchedMarket;
  readonly warnings: readonly Warning[];
  /** Whether it was interrupted. */
  readonly isStopped: boolean;
}

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
): Promise<Finished | undefined> {
  let update = asked;
  const warnings: Warning[] = [];
  const done = (error?: HindcastError): Finished => ({
    result: resultOf(store, update, error),
    warnings,
    isStopped: false,
  });
  try {
    const { timeframe } = asked.market;
    connection.candles(asked.market.symbol, timeframe); // throws for an unknown timeframe before any request
    const listed = await connection.market(asked.market.symbol);
    const market: Market = { ...asked.market, symbol: listed.symbol };
    update = startUpdate(market);
    const source = connection.candles(listed.symbol, timeframe);
    warnings.push(...marketWarnings(market, listed, source));
    const lock = await take(formatMarket(market));
    if (lock === undefined) {
      warnings.push(
        noteOf(`${formatMarket(market)}: another process is working on it; skipped (\`--if-busy skip\`)`),
      );
      return done();
    }
    try {
      await work(store, source, update, {
        onProgress,
        column: (name) => connection.column(listed, timeframe, name),
      });
    } finally {
      lock.release();
    }
    return done(noneClosed(store, source, update, connection.exchange));
  } catch (error) {
    if (signal.aborted) return update === asked ? undefined : { ...done(), isStopped: true };
    if (hasEnded(error, store.find(asked.market), connection.clock.now(), warnings)) return done();
    if (error instanceof HindcastError) return done(error);
    throw error;
  }
}

/** The error for a market of which nothing is stored. If the exchange does not go back so far, another message says so. */
function noneClosed(
  store: Store,
  source: CandleSource,
  { market, historyLimit }: MarketUpdate,
  exchange: string,
): NotFoundError | undefined {
  if (store.find(market) !== undefined || historyLimit !== undefined) return undefined;
  return new NotFoundError(`${exchange} has no closed candles of \`${source.name}\` in this span`, {
    hint: 'try an earlier `--since`',
  });
}

/** What is worth knowing of a market before its candles come. */
function marketWarnings(
  market: Market,
  listed: ListedMarket,
  { hasVolume }: CandleSource,
): readonly Warning[] {
  const name = formatMarket(market);
  return [
    ...(listed.active === false
      ? [warningOf(`${name} is no longer traded; its existing candles are fetched`)]
      : []),
    ...(!isContractSymbol(market.symbol) && rulesOf(market.exchange, 'spot').isVolumeInQuote === true
      ? [noteOf(`the volume of ${name} is in ${listed.quote}, not in ${listed.base}`)]
      : []),
    ...(hasVolume === false
      ? [
          noteOf(
            `${name}: the volume is missing, because ${market.exchange} does not give it in ${listed.base}`,
          ),
        ]
      : []),
  ];
}

/** Whether nothing can be fetched because a stored contract has expired, and the exchange no longer lists it. Adds a warning. */
function hasEnded(
  error: unknown,
  stored: StoredSeries | undefined,
  now: number,
  warnings: Warning[],
): boolean {
  if (!(error instanceof NotFoundError) || stored === undefined) return false;
  const expiry = expiryOf(stored.symbol);
  if (expiry === undefined || now < expiry) return false;
  warnings.push(
    noteOf(
      `${formatMarket(stored)} has expired, and ${stored.exchange} no longer lists it; its candles end with ${formatTime(stored.last)}`,
    ),
  );
  return true;
}

function within(through: number, from: number, to: number): number {
  return to > from ? Math.min(1, Math.max(0, (through - from) / (to - from))) : 1;
}

/** A wrong clock makes open candles look closed, or closed ones open. */
function clockWarnings(
  { exchange, clock }: ExchangeConnection,
  timeframes: readonly string[],
): readonly Warning[] {
  const ahead = clock.aheadMs() ?? 0;
  const limit = timeframes.includes('1s') ? 2_000 : 5_000; // a `Date` header is up to a second old, and the reply takes time
  if (Math.abs(ahead) < limit) return [];
  const how = ahead > 0 ? 'ahead of' : 'behind';
  return [
    warningOf(
      `the clock of this machine is ${formatDuration(Math.abs(ahead) / 1000)} ${how} that of ${exchange}; a candle counts as closed when it is closed by both clocks`,
    ),
  ];
}
