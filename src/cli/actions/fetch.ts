/** What `hindcast fetch` does, step by step. */

import { formatMarket } from '../../data/market.ts';
import { formatTime } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import { fetchedJson } from '../../report/json/fetched.ts';
import { revisionWarnings } from '../../report/text/candle-update.ts';
import { limitWarning, renderFetched } from '../../report/text/fetched.ts';
import { updateMarket } from '../../store/update.ts';
import type { ExchangeFlags } from '../exchange.ts';
import type { FetchResult, FetchTask } from '../fetch-markets.ts';
import { fetchMarkets, throwIfFailed, tooLate, warnOfFailures } from '../fetch-markets.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { duration, moment } from '../options/parse.ts';
import type { StoreFlags } from '../store.ts';
import { withStore } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import { watch } from '../terminal/watch.ts';

export interface FetchFlags extends CommonFlags, StoreFlags, ExchangeFlags {
  readonly timeframe?: string;
  readonly since?: string;
  readonly until?: string;
  readonly allowPartial?: true;
  readonly deadline?: string;
}

/** Fetches the markets, prints what is new, then throws what failed. */
export async function fetchSymbols(
  host: Host,
  exchange: string,
  symbols: readonly string[],
  flags: FetchFlags,
): Promise<void> {
  const { timeframe, warnings } = await timeframeOf(exchange, symbols, flags);
  const task = taskOf(exchange, symbols, timeframe, flags);
  const deadlineMs = flags.deadline === undefined ? undefined : duration(flags.deadline, '--deadline');
  const deadline = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
  checkSymbols(symbols);
  const isQuiet = flags.quiet === true;
  const { value, throwIfInterrupted } = await watch(host, { isQuiet }, ({ signal, show }) =>
    withStore(host, flags, (store) =>
      fetchMarkets(host, store, task, flags, {
        signal: deadline ? AbortSignal.any([signal, deadline]) : signal,
        show,
      }),
    ),
  );
  const isLate = deadline?.aborted === true; // read before anything is printed
  const result = { ...value, warnings: [...warnings, ...value.warnings] };
  printFetched(host, result, flags);
  throwIfInterrupted('what is stored is complete; the same command continues from there');
  if (isLate) throw tooLate(deadlineMs!);
  throwIfFailed(result.markets, { allowPartial: flags.allowPartial === true });
}

/** The timeframe to fetch: days, unless another is named, or days have to be built. */
async function timeframeOf(
  exchange: string,
  [symbol]: readonly string[],
  flags: FetchFlags,
): Promise<{ readonly timeframe: string; readonly warnings: readonly string[] }> {
  if (flags.timeframe !== undefined) return { timeframe: flags.timeframe, warnings: [] };
  const { findVenue } = await import('../../exchange/venues.ts');
  const { name, defaultTimeframe: timeframe } = await findVenue(exchange);
  if (timeframe === DAYS) return { timeframe, warnings: [] };
  const days = formatMarket({ exchange: name, symbol, timeframe: DAYS });
  const warning = `${name} has no candles of a day that open at midnight UTC: candles of ${timeframe} are fetched, and \`${days}\` is built from them`;
  return { timeframe, warnings: [warning] };
}

const DAYS = '1d';

function taskOf(
  exchange: string,
  symbols: readonly string[],
  timeframe: string,
  flags: FetchFlags,
): FetchTask {
  const since = flags.since === undefined ? undefined : moment(flags.since, '--since');
  const until = flags.until === undefined ? undefined : moment(flags.until, '--until');
  if (since !== undefined && until !== undefined && until <= since) {
    throw new UsageError(`expected \`--until\` after \`--since\`, got ${flags.until} after ${flags.since}`, {
      hint: 'candles open from `--since` on, and before `--until`',
    });
  }
  return {
    exchange,
    symbols,
    timeframe,
    work: (store, source, update, { onProgress }) =>
      updateMarket(store, source, update, { since, until, onProgress }),
  };
}

function checkSymbols(symbols: readonly string[]): void {
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) !== i);
  if (twice !== undefined)
    throw new UsageError(`symbol \`${twice}\` is named twice`, { hint: 'name each symbol once' });
}

function printFetched(host: Host, result: FetchResult, flags: FetchFlags): void {
  const { markets } = result;
  const warnsOfLimits = flags.allowPartial === true || markets.length > 1;
  const warnings = [
    ...result.warnings,
    ...markets.flatMap(({ market, update }) => revisionWarnings({ market, written: update })),
    ...(warnsOfLimits ? markets.flatMap((market) => limitWarning(market) ?? []) : []),
  ];
  for (const warning of warnings) warn(host, warning);
  warnOfFailures(host, markets);
  host.noteFacts({
    markets: markets.map(({ market, series, update }) => ({
      market: formatMarket(market),
      inserted: update.inserted,
      revised: update.revisions.length,
      last: series === undefined ? null : formatTime(series.last),
    })),
  });
  if (markets.every(({ series, error }) => series === undefined && error !== undefined)) return;
  print(host, flags.json === true ? fetchedJson('fetch', { ...result, warnings }) : renderFetched(markets));
}
