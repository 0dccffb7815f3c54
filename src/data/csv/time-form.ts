/** The form in which a file writes its times, in the words of `--date-format` where it has one. */

import type { DateOrder } from './parse-times.ts';
import { parseTime } from './parse-times.ts';
import { yearFirst } from './written-dates.ts';

const ORDERS: readonly (readonly [DateOrder, string])[] = [
  ['dmy', 'd/m/yyyy'],
  ['mdy', 'm/d/yyyy'],
  ['ymd', 'yy-mm-dd'],
];
const UNITS: readonly (readonly [perMs: number, name: string])[] = [
  [1e-3, 'seconds since 1970'],
  [1, 'milliseconds since 1970'],
  [1e3, 'microseconds since 1970'],
  [1e6, 'nanoseconds since 1970'],
];
const COMPACT: readonly (readonly [RegExp, string])[] = [
  [/^(?:19|20)\d{6}$/, 'yyyymmdd'],
  [/^(?:19|20)\d{12}$/, 'yyyymmddhhmmss'],
  [/^\d{8}[T -]/, 'yyyymmdd with a time of day'],
];
/** Rows that are compared, and the largest offset of a time zone. */
const ROWS = 1000;
const LARGEST_OFFSET = 14 * 3_600_000;

/** The form of the first cells of a column, whose times are `time`. */
export function timeFormOf(cells: readonly string[], time: ArrayLike<number>): string {
  const text = (cells.at(0) ?? '').trim();
  const compact = COMPACT.find(([form]) => form.test(text));
  if (compact !== undefined && Math.abs(Number(text) * 1000 - time[0]) > 1) return compact[1];
  if (/^\d+(\.\d*)?$/.test(text)) {
    const unit = UNITS.find(([perMs]) => Math.abs(Number(text) / perMs - time[0]) <= 1);
    return unit?.[1] ?? 'a number since 1970';
  }
  if (yearFirst(text) !== undefined) return 'date in words or characters';
  if (!Number.isNaN(parseTime(text))) return 'yyyy-mm-dd';
  const fits = (order: DateOrder): boolean =>
    cells
      .slice(0, ROWS)
      .every((cell, row) => Math.abs(parseTime(cell, { order }) - time[row]) <= LARGEST_OFFSET);
  return ORDERS.find(([order]) => fits(order))?.[1] ?? 'date';
}
