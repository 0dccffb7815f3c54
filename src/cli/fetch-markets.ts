/** Brings markets up to date, one after the other. A failure of one does not stop the others. */

import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { DiskFullError, HindcastError, NotFoundError, PartialError, UsageError } from '../errors.ts';
import type { ExchangeConnection } from '../exchange/connection.ts';
import type { CandleSource } from '../exchange/candle-source.ts';
import type { FetchedMarket } from '../report/inputs.ts';
import { limitWarning } from '../report/text/fetched.ts';
import { formatCount, formatDuration, formatTime } from '../report/format/units.ts';
import { sleepUnless } from '../exchange/retry.ts';
import { rulesOf } from '../exchange/venue-rules.ts';
import type { Lock, Store } from '../store/store.ts';
import type { MarketUpdate, UpdateOptions } from '../store/update.ts';
import { startUpdate } from '../store/update.ts';
import { lockOf } from './if-busy.ts';
import { connectTo } from './exchange.ts';
import type { ExchangeFlags } from './exchange.ts';
import { warn } from './terminal/print.ts';
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
  readonly exchange: string;
  /** As they were written. */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly work: FetchWork;
}

export interface FetchResult {
  readonly markets: readonly FetchedMarket[];
  /** Replies of the exchange. */
  readonly requests: number;
  readonly warnings: readonly string[];
}

/** Every market of a task, until one fails in a way that would stop the others too. */
export async function fetchMarkets(
  host: Host,
  store: Store,
  { exchange, symbols, timeframe, work }: FetchTask,
  flags: ExchangeFlags,
  { signal, show }: WatchContext,
): Promise<FetchResult> {
  let share = 0;
  const connection = await connectTo(host, exchange, flags, {
    signal,
    onWait: ({ message }, ms) =>
      show({ text: `waiting ${formatDuration(ms / 1000)}: ${message}`, share, isStep: true }),
  });
  const markets: FetchedMarket[] = [];
  const warnings: string[] = [];
  try {
    connection.candles(symbols[0], timeframe); // throws for an unknown timeframe before any request
    for (const [i, text] of symbols.entries()) {
      share = i / symbols.length;
      const started = host.monotonicMs();
      const update = startUpdate({ exchange: connection.exchange, symbol: text, timeframe });
      const onProgress: UpdateOptions['onProgress'] = ({
        update: { market, inserted },
        through,
        from,
        to,
      }) => {
        share = (i + within(through, from, to)) / symbols.length;
        const rate = Math.round((1000 * inserted) / (host.monotonicMs() - started));
        const counts = `${formatCount(inserted)} new, ${formatCount(rate)}/s`;
        show({ text: `${formatMarket(market)} ${formatTime(through)} · ${counts}`, share, isStep: true });
      };
      const lock = (name: string) =>
        lockOf(store, name, flags, {
          sleep: sleepUnless(signal),
          onWait: ({ message }) => show({ text: `waiting: ${message}`, share, isStep: true }),
        });
      const fetched = await fetchOne(store, connection, update, { work, lock, onProgress, signal });
      if (fetched === undefined) break; // interrupted before its first reply
      markets.push(fetched.result);
      warnings.push(...fetched.warnings);
      const { error } = fetched.result;
      if (signal.aborted || error instanceof UsageError || error instanceof DiskFullError) break;
    }
    return {
      markets,
      requests: connection.replies(),
      warnings: [...warnings, ...clockWarnings(connection, timeframe)],
    };
  } finally {
    connection.close();
  }
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
): Promise<{ readonly result: FetchedMarket; readonly warnings: readonly string[] } | undefined> {
  let update = asked;
  const warnings: string[] = [];
  const done = (error?: HindcastError) => ({
    result: { market: update.market, update, series: store.find(update.market), error },
    warnings,
  });
  try {
    const { timeframe } = asked.market;
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
    // Where the exchange does not go back so far, that is said instead.
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

/**
 * Throws the error of a task, to be called after its results are printed: that of the market if all failed, else that
 * some failed, or that an exchange does not go back as far as requested.
 */
export function throwIfFailed(
  markets: readonly FetchedMarket[],
  { allowPartial }: { readonly allowPartial: boolean },
): void {
  const failed = markets.filter(({ error }) => error !== undefined);
  const [first] = failed;
  if (first?.error !== undefined) {
    if (failed.length === markets.length) throw first.error;
    throw new PartialError(
      `${failed.length} of ${markets.length} markets failed, the others are up to date: ${failed.map(({ market }) => formatMarket(market)).join(', ')}`,
      { hint: first.error.hint, cause: first.error },
    );
  }
  const limited = markets.find(({ update }) => update.historyLimit !== undefined);
  if (limited !== undefined && !allowPartial)
    throw new PartialError(limitWarning(limited)!, { hint: limitHint(limited.market) });
}

/** Where older candles come from. */
function limitHint(market: Market): string {
  const { archive } = rulesOf(market.exchange);
  const line = `\`hindcast import FILE --as ${formatMarket(market)}\``;
  const source =
    archive === undefined ? `import older candles from a file with ${line}` : `${archive}: ${line}`;
  return `${source}; or accept the shorter history with \`--allow-partial\``;
}

/** The error of a task that its deadline has stopped. */
export function tooLate(deadlineMs: number): PartialError {
  return new PartialError(`stopped after ${formatDuration(deadlineMs / 1000)} (\`--deadline\`)`, {
    hint: 'what is stored is complete; the same command continues from there',
  });
}

/** Warns of each market that failed, if there are several: the final error names only the first. */
export function warnOfFailures(host: Host, markets: readonly FetchedMarket[]): void {
  if (markets.length < 2) return;
  for (const { market, error } of markets)
    if (error !== undefined) warn(host, `${formatMarket(market)}: ${error.message}`);
}

function within(through: number, from: number, to: number): number {
  return to > from ? Math.min(1, Math.max(0, (through - from) / (to - from))) : 1;
}

/** A wrong clock makes open candles look closed, or closed ones open. */
function clockWarnings({ exchange, clock }: ExchangeConnection, timeframe: string): readonly string[] {
  const ahead = clock.aheadMs() ?? 0;
  const limit = timeframe === '1s' ? 2_000 : 5_000; // a `Date` header is up to a second old, and the reply takes time
  if (Math.abs(ahead) < limit) return [];
  const how = ahead > 0 ? 'ahead of' : 'behind';
  return [
    `the clock of this machine is ${formatDuration(Math.abs(ahead) / 1000)} ${how} that of ${exchange}; a candle counts as closed when it is closed by both clocks`,
  ];
}
