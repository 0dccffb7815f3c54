/**
 * Brings a stored market up to date from an exchange. What is stored is right at every moment, and says itself what is
 * still to be done: candles that are missing and were not asked for twice. So a run that was cut short, by whatever, is
 * gone on with by the next one.
 *
 * 1. An earlier start than is stored: the front part alone.
 * 2. Holes that nobody has confirmed: as an interrupted front part leaves them.
 * 3. From the last stored candle on, that one included. Where it is another candle now, the ones before it are compared
 *    too, back to one that agrees, and written oldest first: were the last one written first, a run that is cut short
 *    would leave the others behind unseen.
 */

import type { Ohlcv } from '../data/candles.ts';
import { ohlcvColumns } from '../data/candles.ts';
import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { UsageError } from '../errors.ts';
import type { CandleSource } from '../exchange/candle-source.ts';
import type { Page, PagingEnd, PagingRange } from '../exchange/fetch-pages.ts';
import { fetchPages } from '../exchange/fetch-pages.ts';
import type { Hole } from '../data/holes.ts';
import type { Revision, Store } from './store.ts';

/** What a run has done to a market so far. */
export interface MarketUpdate {
  readonly market: Market;
  /** Candles that were not there before. */
  inserted: number;
  /** Candles that came again as they were. */
  unchanged: number;
  readonly revisions: Revision[];
  /** Candles missing between others that the exchange was asked for twice. */
  missing: number;
  /** Whether the exchange was asked twice for what lies before the first candle, and has nothing. */
  isFromStart: boolean;
  /** Candles that the exchange sent twice. */
  duplicates: number;
  /** Where the exchange has nothing older than its last so many candles. */
  historyLimit: (NonNullable<PagingEnd['historyLimit']> & { readonly wanted: number }) | undefined;
}

export interface MarketUpdateProgress {
  readonly update: MarketUpdate;
  /** Everything of this stretch that opens before this has been seen to. */
  readonly through: number;
  /** First candle and end of the stretch. */
  readonly from: number;
  readonly to: number;
}

export interface UpdateOptions {
  /** First open that is wanted; what is stored already unless said. */
  readonly since?: number | undefined;
  /** Opens from here on are not wanted. */
  readonly until?: number | undefined;
  /** Told after every page that is on the disk. */
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
  };
}

/**
 * Fetches what is new of a market; `update` counts it, also when this throws.
 * @throws UsageError where nothing is stored and no start is given; what the exchange throws, with all before it stored
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
  const front = known.find(({ to }) => to + ms === stored.first)?.from ?? stored.first;
  if (since !== undefined && Math.ceil(since / ms) * ms < front)
    await take({ since, until: front, isHole: true });
  else if (since !== undefined && since < stored.first) update.isFromStart = true; // asked by an earlier run
  const open = known.filter(({ asked }) => asked === 0);
  for (const { from, to } of spansOf(open, source)) await take({ since: from, until: to + ms, isHole: true });
  if (until !== undefined && until <= stored.last) return;
  await take({ since: stored.last, isResumed: true, ...(until === undefined ? {} : { until }) });
}

function noStart(market: Market): UsageError {
  return new UsageError(`nothing is stored of \`${formatMarket(market)}\` yet, so \`--since\` is needed`, {
    hint: 'for example `--since 2017-01-01`; from a moment before the listing on, all of it comes',
  });
}

/** Every page of a range, each written before the next is asked for. */
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
      if (next.value.historyLimit) update.historyLimit = { ...next.value.historyLimit, wanted: since };
      return;
    }
    const page = next.value;
    if (isFirst && isResumed && !agrees(store, update.market, page.candles, since))
      await takeBack(store, source, update, since);
    isFirst = false;
    writePage(store, source, update, page);
    from ??= page.candles.time.at(0); // what is empty before goes faster, and says nothing of the rest
    if (from !== undefined) onProgress({ update, through: page.through, from, to: page.end });
  }
}

function writePage(store: Store, source: CandleSource, update: MarketUpdate, { candles, gaps }: Page): void {
  const at = source.now();
  const written = store.write(update.market, candles, { at });
  update.inserted += written.inserted;
  update.unchanged += written.unchanged;
  update.revisions.push(...written.revisions);
  if (gaps.length === 0) return;
  const first = store.find(update.market)?.first ?? Infinity;
  for (const gap of gaps) {
    store.confirmGap(update.market, gap, at);
    if (gap.from < first) update.isFromStart = true;
    else update.missing += (gap.to - gap.from) / source.ms + 1;
  }
}

/** Goes back from `before`, a page at a time, to a page whose first candle is as it is stored, and writes all of them. */
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

/** Whether the candle at `time` is as it is stored; also where there is none to compare. */
function agrees(store: Store, market: Market, candles: Ohlcv, time: number): boolean {
  const row = candles.time.indexOf(time);
  const stored = store.read(market, { from: time, to: time });
  if (row < 0 || stored.time.length === 0) return true;
  return ohlcvColumns.every((name) => Object.is(stored[name][0], candles[name][row]));
}

/** Holes as stretches to ask for: those within a page of each other are one. */
export function spansOf(holes: readonly Hole[], { ms, pageSize }: CandleSource): readonly Hole[] {
  const out: Hole[] = [];
  for (const { from, to } of holes) {
    const last = out.at(-1);
    if (last !== undefined && to - last.from < pageSize * ms) out[out.length - 1] = { from: last.from, to };
    else out.push({ from, to });
  }
  return out;
}
