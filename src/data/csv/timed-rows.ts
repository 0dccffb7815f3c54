/**
 * The rows of a table with their times and series. Footers are skipped. Rows, times and markets that contradict
 * each other are errors.
 */

import { headerLikeness } from './choose-columns.ts';
import type { ColumnChoice, WantedColumns } from './choose-columns.ts';
import { fileError, lineError, optionText } from './csv-errors.ts';
import { cellsOf } from './find-table.ts';
import type { CsvTable } from './find-table.ts';
import { hasOwnZone, isClockTime, utcTimes } from './local-times.ts';
import type { UtcTimes } from './local-times.ts';
import { Notes } from './reading.ts';
import type { Noted, Remark, SkipReason } from './reading.ts';
import { isNumberCell, mayBeRow } from './row-signs.ts';
import { readSeries } from './series-column.ts';
import type { SeriesIds } from './series-column.ts';
import { firstDisagreement, timeError, parseTimes } from './parse-times.ts';
import type { TimeFormat } from './parse-times.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import type { TimeZone } from '../time-zone.ts';
import { formatTime } from '../timeframe.ts';

interface TableWithTimes extends CsvTable {
  /** Milliseconds since 1970 UTC of every row, in the order of the file. */
  readonly time: Float64Array;
  readonly remarks: readonly Noted<Remark>[];
  /** The local time of a row, in milliseconds as if it were UTC; `NaN` if the file gives the moment itself. */
  readonly clockOf: (row: number) => number;
}
type LocalTable = Omit<TableWithTimes, 'clockOf'>;
export type TimedTable = TableWithTimes & SeriesIds;

/** How times are written, and the zone of times without an offset (default: UTC). */
export interface WrittenTimes extends TimeFormat {
  readonly zone: TimeZone | undefined;
}

/** Lines of text below a table that are skipped; with more, the table is taken to be broken. */
const MOST_FOOTERS = 10;

/** The rows of `table`, checked. `id` is their series if there is no `unique_id` column. */
export function readTimedRows(
  table: CsvTable,
  columns: ColumnChoice,
  format: WrittenTimes,
  id: string,
  wanted: WantedColumns,
): TimedTable {
  const local = readTimes(table, columns, format, wanted);
  const series = readSeries({ ...local, moment: momentsOf(local, columns, format) }, columns, id, wanted);
  const utc = toUtc(local, columns, series.ids, format);
  const timed = { ...local, time: utc.time, remarks: [...local.remarks, ...utc.remarks] };
  checkSecondTime(timed, columns, format);
  const cells = cellsOf(local, columns.time);
  const clockOf = (row: number): number => (isClockTime(cells[row]) ? local.time[row] : NaN);
  return { ...timed, ...series, clockOf };
}

/** The times in UTC if the file is one series; as written without a time zone. */
function momentsOf(body: LocalTable, columns: ColumnChoice, format: WrittenTimes): Float64Array {
  return toUtc(
    body,
    columns,
    body.rows.map(() => ''),
    format,
  ).time;
}

/** The times in UTC. */
function toUtc(
  body: LocalTable,
  columns: ColumnChoice,
  ids: readonly string[],
  { zone }: WrittenTimes,
): UtcTimes {
  const { source, header, lines, time } = body;
  if (zone === undefined) return { time, remarks: [] };
  const column = { source, column: header[columns.time], cells: cellsOf(body, columns.time), lines };
  return utcTimes(column, time, ids, zone);
}

/** The rows with their times, without the footer. */
function readTimes(
  table: CsvTable,
  columns: ColumnChoice,
  format: TimeFormat,
  wanted: WantedColumns,
): LocalTable {
  const { source, header, rows, lines } = table;
  if (rows.length === 0) {
    throw fileError(
      source,
      'expected rows below the header line, got none',
      'check how the file was written',
    );
  }
  const column = { source, column: header[columns.time], cells: cellsOf(table, columns.time), lines };
  const time = parseTimes(column, format);
  const count = rows.length - countFooters(table, time, columns);
  for (let i = count; i < rows.length; i++) checkNoHeader(table, i, wanted);
  const short = new Notes<Remark>();
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(time[i])) {
      checkNoHeader(table, i, wanted);
      throw timeError(column, i);
    }
    if (rows[i].length !== header.length) checkWidth(table, i, columns, short);
  }
  return {
    ...table,
    rows: rows.slice(0, count),
    lines: lines.slice(0, count),
    time: time.slice(0, count),
    skipped: [...table.skipped, ...footersOf(lines, count)],
    remarks: short.list(),
  };
}

