/**
 * Brings a stored market up to date from an exchange. The store is valid at every moment, and shows what remains to be
 * fetched: missing candles that were not requested twice. So the next update continues one that was interrupted.
 *
 * 1. If an earlier start is requested: the part before the first stored candle.
 * 2. Unconfirmed gaps, for example those that an interrupted first part left.
 * 3. Everything from the last stored candle on, including it. If that candle has changed, earlier ones are compared too,
 *    back to one that is unchanged, and written oldest first: otherwise an interrupted update would never find the earlier
 *    changes.
 */

import type { Ohlcv } from '../data/candles.ts';
import { ohlcvColumns } from '../data/candles.ts';
import type { MarketColumn, Span } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { UsageError } from '../errors.ts';
import type { ColumnSource } from '../exchange/column-source.ts';
import type { CandleSource } from '../exchange/candle-source.ts';
import type { Page, PagingEnd, PagingRange } from '../exchange/fetch-pages.ts';
import { fetchPages } from '../exchange/fetch-pages.ts';
import type { Hole } from '../data/holes.ts';
import type { Revision, Store } from './store.ts';

/** What an update has done to a market so far. */
export interface MarketUpdate {
  readonly market: Market;
  /** New candles. */
  inserted: number;
  /** Candles that were fetched again and are the same. */
  unchanged: number;
  readonly revisions: Revision[];
  /** Missing candles between others that were requested twice. */
  missing: number;
  /** Whether the time before the first candle was requested twice and the exchange has nothing there. */
  isFromStart: boolean;
  /** Candles that the exchange sent twice. */
  duplicates: number;
  /** Set if the exchange offers only a limited number of recent candles. */
  historyLimit: (NonNullable<PagingEnd['historyLimit']> & MissedRange) | undefined;
  /** Columns that were asked for, after the candles. */
  readonly columns: ColumnUpdate[];
}

/** What an update has done to a column so far. */
export interface ColumnUpdate {
  readonly name: MarketColumn;
  /** New points. */
  inserted: number;
  /** Points that have another value than was stored. */
  changed: number;
  /** The wanted span that the exchange does not have, and how many milliseconds it goes back, as far as is known. */
  limit: (Span & Pick<ColumnSource, 'history'>) | undefined;
}

/** The wanted span that is missing because the exchange does not go back so far. */
export interface MissedRange {
  readonly wanted: number;
  /** Open of the first candle after it. */
  readonly to: number;
}

export interface MarketUpdateProgress {
  readonly update: MarketUpdate;
  /** All candles of this range that open before this time have been processed. */
  readonly through: number;
  /** First candle and end of the range. */
  readonly from: number;
  readonly to: number;
  /** What is fetched; `undefined`: candles. */
  readonly column?: MarketColumn;
}

export interface UpdateOptions {
  /** First open to fetch; by default, the first stored one. */
  readonly since?: number | undefined;
  /** End of the range, excluded. */
  readonly until?: number | undefined;
  /** Called after every page that has been written to disk. */
  readonly onProgress: (progress: MarketUpdateProgress) => void;
}

export function startUpdate(market: Market): MarketUpdate {
  return {
    market,
    inserted: 0,
    unchanged: 0,
    revisions: [],
    missing: 0,
    isFromStart: false,
    duplicates: 0,
    historyLimit: undefined,
    columns: [],
  };
}

/**
 * Fetches new candles of a market; `update` counts them, also if this throws.
 * @throws UsageError if nothing is stored and no start is given; errors of the exchange, after storing the pages before
 */
export async function updateMarket(
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  options: UpdateOptions,
): Promise<void> {
  const { market } = update;
  const { since, until } = options;
  const { ms } = source;
  const take = (range: PagingRange) => takePages(store, source, update, range, options);
  const stored = store.find(market);
  if (stored === undefined) {
    if (since === undefined) throw noStart(market);
    return take({ since, ...(until === undefined ? {} : { until }) });
  }
  const known = store.gaps(market);
  // If the exchange keeps only its latest candles, it knows nothing about the time before the stored ones.
  const isKept = typeof source.history === 'number';
  const gap = isKept ? undefined : known.find(({ to }) => to + ms === stored.first);
  const front = gap?.from ?? stored.first;
  if (since !== undefined && Math.ceil(since / ms) * ms < front)
    await take({ since, until: front, isHole: true });
  else if (since !== undefined && since < stored.first) update.isFromStart = true; // requested by an earlier update
  const open = known.filter(({ asked }) => asked === 0);
  for (const { from, to } of spansOf(open, source)) await take({ since: from, until: to + ms, isHole: true });
  if (until !== undefined && until <= stored.last) return;
  await take({ since: stored.last, isResumed: true, ...(until === undefined ? {} : { until }) });
}

