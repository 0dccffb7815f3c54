/**
 * Values that an exchange changed after they were stored, and which runs read the old ones. A run records the newest
 * revision at the time of reading, so what it read does not depend on a clock.
 */

import { ohlcvColumns } from '../data/candles.ts';
import type { Market } from '../data/market.ts';
import type { CandleValues } from '../data/ohlcv.ts';
import { getRow, listRows, putRow } from './rows.ts';
import { seriesId } from './series.ts';
import type { Database, SqlRow } from './sql.ts';
import { tables } from './tables.ts';

export interface Revision {
  /** The candle's open. */
  readonly time: number;
  /** When the difference was found. */
  readonly at: number;
  readonly before: CandleValues;
  readonly after: CandleValues;
  /** Runs that read the old value. */
  readonly usedBy: readonly string[];
}

/** Records that a run has read candles. */
export interface CandleUse {
  /** The run's identity. */
  readonly run: string;
  /** Opens of the first and the last candle that it read. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** `revision` of the series when it was read. */
  readonly revision: number;
}

const OLD = ohlcvColumns.map((name) => `old_${name}`);
const NEW = ohlcvColumns.map((name) => `new_${name}`);
/** Stores the replaced values, and returns which runs read them. */
export function recordRevisions(
  database: Database,
  series: number,
  changes: readonly Pick<Revision, 'time' | 'before' | 'after'>[],
  at: number,
): readonly Revision[] {
  if (changes.length === 0) return [];
  const uses = usesOfSeries(database, series);
  const newest = newestRevisions(database, series);
  // Numbers are of all markets: a use of candles names the newest one.
  let id = listRows(database, tables.revisions).reduce((most, row) => Math.max(most, Number(row.id)), 0);
  for (const { time, before, after } of changes)
    putRow(database, tables.revisions, {
      id: ++id,
      series,
      time,
      at,
      // SQLite has no NaN; it is stored as NULL.
      ...Object.fromEntries(ohlcvColumns.map((name, i) => [OLD[i], before[name]])),
      ...Object.fromEntries(ohlcvColumns.map((name, i) => [NEW[i], after[name]])),
    });
  return changes.map(({ time, before, after }) => {
    const since = newest.get(time) ?? 0;
    const usedBy = runsOf(uses.filter((use) => includesTime(use, time) && use.revision >= since));
    return { time, at, before, after, usedBy };
  });
}

/** All revisions of a market, in the order in which they were found. */
export function listRevisions(database: Database, market: Market): readonly Revision[] {
  const series = seriesId(database, market);
  if (series === undefined) return [];
  const uses = usesOfSeries(database, series);
  const newest = new Map<number, number>();
  return listRows(database, tables.revisions, { key: [series] }).map((row) => {
    const [id, time] = [Number(row.id), Number(row.time)];
    const since = newest.get(time) ?? 0;
    newest.set(time, id);
    const usedBy = runsOf(
      uses.filter((use) => includesTime(use, time) && use.revision >= since && use.revision < id),
    );
    return { time, at: Number(row.at), before: valuesOf(row, OLD), after: valuesOf(row, NEW), usedBy };
  });
}

/** Records that a run has read candles; repeating this changes nothing. */
export function recordUse(database: Database, market: Market, use: CandleUse): void {
  const series = seriesId(database, market);
  if (series === undefined) return;
  const { run, from, to, revision, at } = use;
  database.writing(() => {
    if (getRow(database, tables.uses, [series, run, from, to, revision]) === undefined)
      putRow(database, tables.uses, { series, run, first: from, last: to, revision, at });
  });
}

/** All reads of candles of a market, at any revision. */
export function listUses(database: Database, market: Market): readonly CandleUse[] {
  const series = seriesId(database, market);
  return series === undefined ? [] : usesOfSeries(database, series);
}

/** Whether the candle at `time` was read. */
export function includesTime({ from, to }: CandleUse, time: number): boolean {
  return from <= time && time <= to;
}

function usesOfSeries(database: Database, series: number): readonly CandleUse[] {
  return listRows(database, tables.uses, { key: [series] })
    .map((row) => ({
      run: String(row.run),
      from: Number(row.first),
      to: Number(row.last),
      at: Number(row.at),
      revision: Number(row.revision),
    }))
    .toSorted((a, b) => a.at - b.at); // rows are in the order of their runs
}

/** The number of the newest revision of each candle that has one. */
function newestRevisions(database: Database, series: number): ReadonlyMap<number, number> {
  return new Map(
    listRows(database, tables.revisions, { key: [series] }).map(({ time, id }) => [Number(time), Number(id)]),
  );
}

const runsOf = (uses: readonly CandleUse[]): readonly string[] => [...new Set(uses.map(({ run }) => run))];

function valuesOf(row: SqlRow, names: readonly string[]): CandleValues {
  const [open, high, low, close, volume] = names.map((name) => Number(row[name] ?? NaN));
  return { open, high, low, close, volume };
}
