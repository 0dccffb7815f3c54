/** Columns as times and numbers, as the reader of text reads their cells; `undefined` where it has to read them. */

import { isAbsent, parsePlain } from '../parse-numbers.ts';
import { parseTime, timeOfNumber } from '../parse-times.ts';
import type { TimeFormat } from '../parse-times.ts';
import { isComment } from '../row-signs.ts';
import type { TableColumn } from './column-table.ts';

/** Numbers from here on are written with an exponent. */
const EXPONENT = 1e21;
/** Numbers of 8 and of 14 digits, which may be dates. */
const COMPACT = [
  [1e7, 1e8],
  [1e13, 1e14],
] as const;

/** The time of every row; `undefined` if a cell is none, or is to be read by what others show. */
export function timesOfColumn(column: TableColumn, format: TimeFormat): Float64Array | undefined {
  if (column.kind === 'time') return column.values.some(isNoTime) ? undefined : column.values;
  if (column.kind === 'text') {
    const times = column.words.map((word) => (isComment([word], 1) ? NaN : parseTime(word, format)));
    const all = Float64Array.from(column.codes, (code) => times[code] ?? NaN);
    return all.some(Number.isNaN) ? undefined : all;
  }
  const times = column.values.map((value) => timeOf(value, format));
  return times.some(Number.isNaN) ? undefined : times;
}

/** Whether a time is missing, or outside those that have a date. */
function isNoTime(ms: number): boolean {
  return !(Math.abs(ms) <= 8.64e15);
}

function timeOf(value: number, format: TimeFormat): number {
  if (!(value >= 0 && value < EXPONENT)) return NaN;
  const mayBeDate = COMPACT.some(([from, to]) => value >= from && value < to);
  return mayBeDate || value < 1 ? parseTime(String(value), format) : timeOfNumber(value, format.unit);
}

/** The number of every row; `undefined` if a cell is neither a plain number nor empty. */
export function numbersOfColumn(column: TableColumn): Float64Array | undefined {
  if (column.kind === 'time') return undefined;
  if (column.kind === 'number')
    return column.values.some((value) => Math.abs(value) === Infinity) ? undefined : column.values;
  const numbers = column.words.map(parsePlain);
  const isOther = column.words.some((word, i) => Number.isNaN(numbers[i]) && !isAbsent(word));
  return isOther ? undefined : Float64Array.from(column.codes, (code) => numbers[code] ?? NaN);
}