/** Lines of text below the table. */
function countFooters(table: CsvTable, time: Float64Array, columns: ColumnChoice): number {
  const { length } = table.rows;
  const most = Math.min(MOST_FOOTERS, length - 1);
  let count = 0;
  while (count < most && isFooter(table, length - 1 - count, time, columns)) count++;
  return count;
}

/** Throws for a header line of another table among the rows. */
function checkNoHeader(
  { source, rows, lines, delimiter }: CsvTable,
  row: number,
  wanted: WantedColumns,
): void {
  const cells = rows[row];
  if (cells.length < 2 || headerLikeness(cells, wanted) < 2) return;
  throw lineError(
    source,
    lines[row],
    `expected rows of one table, got another header line: ${quoted(cells.join(delimiter))}`,
    'delete the line if the rows below it have the same columns; otherwise split the file there',
  );
}

/**
 * Throws for a row with more cells than the header line, unless the rest are empty, and for one with fewer, unless the
 * missing ones are not read and it is not a last line that was cut off. Counts the shorter rows in `short`.
 */
function checkWidth(table: CsvTable, row: number, columns: ColumnChoice, short: Notes<Remark>): void {
  const { source, delimiter, header, rows, lines } = table;
  const cells = rows[row];
  const isEmpty = (cell: string): boolean => cell.trim() === '';
  if (cells.length > header.length && cells.slice(header.length).every(isEmpty)) return;
  if (cells.length < header.length) {
    if (header.slice(cells.length).every(isEmpty)) return;
    const isCutOff =
      !table.endsWithLine && row === rows.length - 1 && cells.length !== rows.at(row - 1)?.length;
    if (!isCutOff && lastRead(columns) < cells.length) {
      short.add('row with fewer cells', lines[row]);
      return;
    }
    throw lineError(
      source,
      lines[row],
      `expected ${header.length} cells as in the header line, got ${cells.length}`,
      'the line is too short, perhaps cut off: complete it, or delete it',
    );
  }
  throw lineError(
    source,
    lines[row],
    `expected ${header.length} cells as in the header line, got ${cells.length}`,
    `put cells that contain \`${escapeControl(delimiter)}\` in double quotes`,
  );
}

/** The last of the columns that are read. */
function lastRead({ time, secondTime = 0, uniqueId = 0, numbers, constants }: ColumnChoice): number {
  return Math.max(time, secondTime, uniqueId, ...[...numbers, ...constants].map(({ index }) => index));
}

/** The lines below the table, which is `count` rows long. */
function footersOf(lines: CsvTable['lines'], count: number): readonly Noted<SkipReason>[] {
  if (count === lines.length) return [];
  return [{ kind: 'line below the table', count: lines.length - count, line: lines[count] }];
}

/** Whether row `i` is prose: it has no time, nothing that starts like one and no number to forecast. */
function isFooter({ rows }: CsvTable, i: number, time: Float64Array, columns: ColumnChoice): boolean {
  const row = rows[i];
  if (!Number.isNaN(time[i]) || /^\s*\d/.test(row.at(columns.time) ?? '')) return false;
  if (mayBeRow(row, columns.time)) return false;
  const cell = row.at(columns.forecast.index) ?? '';
  return !isNumberCell(cell);
}

function checkSecondTime(body: LocalTable, columns: ColumnChoice, format: WrittenTimes): void {
  const { secondTime } = columns;
  if (secondTime === undefined) return;
  const { source, header, lines } = body;
  const cells = cellsOf(body, secondTime);
  const { zone, order } = format;
  // Written in local time, unless it has an offset of its own.
  const shown = body.time.map((ms, i) =>
    zone === undefined || hasOwnZone(cells[i]) ? ms : zone.localOf(ms),
  );
  const row = firstDisagreement(cells, shown, order);
  if (row < 0) return;
  const [first, second] = [quoted(header[columns.time]), quoted(header[secondTime])];
  const time = formatTime(body.time[row]);
  throw lineError(
    source,
    lines[row],
    `expected ${first} and ${second} to be the same time, got ${time} and ${quoted(cells[row])}`,
    `choose the right one: ${optionText('--time-column', header[columns.time])} or ${optionText('--time-column', header[secondTime])}`,
  );
}
