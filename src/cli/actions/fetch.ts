/** What `hindcast fetch` does, step by step. */

import { marketColumns } from '../../data/market-columns.ts';
import type { Market } from '../../data/market.ts';
import { formatMarket } from '../../data/market.ts';
import { formatTime } from '../../data/timeframe.ts';
import { HindcastError, UsageError } from '../../errors.ts';
import type { NotFetchable } from '../../report/inputs.ts';
import { fetchedJson } from '../../report/json/fetched.ts';
import { revisionWarnings } from '../../report/text/candle-update.ts';
import { fetchNotes, renderFetched } from '../../report/text/fetched.ts';
import { updateColumns } from '../../store/update-columns.ts';
import { updateMarket } from '../../store/update.ts';
import type { ExchangeFlags } from '../exchange.ts';
import { limitsOf, throwIfFailed, tooLate, warnOfFailures, warnOfUnfinished } from '../fetch-failures.ts';
import type { ChoiceFlags } from '../fetch-choices.ts';
import { checkChoice, storedMarkets, topCount, withOthers } from '../fetch-choices.ts';
import type { Choice, FetchResult, FetchWork } from '../fetch-markets.ts';
import { fetchMarkets } from '../fetch-markets.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { FetchNames, NamedMarket } from '../options/fetch-names.ts';
import { readNames } from '../options/fetch-names.ts';
import { columnNames, duration, moment } from '../../options/parse.ts';
import type { StoreFlags } from '../store.ts';
import { withStore } from '../store.ts';
import { print, printNotes, printWarnings } from '../terminal/print.ts';
import { watch } from '../terminal/watch.ts';
import { escapeControl } from '../../text/escape.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf, warningOf } from '../../text/warning.ts';

export interface FetchFlags extends CommonFlags, StoreFlags, ExchangeFlags, ChoiceFlags {
  readonly since?: string;
  readonly until?: string;
  readonly with?: string;
  readonly allowPartial?: true;
  readonly deadline?: string;
}

/** Fetches the markets that are named or chosen, prints what is new, then throws what failed. */
export async function fetchNamed(host: Host, words: readonly string[], flags: FetchFlags): Promise<void> {
  const work = workOf(flags);
  const deadlineMs = flags.deadline === undefined ? undefined : duration(flags.deadline, '--deadline');
  const deadline = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
  const names = readNames(words, { chooses: flags.all === true || flags.top !== undefined });
  checkChoice(flags, names);
  const { markets: named, warnings } = await withTimeframes(names.markets, flags);
  checkNames(named);
  const choice = await choiceOf(names, flags);
  const isQuiet = flags.quiet === true;
  const { value, throwIfInterrupted } = await watch(host, { isQuiet }, ({ signal, show }) =>
    withStore(host, flags, async (store) => {
      const stored =
        flags.all === true
          ? await storedMarkets(store, names.exchanges, flags)
          : { markets: [], leftOut: [] };
      const task = { markets: withOthers(named, stored.markets), choice, work };
      const fetched = await fetchMarkets(host, store, task, flags, {
        signal: deadline ? AbortSignal.any([signal, deadline]) : signal,
        show,
      });
      return { ...fetched, leftOut: stored.leftOut };
    }),
  );
  const isLate = deadline?.aborted === true; // read before anything is printed
  const result = { ...value, warnings: [...warnings, ...value.warnings] };
  printFetched(host, result, flags);
  throwIfInterrupted('what is stored is complete; the same command continues from there');
  if (isLate) throw tooLate(deadlineMs!);
  throwIfFailed(result, { allowPartial: flags.allowPartial === true });
}

/** What `--top` chooses: from the exchanges that stand alone, or else from those of the markets. */
async function choiceOf(
  { exchanges, markets }: FetchNames,
  { top, quote, timeframe }: FetchFlags,
): Promise<Choice | undefined> {
  if (top === undefined || quote === undefined) return undefined;
  const timeframes = new Map<string, string>();
  const names = exchanges.length > 0 ? exchanges : markets.map(({ exchange }) => exchange);
  for (const name of names) timeframes.set(name, timeframe ?? (await defaultTimeframe(name)));
  return { count: topCount(top, '--top'), quote, timeframes };
}

