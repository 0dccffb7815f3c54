/**
 * Cells as times, in milliseconds since 1970 UTC. A cell is a date with an optional time of day and zone (default
 * UTC), or a number since 1970. The size of the number shows whether it counts seconds, milliseconds, microseconds or
 * nanoseconds; this is decided for each cell, since files change unit half-way. Only the order of day and month in
 * `1/2/2020` is one for the whole column: it is inferred from all rows, or given by the user.
 */

import { DataError, UsageError } from '../../errors.ts';
import { cellError, optionText } from './csv-errors.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import { yearFirst } from './written-dates.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';
type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** The meaning of `--date-format`; empty if it is not given. */
export interface TimeFormat {
  readonly order?: DateOrder;
  readonly unit?: TimeUnit;
}

/** Cells of one time column, and what error messages need. */
export interface TimeColumn {
  readonly source: string;
  readonly column: string;
  readonly cells: readonly string[];
  readonly lines: readonly number[];
}

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];
const UNITS: Readonly<Record<TimeUnit, number>> = { s: 1e3, ms: 1, us: 1e-3, ns: 1e-6 };
const WRITTEN: Readonly<Record<DateOrder, string>> = { dmy: 'd/m/yyyy', mdy: 'm/d/yyyy', ymd: 'yyyy-mm-dd' };
const DATE_FORMATS = '`d/m/yyyy`, `m/d/yyyy`, `yyyy-mm-dd`, `s`, `ms`, `us` or `ns`';
const EXPECTED_TIME =
  'a time such as `2024-08-21`, `2024-08-21T10:00:00Z` or seconds or milliseconds since 1970';

/** Longer cells are not times and need not be matched. */
export const LONGEST_TIME = 80;
const CLOCK = String.raw`(?:(?:T| {1,2}|, ?)(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(?:[- ]?([AP])M)?(?: ?(Z|(?:UTC|GMT)?[+-](?:0\d|1[0-4])(?::?[0-5]\d)?|UTC|GMT))?)?$`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${CLOCK}`, 'i');
const THREE_NUMBERS = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)${CLOCK}`, 'i');
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/;
/** `202301160930` may also be milliseconds of 1976. */
const COMPACT_MINUTE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/;
const NUMBER = /^\d+(?:\.\d*)?$/;
const CLOCK_ONLY = /^\d{1,2}:\d\d/;

/** The meaning of `--date-format`: an order of day, month and year, or the unit of a number. */
export function parseTimeFormat(option: string | undefined): TimeFormat {
  if (option === undefined) return {};
  const text = option.trim().toLowerCase();
  if (Object.hasOwn(UNITS, text)) return { unit: text as TimeUnit };
  // The time of day in `dd/mm/yyyy hh:mm` needs no format.
  const letters = (text.split(/[t ]/)[0] ?? '').replaceAll(/[^a-z]/g, '').replaceAll(/(.)\1+/g, '$1');
  const order = ORDERS.find((each) => each === letters);
  if (order !== undefined) return { order };
  throw new UsageError(`expected \`--date-format\` to be ${DATE_FORMATS}, got ${quoted(option)}`, {
    hint: 'write day, month and year in the order of the file, for example `--date-format d/m/yyyy`',
  });
}

/** The time of one cell; `NaN` if it is not a time, or is a date such as `1/2/2020` while `order` is unknown. */
export function parseTime(cell: string, format: TimeFormat = {}): number {
  const text = cell.trim();
  if (text.length > LONGEST_TIME) return NaN;
  if (NUMBER.test(text)) return parseNumeric(text, format.unit);
  if (format.unit !== undefined) return NaN;
  let match = YEAR_FIRST.exec(text);
  if (match !== null) return instant(Number(match[1]), Number(match[3]), Number(match[4]), match, 5);
  match = THREE_NUMBERS.exec(text);
  if (match !== null) return parseThreeNumbers(match, format.order);
  match = YEAR_FIRST.exec(yearFirst(text) ?? '');
  if (match !== null) return instant(Number(match[1]), Number(match[3]), Number(match[4]), match, 5);
  return NaN;
}

/** The times of a column; `NaN` for cells that are not times. Throws if the order of day and month is ambiguous. */
export function parseTimes(column: TimeColumn, format: TimeFormat = {}): Float64Array {
  const { cells } = column;
  const time = new Float64Array(cells.length);
  const open: number[] = [];
  for (let i = 0; i < cells.length; i++) {
    time[i] = parseTime(cells[i], format);
    if (format.unit === undefined && Number.isNaN(time[i]) && isThreeNumbers(cells[i])) open.push(i);
  }
  if (open.length === 0) {
    if (format.unit === undefined && cells.every((cell) => COMPACT_MINUTE.test(cell.trim())))
      throw compactMinuteError(column);
    return time;
  }
  const order = format.order ?? orderFromEvidence(column, time, open);
  for (const i of open) {
    time[i] = parseTime(cells[i], { order });
    if (Number.isNaN(time[i])) throw dateOrderError(column, i, order, format.order !== undefined);
  }
  return time;
}

