/** Builds candles from rows: sorts them by time and drops duplicates. Duplicates that differ are an error. */

import { DataError } from '../../errors.ts';
import type { Candles } from '../candles.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import { repeatedHourHint, zonesThatRepeat } from './repeated-hours.ts';
import type { Tally } from './reading.ts';
import { formatTime } from '../timeframe.ts';

/** Rows of one file, in file order; row `i` of every column belongs to `time[i]`. */
export interface ParsedRows {
  readonly source: string;
  readonly time: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly lines: Int32Array;
  /** The local time of a row, in milliseconds as if it were UTC; `NaN` if the file gives the moment itself. */
  readonly clockOf: (row: number) => number;
}

/** What was repaired, over all series of a file. */
export interface Repairs {
  /** Duplicate rows, and the line of the first. */
  duplicates: number;
  firstDuplicate: number;
  /** Series that were sorted neither up nor down, and the line of the first row out of order. */
  unsorted: number;
  firstUnsorted: number;
}

/** The candles of the row numbers in `order`, which are in file order. Adds to `repairs`. */
export function buildCandles(repairs: Repairs, rows: ParsedRows, id: string, order: Int32Array): Candles {
  const sorted = sortRows(repairs, rows, order);
  const kept = dropDuplicates(repairs, rows, sorted, id);
  return {
    id,
    source: rows.source,
    time: pick(rows.time, kept),
    columns: Object.fromEntries([...rows.columns].map(([key, column]) => [key, pick(column, kept)])),
    lines: kept.map((row) => rows.lines[row]),
  };
}

/** Values of the rows `kept`, in their order; the column itself if they are all of it. A plain loop: `Float64Array.from` takes five times as long. */
function pick(values: Float64Array, kept: Int32Array): Float64Array {
  if (isEvery(kept, values.length)) return values;
  const picked = new Float64Array(kept.length);
  for (let i = 0; i < kept.length; i++) picked[i] = values[kept[i]];
  return picked;
}

/** Whether these are the row numbers from 0 to `count` (excluded), in order. */
function isEvery(rows: Int32Array, count: number): boolean {
  if (rows.length !== count) return false;
  for (let i = 0; i < count; i++) if (rows[i] !== i) return false;
  return true;
}

/** Row numbers by time, equal times by line. */
function sortRows(repairs: Repairs, rows: ParsedRows, order: Int32Array): Int32Array {
  const { time, lines } = rows;
  let ups = 0;
  let downs = 0;
  let turn = -1;
  for (let i = 1; i < order.length; i++) {
    const step = time[order[i]] - time[order[i - 1]];
    if (step > 0) ups++;
    if (step < 0) downs++;
    if (ups > 0 && downs > 0 && turn < 0) turn = order[i];
  }
  if (downs === 0) return order;
  if (turn >= 0) {
    if (repairs.unsorted === 0) repairs.firstUnsorted = lines[turn];
    repairs.unsorted++;
  }
  return order.toSorted((a, b) => time[a] - time[b] || a - b);
}

function dropDuplicates(repairs: Repairs, rows: ParsedRows, sorted: Int32Array, id: string): Int32Array {
  const { time, lines, columns, source } = rows;
  const kept = new Int32Array(sorted.length);
  let count = 0;
  for (const row of sorted) {
    const last = kept[count - 1];
    if (count === 0 || time[row] !== time[last]) {
      kept[count++] = row;
      continue;
    }
    for (const [key, column] of columns) {
      if (Object.is(column[row], column[last]) || column[row] === column[last]) continue;
      const zones = zonesOfRepeated(rows, sorted, row);
      throw new DataError(
        `${escapeControl(source)}, lines ${lines[last]} and ${lines[row]}: expected one row per time, got two for ` +
          `${formatTime(time[row])} of ${quoted(id)} with \`${escapeControl(key)}\` ${column[last]} and ${column[row]}`,
        {
          hint:
            zones.length > 0
              ? repeatedHourHint(zones)
              : `delete line ${lines[last]} or line ${lines[row]}; if another column names their series, give it with \`--series-column\``,
        },
      );
    }
    if (repairs.duplicates === 0) repairs.firstDuplicate = lines[row];
    repairs.duplicates++;
  }
  return kept.slice(0, count);
}

/** Zones whose clocks repeat the time of row `first` and of the other rows that have the time of the row before. */
function zonesOfRepeated(rows: ParsedRows, sorted: Int32Array, first: number): readonly string[] {
  const clocks = Float64Array.from(sorted, (row) => rows.clockOf(row)).filter((time) => !Number.isNaN(time));
  const start = rows.clockOf(first);
  if (Number.isNaN(start)) return [];
  const others = clocks.filter((time, i) => i > 0 && time === clocks[i - 1] && time !== start);
  return zonesThatRepeat([start, ...new Set(others)], clocks);
}

/**
 * Rows with the same values as the row before but another time.
 * Only rows with volume count: without trades, equal rows are normal.
 * @param groups - row numbers of each series
 */
export function countEchoes(
  { time, lines, columns }: ParsedRows,
  groups: ReadonlyMap<string, Int32Array>,
): Tally {
  const volume = columns.get('volume');
  if (volume === undefined) return { count: 0, line: 0 };
  const all = [...columns.values()];
  let [count, first] = [0, time.length];
  for (const rows of groups.values()) {
    for (let at = 1; at < rows.length; at++) {
      const row = rows[at];
      // In the file they are one below the other.
      if (rows[at - 1] !== row - 1 || !(volume[row] > 0) || time[row] === time[row - 1]) continue;
      if (!all.every((column) => column[row] === column[row - 1])) continue;
      first = Math.min(first, row);
      count++;
    }
  }
  return { count, line: count === 0 ? 0 : lines[first] };
}

/**
 * Rows without a value in column `key`.
 * @param ahead - columns whose future is known: rows after the last value are not counted if they have one of these
 */
export function countGaps(
  { columns, lines, time }: ParsedRows,
  key: string,
  ahead: readonly string[],
): Tally {
  const values = columns.get(key)!;
  let last = -Infinity;
  for (let i = 0; i < time.length; i++) if (!Number.isNaN(values[i])) last = Math.max(last, time[i]);
  const known = ahead.flatMap((name) => columns.get(name) ?? []);
  let [count, line] = [0, 0];
  for (let i = 0; i < time.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    if (time[i] > last && known.some((column) => !Number.isNaN(column[i]))) continue;
    if (count === 0) line = lines[i];
    count++;
  }
  return { count, line };
}
