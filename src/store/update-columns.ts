/**
 * Brings the columns of a stored market up to date: funding rate, open interest, mark and index price. Each page is on disk
 * before the next is requested, with the span of which it has all points. So what remains to be fetched is what no span has,
 * and the next update continues one that was interrupted.
 */

import type { MarketColumn, KnownPoints, Span } from '../data/market-columns.ts';
import { withoutSpans } from '../data/market-columns.ts';
import { DiskFullError, HindcastError } from '../errors.ts';
import type { ColumnSource } from '../exchange/column-source.ts';
import type { Point } from '../exchange/fetch-points.ts';
import type { ColumnUpdate, MarketUpdate, UpdateOptions } from './update.ts';
import { stepOf } from './series.ts';
import type { Store } from './store.ts';

/**
 * Brings columns up to date, after the candles of their market. If one fails for a reason of its own, the others are fetched all the same.
 * @throws the first error, at the end
 */
export async function updateColumns(
  store: Store,
  sources: readonly ColumnSource[],
  update: MarketUpdate,
  options: UpdateOptions,
): Promise<void> {
  const failures: HindcastError[] = [];
  for (const source of sources) {
    try {
      await updateColumn(store, source, update, options);
    } catch (error) {
      if (!(error instanceof HindcastError) || error instanceof DiskFullError) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/**
 * Fetches the new points of a column, after the candles of its market; `update` counts them, also if this throws.
 * `since` adds earlier ones; a new column starts with the first candle.
 */
async function updateColumn(
  store: Store,
  source: ColumnSource,
  update: MarketUpdate,
  { since, until, onProgress }: UpdateOptions,
): Promise<void> {
  const { market } = update;
  const { name, lead, overlap, history } = source;
  const series = store.find(market);
  if (series === undefined) return;
  const counts: ColumnUpdate = { name, inserted: 0, changed: 0, limit: undefined };
  update.columns.push(counts);
  const before = spansOf(store, update, name);
  const now = source.now();
  // The last candle before `until` closes up to a step later.
  const end = Math.min(now, (until ?? Infinity) + stepOf(market).ms);
  const wanted = Math.max(series.first, since ?? series.first);
  const front = since === undefined && before.length > 0 ? before[0].from : wanted - lead;
  const last = before.at(-1);
  // What was published late is asked for again.
  const known = last === undefined ? [] : [...before.slice(0, -1), { ...last, to: last.to - overlap }];
  const oldest = history === undefined ? -Infinity : now - history + MARGIN_MS;
  for (const hole of withoutSpans(
    { from: front, to: end },
    known.filter(({ from, to }) => from < to),
  )) {
    const from = Math.max(hole.from, oldest);
    if (from >= hole.to) continue;
    const isKnown = before.some((span) => span.from <= from && span.to >= from);
    for await (const { points, ...span } of source.fetch({ from, to: hole.to, isKnown })) {
      const written = store.writeColumn(market, name, columnsOf(points), span, { at: source.now() });
      counts.inserted += written.inserted;
      counts.changed += written.changed;
      onProgress({ update, through: span.to, from: front, to: end, column: name });
    }
  }
  const after = spansOf(store, update, name);
  const isAsked = since !== undefined || last === undefined;
  const missing = isAsked
    ? lateStart(after, wanted + stepOf(market).ms, source.patience, end)
    : lostSince(after, last);
  // A column may begin a little later than the market, also after a pause.
  const patience = missing?.to === end ? 0 : source.patience;
  if (missing !== undefined && hasCandles(store, update, missing, patience))
    counts.limit = { ...missing, history };
}

/** A request that is on its way when the oldest point ceases to exist would be rejected. */
const MARGIN_MS = 300_000;

const spansOf = (store: Store, { market }: MarketUpdate, name: MarketColumn): readonly Span[] =>
  store.columns(market).find((column) => column.name === name)?.spans ?? [];

const columnsOf = (points: readonly Point[]): KnownPoints => ({
  time: Float64Array.from(points, ({ time }) => time),
  value: Float64Array.from(points, ({ value }) => value),
});

/**
 * The wanted span that is missing before the first point; `undefined` if the column starts with the candles.
 * @param close - of the first candle wanted
 */
function lateStart(spans: readonly Span[], close: number, patience: number, end: number): Span | undefined {
  const span = spans.find(({ to }) => to > close);
  const first = span?.from ?? Infinity;
  return first > close + patience && end > close ? { from: close, to: Math.min(first, end) } : undefined;
}

/** Whether a candle closes in a span, and not only shortly before it ends: without one, nothing is missing. */
function hasCandles(store: Store, { market }: MarketUpdate, { from, to }: Span, patience: number): boolean {
  const { ms } = stepOf(market);
  return store.read(market, { from: from - ms, to: to - ms - patience }).time.length > 0;
}

/** What could not be fetched between two updates. */
function lostSince(spans: readonly Span[], last: Span): Span | undefined {
  const i = spans.findIndex(({ from, to }) => from <= last.from && to >= last.to);
  const next = spans.at(i + 1);
  return i < 0 || next === undefined ? undefined : { from: spans[i].to, to: next.from };
}