/**
 * The first row whose cell is another time than `time`, or -1. A cell without a time of day agrees with its whole
 * day, one without seconds with its minute. Cells that are not times are ignored.
 */
export function firstDisagreement(
  cells: readonly string[],
  time: Float64Array,
  order: DateOrder | undefined,
): number {
  const isOpen = order === undefined && cells.some(isThreeNumbers);
  const formats = isOpen ? ORDERS.map((each) => ({ order: each })) : [{ order }];
  const rows = formats.map((format) => cells.findIndex((cell, i) => disagrees(cell, time[i], format)));
  return rows.includes(-1) ? -1 : Math.max(...rows);
}

/** What a date such as `1/2/2020` may mean, with day or month first; nothing for other cells. */
export function possibleDates(cell: string): readonly number[] {
  if (!isThreeNumbers(cell)) return [];
  const readings = (['dmy', 'mdy'] as const).map((order) => parseTime(cell, { order }));
  return [...new Set(readings.filter((time) => !Number.isNaN(time)))];
}

/** The error for row `row`, whose cell is not a time. */
export function timeError(column: TimeColumn, row: number): DataError {
  const { source, column: name, lines, cells } = column;
  const hint = timeHint(cells[row].trim(), lines[row]);
  return cellError({ source, line: lines[row], column: name }, EXPECTED_TIME, cells[row], hint);
}

function timeHint(cell: string, line: number): string {
  if (/^\d+([.,]\d+)?e\+?\d+$/i.test(cell)) {
    return 'a spreadsheet has rounded these times: export them again as dates or whole numbers';
  }
  if (/^\d{5}([.,]\d+)?$/.test(cell)) {
    return 'this looks like a spreadsheet day number: format the column as `yyyy-mm-dd` and export it again';
  }
  if (CLOCK_ONLY.test(cell)) return 'a time of day needs a date: join the date and time columns into one';
  if (/^(?:\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])\d\d)$/.test(cell)) {
    return 'if this is a date, write it with a year of four digits, as in `20230116`; row numbers are not times: name another column with `--time-column`';
  }
  if (/^\d{1,8}$/.test(cell)) {
    return 'if these are seconds since 1970, say so with `--date-format s`; row numbers are not times: name another column with `--time-column`';
  }
  return `correct or delete line ${line}, or choose the time column with \`--time-column\` or its format with \`--date-format\``;
}

function compactMinuteError({ source, column, cells, lines }: TimeColumn): DataError {
  return cellError(
    { source, line: lines[0], column },
    'a clear time',
    cells[0],
    'these may be `yyyymmddhhmm` or milliseconds since 1970: add seconds, as in `20230116093000`, or use `--date-format ms`',
  );
}

function parseNumeric(text: string, unit: TimeUnit | undefined): number {
  const compact = unit === undefined ? COMPACT.exec(text) : null;
  if (compact === null) return timeOfNumber(Number(text), unit);
  return instant(Number(compact[1]), Number(compact[2]), Number(compact[3]), compact, 4);
}

/** The time of a number since 1970, not negative, that is no compact date; `NaN` if it cannot be one. */
export function timeOfNumber(value: number, unit: TimeUnit | undefined): number {
  if (unit !== undefined) return inRange(Math.round(value * UNITS[unit]));
  // Seconds from 1973 to 5138; smaller numbers are row numbers or spreadsheet days.
  if (value < 1e8 || value >= 1e20) return NaN;
  const scale = value < 1e11 ? UNITS.s : value < 1e14 ? UNITS.ms : value < 1e17 ? UNITS.us : UNITS.ns;
  return Math.round(value * scale);
}

function inRange(time: number): number {
  return Math.abs(time) <= 8.64e15 ? time : NaN;
}

function parseThreeNumbers(match: readonly string[], order: DateOrder | undefined): number {
  const [, first, , second, third] = match;
  if (order === 'ymd') {
    return third.length > 2 ? NaN : instant(fullYear(first), Number(second), Number(third), match, 5);
  }
  if (order === 'dmy') return instant(fullYear(third), Number(second), Number(first), match, 5);
  if (order === 'mdy') return instant(fullYear(third), Number(first), Number(second), match, 5);
  return NaN;
}

function fullYear(text: string): number {
  return text.length > 2 ? Number(text) : 2000 + Number(text);
}

/** Date and time of day; the groups of the latter (hour, minute, second, fraction, A or P, zone) start at `at`. */
function instant(
  year: number,
  month: number,
  day: number,
  groups: ArrayLike<string | undefined>,
  at: number,
): number {
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (month < 1 || date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1) return NaN;
  if (date.getUTCDate() !== day) return NaN;
  if (groups[at] === undefined) return midnight;
  const half = groups[at + 4]?.toUpperCase();
  const hour = clockHour(Number(groups[at]), half, groups[at + 1] !== undefined);
  const minute = Number(groups[at + 1] ?? 0);
  const second = Number(groups[at + 2] ?? 0);
  if (Number.isNaN(hour) || minute > 59 || second > 59) return NaN;
  const milliseconds = Number((groups[at + 3] ?? '').slice(0, 3).padEnd(3, '0'));
  return midnight + ((hour * 60 + minute - zoneMinutes(groups[at + 5])) * 60 + second) * 1000 + milliseconds;
}

