/**
 * The candles of a table that a file holds by columns. The first rows are read as the CSV text that they would be, which decides what the columns
 * are; the rest is taken from the columns as they are, if no more has to be known. If it has, the whole table is read as text.
 */

import { HindcastError, UsageError } from '../../../errors.ts';
import { escapeControl } from '../../../text/escape.ts';
import { candlesOfRows } from '../candles-of-rows.ts';
import type { FileRows } from '../candles-of-rows.ts';
import type { CsvResult, TextReading } from '../csv-result.ts';
import { rowsOfText } from '../rows-of-text.ts';
import type { TextRows } from '../rows-of-text.ts';
import { isMarketHeader } from '../series-column.ts';
import type { ColumnTable, TableColumn } from './column-table.ts';
import { tableText } from './column-table.ts';
import { numbersOfColumn, timesOfColumn } from './column-values.ts';
import { seriesOfColumns } from './column-series.ts';

/** Rows that decide; `joinClock` and `timeFormOf` look no further. */
const FIRST_ROWS = 2200;

export interface ColumnReading {
  /** Rows that decide. */
  readonly firstRows?: number;
}

/**
 * The candles of a table; its text, if they can only be read from that.
 * @throws UsageError for an option that only text has
 */
export async function candlesOfTable(
  table: ColumnTable,
  source: string,
  options: TextReading & { readonly id: string },
  { firstRows = FIRST_ROWS }: ColumnReading = {},
): Promise<CsvResult | string> {
  if (options.decimalMark !== undefined)
    throw new UsageError(
      `\`--decimal-mark\` is for text, and ${escapeControl(source)} is a file of ${table.format}`,
      { hint: 'leave it out' },
    );
  const { header, rows } = table;
  const first = await readAll(table, Math.min(rows, firstRows));
  const text = tableText(source, header, first, Math.min(rows, firstRows));
  if (rows <= firstRows) return text;
  const start = startOf(text, source, options);
  const columns = start && (await readNeeded(table, start, options));
  const file = start && columns && rowsOf(table, start, columns, options);
  if (file !== undefined) return candlesOfRows(start!, file, tableReading(table, options));
  return tableText(source, header, await readAll(table, rows), rows);
}

/** How the text of a table is read: all its numbers have a decimal point. */
export function tableReading<Options extends TextReading>(
  { format }: ColumnTable,
  options: Options,
): Options & Pick<TextReading, 'decimalMark' | 'encoding'> {
  return { ...options, decimalMark: '.', encoding: format };
}

async function readAll({ header, column }: ColumnTable, count: number): Promise<readonly TableColumn[]> {
  const columns: TableColumn[] = [];
  for (const index of header.keys()) columns.push(await column(index, count));
  return columns;
}

/** What the first rows show; `undefined` if they cannot be read alone, or if all rows have to be known. */
function startOf(
  text: string,
  source: string,
  options: TextReading & { readonly id: string },
): TextRows | undefined {
  const { onProgress: _, ...quiet } = options;
  let start: TextRows;
  try {
    start = rowsOfText(text, source, options.id, { ...quiet, decimalMark: '.' });
  } catch (error) {
    if (error instanceof HindcastError) return undefined; // the reader of text finds it too, and says what it is
    throw error;
  }
  const { body, columns, inferred, format, rowsAbove } = start;
  const indices = [columns.time, ...columns.numbers.map(({ index }) => index)];
  const isSimple =
    body.isJoined !== true &&
    rowsAbove === 0 &&
    body.skipped.length === 0 &&
    body.remarks.length === 0 &&
    body.headerLines.length === 1 &&
    format.zone === undefined &&
    columns.secondTime === undefined &&
    columns.constants.length === 0 &&
    new Set(indices).size === indices.length &&
    // That one volume is 0 in every row must be known of every row.
    !inferred.some(({ role }) => role === 'volume');
  return isSimple ? start : undefined;
}

/** All values of the columns that are read, and of those that may name a market, by index. */
async function readNeeded(
  { rows, column, header }: ColumnTable,
  { columns }: TextRows,
  { onProgress }: TextReading,
): Promise<ReadonlyMap<number, TableColumn>> {
  const wanted = [columns.time, ...columns.numbers.map(({ index }) => index)];
  if (columns.uniqueId !== undefined) wanted.push(columns.uniqueId);
  const markets = [...header.keys()].filter(
    (index) => !wanted.includes(index) && isMarketHeader(header[index]),
  );
  const read = new Map<number, TableColumn>();
  const all = [...wanted, ...markets];
  for (const index of all) {
    read.set(index, await column(index, rows));
    onProgress?.({ share: read.size / all.length });
  }
  return read;
}

/** All rows; `undefined` if they are not all of one form. */
function rowsOf(
  { rows }: ColumnTable,
  start: TextRows,
  read: ReadonlyMap<number, TableColumn>,
  options: TextReading & { readonly id: string },
): FileRows | undefined {
  const { columns, format } = start;
  const time = timesOfColumn(read.get(columns.time)!, format);
  if (time === undefined) return undefined;
  const numbers = new Map<string, Float64Array>();
  for (const { key, index } of columns.numbers) {
    const values = numbersOfColumn(read.get(index)!);
    if (values === undefined) return undefined;
    numbers.set(key, values);
  }
  const groups = seriesOfColumns(start, read, time, options.id);
  if (groups === undefined) return undefined;
  const lines = new Int32Array(rows);
  for (let row = 0; row < rows; row++) lines[row] = row + 2;
  return { time, lines, columns: numbers, groups, records: rows + 1 };
}
