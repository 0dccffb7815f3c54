/** Local times to UTC: those of a column whose time zone the user names. */

import type { DataError } from '../../errors.ts';
import type { TimeZone } from '../time-zone.ts';
import { cellError } from './csv-errors.ts';
import type { TimeColumn } from './parse-times.ts';
import type { Noted, Remark } from './reading.ts';

const HAS_OFFSET =
  /(?::\d\d(?:[.,]\d+)?|\d ?[AP]M) ?(?:Z|(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?|UTC|GMT)(?: \([^()]*\))?$/i;
/** But for `20230116093000`. */
const SINCE_1970 = /^(?!(?:19|20)\d{12}$)\d{9,}(?:\.\d*)?$/;
const HAS_CLOCK = /\d:\d\d|\d ?[AP]M|^\d{8}[T -]{0,2}\d{4,9}$/i;

/** Whether a cell gives the moment itself: it has an offset, or counts from 1970. */
export function hasOwnZone(cell: string): boolean {
  const text = cell.trim();
  return HAS_OFFSET.test(text) || SINCE_1970.test(text);
}

/** Whether a cell is a local time: with a time of day, and without an offset. */
export function isClockTime(cell: string): boolean {
  return HAS_CLOCK.test(cell) && !hasOwnZone(cell);
}

export interface UtcTimes {
  readonly time: Float64Array;
  readonly remarks: readonly Noted<Remark>[];
}

/**
 * The times of a column in UTC. In a doubled hour, the order of the rows of a series shows which of the two hours a row is
 * in.
 * @param local - its times as if they were UTC
 * @param ids - the series of every row
 * @throws DataError for a local time that the clocks skip
 */
export function utcTimes(
  column: TimeColumn,
  local: Float64Array,
  ids: readonly string[],
  zone: TimeZone,
): UtcTimes {
  const { cells, lines } = column;
  const time = Float64Array.from(local);
  const isOwn = Uint8Array.from(cells, (cell) => (hasOwnZone(cell) ? 1 : 0));
  const last = new Map<string, number>();
  const read = (i: number): void => {
    if (isOwn[i] === 0) time[i] = momentOf(column, i, local[i], zone, last.get(ids[i]) ?? NaN);
    last.set(ids[i], time[i]);
  };
  const descending = descendingSeries(local, ids);
  for (let i = 0; i < time.length; i++) if (!descending.has(ids[i])) read(i);
  for (let i = time.length - 1; i >= 0; i--) if (descending.has(ids[i])) read(i);
  const own = isOwn.reduce((sum, value) => sum + value, 0);
  const unequal = findUnequalDays({ time, local, cells, ids });
  return {
    time,
    remarks: [
      ...(own === 0
        ? []
        : [{ kind: 'time with its own offset' as const, count: own, line: lines[isOwn.indexOf(1)] }]),
      ...(unequal.count === 0
        ? []
        : [{ kind: 'day not 24 hours long' as const, count: unequal.count, line: lines[unequal.first] }]),
    ],
  };
}

/** Series whose first row is their newest. */
function descendingSeries(local: Float64Array, ids: readonly string[]): ReadonlySet<string> {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const [i, id] of ids.entries()) {
    if (!first.has(id)) first.set(id, local[i]);
    last.set(id, local[i]);
  }
  return new Set([...first].flatMap(([id, time]) => (time > last.get(id)! ? [id] : [])));
}

/** The moment of row `i`. @param before - the moment of the row before it in time, in its series; `NaN` if there is none */
function momentOf(column: TimeColumn, i: number, local: number, zone: TimeZone, before: number): number {
  const [first, second] = zone.momentsOf(local);
  if (first === undefined) {
    if (HAS_CLOCK.test(column.cells[i])) throw skippedError(column, i, zone);
    return zone.startOfDay(local);
  }
  return second !== undefined && first <= before && before <= second ? second : first;
}

function skippedError(
  { source, column, cells, lines }: TimeColumn,
  i: number,
  { name }: TimeZone,
): DataError {
  return cellError(
    { source, line: lines[i], column },
    `a time that exists in ${name}`,
    cells[i],
    'the clocks there skip this time: name another zone, or leave out `--time-zone` if the times are UTC',
  );
}

/** Dates without a time of day that are not 24 hours after the row before. */
function findUnequalDays({
  time,
  local,
  cells,
  ids,
}: {
  readonly time: Float64Array;
  readonly local: Float64Array;
  readonly cells: readonly string[];
  readonly ids: readonly string[];
}): { readonly count: number; readonly first: number } {
  let count = 0;
  let first = 0;
  for (let i = 1; i < time.length; i++) {
    if (time[i] - local[i] === time[i - 1] - local[i - 1] || ids[i] !== ids[i - 1]) continue;
    if (HAS_CLOCK.test(cells[i])) continue;
    if (count === 0) first = i;
    count++;
  }
  return { count, first };
}