const DAYS = '1d';

/** Every market with its timeframe: its own, that of the flag, or days, unless those have to be built. */
async function withTimeframes(
  named: readonly NamedMarket[],
  flags: FetchFlags,
): Promise<{ readonly markets: readonly Market[]; readonly warnings: readonly Warning[] }> {
  const warnings: Warning[] = [];
  const defaults = new Map<string, string>();
  const markets: Market[] = [];
  for (const { exchange, symbol, timeframe = flags.timeframe } of named) {
    let filled = timeframe ?? defaults.get(exchange);
    if (filled === undefined) {
      filled = await defaultTimeframe(exchange);
      defaults.set(exchange, filled);
      if (filled !== DAYS) warnings.push(noteOf(noDaysWarning({ exchange, symbol, timeframe: filled })));
    }
    markets.push({ exchange, symbol, timeframe: filled });
  }
  return { markets, warnings };
}

async function defaultTimeframe(exchange: string): Promise<string> {
  const { findVenue } = await import('../../exchange/venues.ts');
  try {
    return (await findVenue(exchange)).defaultTimeframe;
  } catch (error) {
    if (error instanceof HindcastError) return DAYS; // connecting to it fails in the same way
    throw error;
  }
}

function noDaysWarning({ exchange, symbol, timeframe }: Market): string {
  const days = formatMarket({ exchange, symbol, timeframe: DAYS });
  return `${exchange} has no days that open at midnight UTC: candles of ${timeframe} are fetched, and \`${days}\` is built from them`;
}

function workOf(flags: FetchFlags): FetchWork {
  const since = flags.since === undefined ? undefined : moment(flags.since, '--since');
  const until = flags.until === undefined ? undefined : moment(flags.until, '--until');
  if (since !== undefined && until !== undefined && until <= since) {
    throw new UsageError(`expected \`--until\` after \`--since\`, got ${flags.until} after ${flags.since}`, {
      hint: 'candles open from `--since` on, and before `--until`',
    });
  }
  const wanted = flags.with === undefined ? [] : columnNames(flags.with, '--with');
  return async (store, source, update, { onProgress, column }) => {
    const options = { since, until, onProgress };
    const names = new Set([...wanted, ...store.columns(update.market).map(({ name }) => name)]);
    // What is not to be had is an error before anything is fetched.
    const columns = marketColumns.filter((name) => names.has(name)).map((name) => column(name));
    await updateMarket(store, source, update, options);
    await updateColumns(store, columns, update, options);
  };
}

function checkNames(markets: readonly Market[]): void {
  const names = markets.map(formatMarket);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UsageError(`\`${escapeControl(twice)}\` is named twice`, { hint: 'name each market once' });
}

function printFetched(
  host: Host,
  result: FetchResult & { readonly leftOut: readonly NotFetchable[] },
  flags: FetchFlags,
): void {
  const { markets, chosen, leftOut } = result;
  const limits = limitsOf(markets);
  const warnings = [
    ...result.warnings,
    ...markets.flatMap(({ market, update }) => revisionWarnings({ market, written: update })),
    // The error at the end names the first only.
    ...(flags.allowPartial === true || markets.length > 1 || limits.length > 1
      ? limits.map(({ text }) => (flags.allowPartial === true ? noteOf(text) : warningOf(text)))
      : []),
  ];
  printWarnings(host, warnings, flags);
  printNotes(host, fetchNotes(chosen, leftOut), flags);
  warnOfFailures(host, result);
  warnOfUnfinished(host, result);
  host.noteFacts({
    markets: markets.map(({ market, series, update }) => ({
      market: formatMarket(market),
      inserted: update.inserted,
      revised: update.revisions.length,
      last: series === undefined ? null : formatTime(series.last),
    })),
  });
  const hasNothing = markets.every(({ series, error }) => series === undefined && error !== undefined);
  if (hasNothing && (flags.json !== true || result.unfinished.length === 0)) return;
  print(host, flags.json === true ? fetchedJson('fetch', { ...result, warnings }) : renderFetched(markets));
}
