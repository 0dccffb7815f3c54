/**
 * The form of a regular file, from its first rows, which the reader of any text has read. Some things that reader learns from
 * all rows: the decimal mark, the series, the order of day and month. The first rows must show them, or the file is not regular.
 */

import { isMarketHeader, isMonotonic } from '../series-column.ts';
import { cellsOf } from '../find-table.ts';
import { currencyOf, showsPoint } from '../number-columns.ts';
import { parseTime } from '../parse-times.ts';
import type { TextReading } from '../csv-result.ts';
import { rowsOfText } from '../rows-of-text.ts';
import type { TextRows } from '../rows-of-text.ts';
import { tradeReading } from '../trades/trade-columns.ts';
import type { RegularForm } from './regular-rows.ts';
import { SAME, SKIPPED, TIME } from './regular-rows.ts';

/** Lines whose rows decide; `joinClock` and `timeFormOf` look no further. */
export const FIRST_LINES = 2200;
/** Quotes must be within these characters, as around the names of columns: then they close within one block of `findStart`. */
const QUOTED = 1 << 12;

export interface RegularStart extends TextRows {
  readonly form: RegularForm;
}

/**
 * The form of a file that begins with the lines in `text`; `undefined` if the rest need not be of one form, or would have to
 * be known.
 * @throws HindcastError if these lines alone cannot be read
 */
export function regularStart(
  text: string,
  source: string,
  id: string,
  options: TextReading,
): RegularStart | undefined {
  const quotes = text.split('"').length - 1;
  if (quotes % 2 !== 0 || text.lastIndexOf('"') >= QUOTED || /\r(?!\n)/.test(text)) return undefined;
  const { onProgress: _, ...quiet } = options;
  const rows = rowsOfText(text, source, id, options.areTrades === true ? tradeReading(quiet) : quiet);
  const same = sameTexts(rows);
  if (
    same === undefined ||
    !hasSimpleColumns(rows) ||
    !hasPlainRows(rows, options.areTrades === true) ||
    !hasPlainNumbers(rows)
  )
    return undefined;
  const { body, columns, format } = rows;
  const roles = body.header.map((_name, index) => {
    if (index === columns.time) return TIME;
    const slot = columns.numbers.findIndex((column) => column.index === index);
    return slot >= 0 ? slot : same.has(index) ? SAME : SKIPPED;
  });
  const { delimiter, time } = body;
  const direction = options.areTrades === true ? 0 : Math.sign(time[1] - time[0]);
  return { ...rows, form: { delimiter, roles, same, timeFormat: format, direction } };
}

/** Whether no column needs all rows to be understood: one series, one time in UTC, no constants. */
function hasSimpleColumns({ body, columns, inferred, format, rowsAbove }: TextRows): boolean {
  const indices = [columns.time, ...columns.numbers.map(({ index }) => index)];
  return (
    !body.isJoined &&
    rowsAbove === 0 &&
    format.zone === undefined &&
    columns.secondTime === undefined &&
    body.seriesColumn === undefined &&
    columns.constants.length === 0 &&
    new Set(indices).size === indices.length &&
    // That one volume is 0 in every row must be known of every row.
    !inferred.some(({ role }) => role === 'volume') &&
    Number.isNaN(parseTime(body.header[columns.time], format))
  );
}

/** Whether the first rows are all of one width, with nothing below them; those of candles with times that only rise or only fall. */
function hasPlainRows({ body }: TextRows, areTrades: boolean): boolean {
  const { rows, header, time, skipped } = body;
  return (
    !skipped.some(({ kind }) => kind === 'line below the table') &&
    (areTrades || isMonotonic(time)) &&
    rows.every((row) => row.length === header.length)
  );
}

/** Whether the decimal mark is a point, by a cell that shows it, and no number has a currency. */
function hasPlainNumbers({ body, columns, values }: TextRows): boolean {
  return (
    values.mark === '.' &&
    columns.numbers.every(({ index }) => currencyOf(body, index) === undefined) &&
    columns.numbers.some((column) => showsPoint(body, column))
  );
}

/** The texts of the columns that name a market; `undefined` if one has another in another row. */
function sameTexts({ body, columns }: TextRows): ReadonlyMap<number, string> | undefined {
  const taken = new Set([columns.time, ...columns.numbers.map(({ index }) => index)]);
  const same = new Map<number, string>();
  for (const [index, name] of body.header.entries()) {
    if (taken.has(index) || !isMarketHeader(name)) continue;
    const cells = cellsOf(body, index);
    if (cells.some((cell) => cell !== cells[0])) return undefined;
    same.set(index, cells[0]);
  }
  return same;
}