function noStart(market: Market): UsageError {
  return new UsageError(
    `no candles of \`${formatMarket(market)}\` are stored yet, so \`--since\` is required`,
    {
      hint: 'for example `--since 2017-01-01`; a time before the listing fetches the whole history',
    },
  );
}

/** Fetches every page of a range; writes each before it requests the next. */
export async function takePages(
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  range: PagingRange,
  { onProgress }: Pick<UpdateOptions, 'onProgress'>,
): Promise<void> {
  const { since, isResumed = false } = range;
  const pages = fetchPages(source, range);
  let isFirst = true;
  let from: number | undefined;
  for (;;) {
    const next = await pages.next();
    if (next.done === true) {
      update.duplicates += next.value.duplicates;
      const { historyLimit: limit } = next.value;
      const wanted = isResumed ? since + source.ms : since;
      if (limit)
        update.historyLimit = { ...limit, wanted, to: Math.min(limit.first, range.until ?? Infinity) };
      return;
    }
    const page = next.value;
    if (isFirst && isResumed && !agrees(store, update.market, page.candles, since))
      await takeBack(store, source, update, since);
    isFirst = false;
    writePage(store, source, update, page);
    from ??= page.candles.time.at(0); // pages before the first candle are faster, so they do not count for the progress
    if (from !== undefined) onProgress({ update, through: page.through, from, to: page.end });
  }
}

function writePage(store: Store, source: CandleSource, update: MarketUpdate, page: Page): void {
  const { candles, gaps, historyLimit } = page;
  const at = source.now();
  const written = store.write(update.market, candles, { at });
  update.inserted += written.inserted;
  update.unchanged += written.unchanged;
  update.revisions.push(...written.revisions);
  if (gaps.length === 0) return;
  const first = store.find(update.market)?.first ?? Infinity;
  for (const gap of gaps) {
    if (historyLimit !== undefined && gap.from < first) continue; // the exchange cannot know
    store.confirmGap(update.market, gap, at);
    const isKept = historyLimit === undefined || gap.to >= historyLimit.first;
    if (gap.from < first) update.isFromStart = true;
    else if (isKept) update.missing += (gap.to - gap.from) / source.ms + 1;
  }
}

/** Goes back from `before`, one page at a time, to a page whose first candle has not changed, and writes all of them. */
async function takeBack(
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  before: number,
): Promise<void> {
  const first = store.find(update.market)?.first ?? before;
  const found: Page[][] = [];
  for (let until = before; until > first;) {
    const since = Math.max(first, until - source.pageSize * source.ms);
    const pages: Page[] = [];
    for await (const page of fetchPages(source, { since, until, isHole: true })) pages.push(page);
    found.push(pages);
    const oldest = pages.find(({ candles }) => candles.time.length > 0)?.candles;
    if (oldest === undefined || agrees(store, update.market, oldest, oldest.time[0])) break;
    until = since;
  }
  for (const pages of found.toReversed()) for (const page of pages) writePage(store, source, update, page);
}

/** Whether the candle at `time` equals the stored one, or there is none to compare. */
function agrees(store: Store, market: Market, candles: Ohlcv, time: number): boolean {
  const row = candles.time.indexOf(time);
  const stored = store.read(market, { from: time, to: time });
  if (row < 0 || stored.time.length === 0) return true;
  return ohlcvColumns.every((name) => Object.is(stored[name][0], candles[name][row]));
}

/** The ranges to request: gaps that fit into one page are one range. */
export function spansOf(holes: readonly Hole[], { ms, pageSize }: CandleSource): readonly Hole[] {
  const out: Hole[] = [];
  for (const { from, to } of holes) {
    const last = out.at(-1);
    if (last !== undefined && to - last.from < pageSize * ms) out[out.length - 1] = { from: last.from, to };
    else out.push({ from, to });
  }
  return out;
}
