/**
 * Missing candles. The stored candles show what is missing. The ledger adds which gaps were requested from the exchange
 * again, when and how often, which distinguishes an outage from candles that have not been fetched yet. Gaps are never filled.
 *
 * Entries of the ledger never overlap and contain no stored candle, so each lies between two candles or before the first.
 */

import type { Hole } from '../data/holes.ts';
import { countCandles, holesBetween, withoutHoles, withoutTimes } from '../data/holes.ts';
import type { Market } from '../data/market.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { addSteps } from '../data/timeframe.ts';
import { listRows, putRow, removeRow } from './rows.ts';
import { makeSeries, seriesId, stepOf } from './series.ts';
import type { Database } from './sql.ts';
import { tables } from './tables.ts';

export interface StoredGap extends Hole {
  /** Missing candles. */
  readonly candles: number;
  /** How often exactly this gap was requested without result; 0 is an unconfirmed gap. */
  readonly asked: number;
  /** When it was first and last requested; `null` if never. */
  readonly firstAskedAt: number | null;
  readonly lastAskedAt: number | null;
}

interface GapEntry extends Hole {
  readonly asked: number;
  readonly firstAskedAt: number;
  readonly lastAskedAt: number;
}

/**
 * Records that `hole` was requested again and that the exchange has nothing there.
 * @param time - the candles that are stored within the hole; they are excluded from it
 */
export function confirmGap(
  database: Database,
  market: Market,
  hole: Hole,
  time: Float64Array,
  at: number,
): void {
  const series = makeSeries(database, market, at);
  const step = stepOf(market);
  const known = entriesWithin(database, series, hole);
  const confirmed = known.flatMap((entry): readonly GapEntry[] => {
    const both = { from: Math.max(entry.from, hole.from), to: Math.min(entry.to, hole.to) };
    const again = { ...entry, ...both, asked: entry.asked + 1, lastAskedAt: at };
    return [again, ...outside(entry, both, step)];
  });
  const fresh = withoutHoles(withoutTimes([hole], time, step), known, step).map(({ from, to }): GapEntry => ({
    from,
    to,
    asked: 1,
    firstAskedAt: at,
    lastAskedAt: at,
  }));
  replaceEntries(database, series, known, joined([...confirmed, ...fresh], step));
}

/** All gaps between the candles at `time`, and the confirmed ones before the first candle. */
export function listGaps(database: Database, market: Market, time: Float64Array): readonly StoredGap[] {
  const series = seriesId(database, market);
  if (series === undefined) return [];
  const step = stepOf(market);
  const entries = entriesOf(database, series);
  const unconfirmed = withoutHoles(holesBetween(time, step), entries, step).map(({ from, to }) => ({
    from,
    to,
    asked: 0,
    firstAskedAt: null,
    lastAskedAt: null,
  }));
  return [...entries, ...unconfirmed]
    .map((gap) => ({ ...gap, candles: countCandles(gap, step) }))
    .toSorted((a, b) => a.from - b.from);
}

/** Removes candles that are stored now from the ledger. */
export function trimGaps(database: Database, market: Market, series: number, time: Float64Array): void {
  const known = entriesWithin(database, series, { from: time[0], to: time[time.length - 1] });
  if (known.length > 0) replaceEntries(database, series, known, withoutTimes(known, time, stepOf(market)));
}

/** The parts of `entry` before and after `inner`, which lies within it. */
function outside(entry: GapEntry, inner: Hole, step: Timeframe): readonly GapEntry[] {
  const before = { ...entry, to: addSteps(inner.from, step, -1) };
  const after = { ...entry, from: addSteps(inner.to, step, 1) };
  return [before, after].filter(({ from, to }) => from <= to);
}

/** Merges neighbors that were requested equally often and at the same times. */
function joined(entries: readonly GapEntry[], step: Timeframe): readonly GapEntry[] {
  const out: GapEntry[] = [];
  for (const entry of entries.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    const isOne =
      last !== undefined &&
      addSteps(last.to, step, 1) === entry.from &&
      last.asked === entry.asked &&
      last.firstAskedAt === entry.firstAskedAt &&
      last.lastAskedAt === entry.lastAskedAt;
    if (isOne) out[out.length - 1] = { ...last, to: entry.to };
    else out.push(entry);
  }
  return out;
}

/** All entries of a series, in order. */
function entriesOf(database: Database, series: number): readonly GapEntry[] {
  return listRows(database, tables.gaps, { key: [series] }).map((row) => ({
    from: Number(row.first),
    to: Number(row.last),
    asked: Number(row.asked),
    firstAskedAt: Number(row.first_asked_at),
    lastAskedAt: Number(row.last_asked_at),
  }));
}

/** Entries that overlap `hole`. */
function entriesWithin(database: Database, series: number, hole: Hole): readonly GapEntry[] {
  return entriesOf(database, series).filter(({ from, to }) => from <= hole.to && to >= hole.from);
}

function replaceEntries(
  database: Database,
  series: number,
  old: readonly GapEntry[],
  entries: readonly GapEntry[],
): void {
  for (const { from } of old) removeRow(database, tables.gaps, [series, from]);
  for (const { from, to, asked, firstAskedAt, lastAskedAt } of entries)
    putRow(database, tables.gaps, {
      series,
      first: from,
      last: to,
      asked,
      first_asked_at: firstAskedAt,
      last_asked_at: lastAskedAt,
    });
}
