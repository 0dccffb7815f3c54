/**
 * Signs that a record is a row, for records where no row is expected: above a header line, below a table, among
 * comments. A record that may be a row is never skipped.
 */

import { amountOf, parseNumber } from './parse-numbers.ts';
import { parseTime } from './parse-times.ts';
import type { DateOrder } from './parse-times.ts';

const ORDERS: readonly (DateOrder | undefined)[] = [undefined, 'dmy', 'mdy', 'ymd'];
/** What may separate cells, even if the table has another delimiter. */
const DELIMITER = /[,;\t|]/;
/** A date, even one that does not exist. */
const DATE_LIKE = /^\s*\d+[-/.]\d+[-/.]\d+/;
const CLOCK = /^\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M)?$/i;

/** Whether a cell is a time in any accepted form, a date such as `1/2/2020` among them. */
export function isTimeCell(cell: string): boolean {
  return ORDERS.some((order) => !Number.isNaN(parseTime(cell, order === undefined ? {} : { order })));
}

/** Whether a cell is a number with either decimal mark, perhaps in a currency. */
export function isNumberCell(cell: string): boolean {
  return [cell, amountOf(cell)?.number ?? ''].some(
    (text) => !Number.isNaN(parseNumber(text, '.')) || !Number.isNaN(parseNumber(text, ',')),
  );
}

/** Whether a cell is a time of day without a date. */
export function isClockCell(cell: string): boolean {
  return CLOCK.test(cell.trim());
}

/** A time of day without colons: `0930` or `093000`. */
export const FULL_CLOCK = /^(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/;

/** Whether cells are times of day without colons and first zeros: `930`, and `0` at midnight. `9` alone may be an hour. */
export function areShortClocks(cells: readonly string[]): boolean {
  const texts = cells.map((cell) => cell.trim());
  const width = Math.max(...texts.map(({ length }) => length)) > 4 ? 6 : 4;
  if (!texts.every((text) => /^\d+$/.test(text) && FULL_CLOCK.test(text.padStart(width, '0')))) return false;
  return texts.some(({ length }) => length > 2) || texts.every((text) => text === '0');
}

/** Whether a record may be a row: beside another cell it has a time in column `time` or first, or a date and a number. */
export function mayBeRow(record: readonly string[], time: number): boolean {
  return readingsOf(record).some(
    (cells) => cells.length > 1 && (timeIndex(cells, time) !== undefined || datedIndex(cells) !== undefined),
  );
}

/** Whether a record above a header line of `width` cells may be a row: as `mayBeRow`, with a number or of that width. */
export function mayBeRowAbove(record: readonly string[], time: number, width: number): boolean {
  return readingsOf(record).some((cells) => {
    if (cells.length < 2) return false;
    const at = timeIndex(cells, time);
    if (at === undefined) return cells.length === width && datedIndex(cells) !== undefined;
    return cells.length === width || cells.some((cell, i) => i !== at && isNumberCell(cell));
  });
}

/** The cells of a record, and those that it has if its delimiter is not that of the table. */
function readingsOf(record: readonly string[]): readonly (readonly string[])[] {
  return [record, record.flatMap((cell) => cell.split(DELIMITER))];
}

function timeIndex(cells: readonly string[], time: number): number | undefined {
  return [time, 0].find((i) => i < cells.length && (isTimeCell(cells[i]) || DATE_LIKE.test(cells[i])));
}

/** The first cell with a written date, if another cell is a number. */
function datedIndex(cells: readonly string[]): number | undefined {
  const date = cells.findIndex((cell) => isTimeCell(cell) && !isNumberCell(cell));
  return date >= 0 && cells.some((cell, i) => i !== date && isNumberCell(cell)) ? date : undefined;
}

export function isBlank(record: readonly string[]): boolean {
  return record[0].trim() === '' && record.every((cell) => cell.trim() === '');
}

/** A comment (`# …`), or a line shorter than the `width` of a table that starts with `#`, or has a URL and no time. */
export function isComment(record: readonly string[], width: number): boolean {
  if (/^#\s/.test(record[0])) return true;
  if (record.length >= width) return false;
  if (record[0].startsWith('#')) return true;
  return (
    record.some((cell) => cell.includes('://')) && !readingsOf(record).some((cells) => cells.some(isTimeCell))
  );
}
