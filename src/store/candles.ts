/** Writes candles to the store and reads them. */

import type { Ohlcv } from '../data/candles.ts';
import { ohlcvColumns } from '../data/candles.ts';
import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { candleAt } from '../data/ohlcv.ts';
import { findOffGrid, formatTime } from '../data/timeframe.ts';
import { DataError } from '../errors.ts';
import { BLOCK_ROWS, allocate, concatenate, copyRow, pack, rowAt, slice, unpack } from './blocks.ts';
import { trimGaps } from './gaps.ts';
import type { Revision } from './revisions.ts';
import { recordRevisions } from './revisions.ts';
import { damagedRow, getRow, keyOf, listRows, putRow } from './rows.ts';
import { makeSeries, seriesId, stepOf, touchSeries } from './series.ts';
import type { Database, SqlRow } from './sql.ts';
import { tables } from './tables.ts';

/** Opens of the first and the last candle to read, both included. */
export interface CandleRange {
  readonly from?: number;
  readonly to?: number;
}

export interface WrittenCandles {
  /** New candles. */
  readonly inserted: number;
  /** Candles that were stored with the same values. */
  readonly unchanged: number;
  /** Candles whose values were replaced. */
  readonly revisions: readonly Revision[];
}

/** The candles of a market, oldest first; none for a market that is not stored. */
export function readCandles(database: Database, market: Market, range: CandleRange = {}): Ohlcv {
  const { from = -Infinity, to = Infinity } = range;
  const series = seriesId(database, market);
  if (series === undefined) return allocate(0);
  // SQLite has no infinite integer; all times are within these.
  const [least, most] = [from, to].map((time) =>
    Math.floor(Math.max(-8.64e15, Math.min(8.64e15, time)) / widthOf(market)),
  );
  const rows = database.reading(() =>
    listRows(database, tables.blocks, { key: [series], range: { least, most } }),
  );
  const all = concatenate(rows.map((row) => readBlock(database, row)));
  return slice(all, rowAt(all, from), rowAt(all, to + 1));
}

/**
 * Adds candles, and replaces those whose values differ. All or nothing: on return everything is on disk. Writing the same
 * candles twice changes nothing.
 * @throws DataError for a time that is not on the grid of the market
 * @throws RangeError for times that do not increase: the caller must have checked the rows
 */
export function writeCandles(database: Database, market: Market, candles: Ohlcv, at: number): WrittenCandles {
  checkOrder(market, candles);
  const rows = candles.time.length;
  if (rows === 0) return { inserted: 0, unchanged: 0, revisions: [] };
  return database.writing(() => {
    const series = makeSeries(database, market, at);
    checkGrid(database, market, series, candles.time);
    const width = widthOf(market);
    const changes: CandleChange[] = [];
    let inserted = 0;
    for (let row = 0; row < rows;) {
      const block = Math.floor(candles.time[row] / width);
      const end = rowAt(candles, (block + 1) * width);
      const stored = getRow(database, tables.blocks, [series, block]);
      const before = stored ? readBlock(database, stored) : allocate(0);
      const merged = merge(before, slice(candles, row, end));
      if (merged.inserted + merged.changes.length > 0) writeBlock(database, series, block, merged.candles);
      inserted += merged.inserted;
      changes.push(...merged.changes);
      row = end;
    }
    if (inserted + changes.length > 0) touchSeries(database, market, at);
    if (inserted > 0) trimGaps(database, market, series, candles.time);
    return {
      inserted,
      unchanged: rows - inserted - changes.length,
      revisions: recordRevisions(database, series, changes, at),
    };
  });
}

type CandleChange = Pick<Revision, 'time' | 'before' | 'after'>;

/** Merges two ascending lists; if both contain a time, the new values win. */
function merge(
  before: Ohlcv,
  added: Ohlcv,
): { readonly candles: Ohlcv; readonly inserted: number; readonly changes: readonly CandleChange[] } {
  const out = allocate(before.time.length + added.time.length);
  const changes: CandleChange[] = [];
  let inserted = 0;
  let [old, next, rows] = [0, 0, 0];
  while (old < before.time.length || next < added.time.length) {
    const [oldTime, nextTime] = [before.time[old] ?? Infinity, added.time[next] ?? Infinity];
    const isOld = oldTime < nextTime;
    copyRow(out, rows++, isOld ? before : added, isOld ? old : next);
    if (nextTime < oldTime) inserted++;
    if (nextTime === oldTime && !isSame(before, old, added, next)) {
      changes.push({ time: nextTime, before: candleAt(before, old), after: candleAt(added, next) });
    }
    if (oldTime <= nextTime) old++;
    if (nextTime <= oldTime) next++;
  }
  return { candles: slice(out, 0, rows), inserted, changes };
}

/** Whether two rows have the same values; two missing values are equal. */
function isSame(a: Ohlcv, i: number, b: Ohlcv, j: number): boolean {
  return ohlcvColumns.every(
    (name) => a[name][i] === b[name][j] || (Number.isNaN(a[name][i]) && Number.isNaN(b[name][j])),
  );
}

export function readBlock(database: Database, row: SqlRow): Ohlcv {
  const { rows, checksum, columns } = row;
  const candles =
    columns instanceof Uint8Array ? unpack(Number(rows), { checksum: Number(checksum), columns }) : undefined;
  if (candles !== undefined) return candles;
  const table = tables.blocks;
  throw damagedRow(database, { table, key: keyOf(table, row), problem: 'has changed since it was written' });
}

function writeBlock(database: Database, series: number, block: number, candles: Ohlcv): void {
  const { time } = candles;
  const first = time[0];
  const last = time[time.length - 1];
  putRow(database, tables.blocks, { series, block, rows: time.length, first, last, ...pack(candles) });
}

/** The time that a block covers, in milliseconds. */
function widthOf(market: Market): number {
  return BLOCK_ROWS * stepOf(market).ms;
}

/** Checks that new candles are on the grid of the stored ones. */
function checkGrid(database: Database, market: Market, series: number, time: Float64Array): void {
  const stored = listRows(database, tables.blocks, { key: [series], isBrief: true }).at(0);
  const row = findOffGrid(time, stepOf(market), Number(stored?.first ?? time[0]));
  if (row < 0) return;
  throw new DataError(
    `expected candles of \`${formatMarket(market)}\` on its time grid in UTC, got one at ${formatTime(time[row])}`,
    { hint: 'the time of a candle is its open; check the timeframe and the time zone' },
  );
}

function checkOrder(market: Market, { time }: Ohlcv): void {
  const row = time.findIndex((ms, i) => !Number.isSafeInteger(ms) || (i > 0 && ms <= time[i - 1]));
  if (row < 0) return;
  throw new RangeError(
    `expected increasing times of ${formatMarket(market)}, got ${time[row]} in row ${row} after ${time[row - 1]}`,
  );
}