/** 0..23; `NaN` for an impossible hour, and for a number without minutes, AM or PM. */
function clockHour(hour: number, half: string | undefined, hasMinutes: boolean): number {
  if (half === undefined) return hasMinutes && hour < 24 ? hour : NaN;
  if (hour < 1 || hour > 12) return NaN;
  return (hour % 12) + (half === 'P' ? 12 : 0);
}

function zoneMinutes(zone: string | undefined): number {
  const offset = zone?.replace(/^(?:UTC|GMT)/i, '') ?? '';
  if (!/^[+-]/.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return offset.startsWith('-') ? -minutes : minutes;
}

function isThreeNumbers(cell: string): boolean {
  return cell.length <= LONGEST_TIME && THREE_NUMBERS.test(cell.trim());
}

/** The only order that fits every ambiguous row; if several fit, the one with which all steps are equal. */
function orderFromEvidence(column: TimeColumn, time: Float64Array, open: readonly number[]): DateOrder {
  const { cells, lines, source } = column;
  const misfits = ORDERS.map((order) => open.find((i) => Number.isNaN(parseTime(cells[i], { order }))));
  const fitting = ORDERS.filter((_, i) => misfits[i] === undefined);
  if (fitting.length === 1) return fitting[0];
  if (fitting.length === 0) {
    const farthest = Math.max(...misfits.map((row) => row ?? -1));
    const order = ORDERS[misfits.indexOf(farthest)];
    if (farthest === open[0]) throw timeError(column, farthest);
    throw dateOrderError(column, farthest, order, false);
  }
  const regular = fitting.filter((order) => {
    const readings = Float64Array.from(time);
    for (const i of open) readings[i] = parseTime(cells[i], { order });
    return isRegular(readings);
  });
  if (regular.length === 1) return regular[0];
  const formats = fitting.map((order) => `\`${WRITTEN[order]}\``).join(' and ');
  const where = `${escapeControl(source)}, line ${lines[open[0]]}, column ${quoted(column.column)}`;
  throw new DataError(
    `${where}: expected a clear order of day and month, got ${quoted(cells[open[0]])}, and all rows fit ${formats}`,
    {
      hint: `choose one with \`--date-format ${WRITTEN[fitting[0]]}\` or \`--date-format ${WRITTEN[fitting[1]]}\``,
    },
  );
}

function dateOrderError(column: TimeColumn, row: number, order: DateOrder, isAsked: boolean): DataError {
  const { source, column: name, lines, cells } = column;
  const expected = `a date as \`${WRITTEN[order]}\`${isAsked ? '' : ' like the rows before'}`;
  const open = cells.filter(isThreeNumbers);
  const other = ORDERS.find((each) => open.every((cell) => !Number.isNaN(parseTime(cell, { order: each }))));
  const hint =
    other === undefined
      ? `correct or delete line ${lines[row]}: no order of day and month fits it and all other rows`
      : `all rows fit ${optionText('--date-format', WRITTEN[other])}`;
  return cellError({ source, line: lines[row], column: name }, expected, cells[row], hint);
}

/** Whether there are three or more distinct times with equal steps, in milliseconds or in months. */
function isRegular(times: Float64Array): boolean {
  const sorted = [...new Set(times.filter((time) => !Number.isNaN(time)).toSorted())];
  return sorted.length > 2 && (hasOneStep(sorted) || hasOneStep(sorted.map(months)));
}

function hasOneStep(values: readonly number[]): boolean {
  return values.every((value, i) => i < 2 || value - values[i - 1] === values[1] - values[0]);
}

/** Months since 1970 with the rest of the month as a fraction, exact in days and milliseconds. */
function months(time: number): number {
  const date = new Date(time);
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  const rest = time - Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  return month * 2 ** 32 + rest;
}

function disagrees(cell: string, time: number, format: TimeFormat): boolean {
  const other = parseTime(cell, format);
  if (Number.isNaN(time)) return false;
  if (Number.isNaN(other)) return isThreeNumbers(cell);
  const unit = precision(cell);
  return Math.floor(other / unit) !== Math.floor(time / unit);
}

/** Milliseconds of the smallest unit of a written date: second, minute, hour or day. */
function precision(cell: string): number {
  if (/:\d\d:|^\d{8}[T -]*\d{6}$/.test(cell.trim())) return 1000;
  if (cell.includes(':')) return 60_000;
  return /\d[- ]?[ap]m/i.test(cell) ? 3_600_000 : 86_400_000;
}
