/**
 * The rows of a table that belong to it, with their times and series: footers are passed over, and rows,
 * times and markets that contradict one another are refused.
 */

import { bareName } from './choose-columns.ts';
import type { ColumnChoice } from './choose-columns.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import { cellError, fileError, lineError } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import { firstDisagreement, timeError, parseTimes } from './parse-times.ts';
import type { TimeFormat } from './parse-times.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import { formatTime } from '../timeframe.ts';

export interface TimedTable extends CsvTable {
  readonly source: string;
  /** Milliseconds since 1970 UTC of every row, in the order of the file. */
  readonly time: Float64Array;
  /** The series of every row. */
  readonly ids: readonly string[];
  readonly warnings: readonly string[];
}
type TableWithTimes = Omit<TimedTable, 'ids'>;

/** Most lines of prose below a table that are passed over; more is a table that breaks off. */
const MOST_FOOTERS = 10;

/** The rows of `table`, checked; `id` is their series when no `unique_id` column says another. */
export function readTimedRows(
  table: CsvTable,
  columns: ColumnChoice,
  format: TimeFormat,
  id: string,
  source: string,
): TimedTable {
  const timed = readTimes(table, columns, format, source);
  checkSecondTime(timed, columns, format);
  const ids = readIds(timed, columns, id);
  checkMarkets(timed, columns, ids);
  return { ...timed, ids };
}

/** The cells of one column; empty where a row is too short. */
export function cellsOf(table: CsvTable, index: number): readonly string[] {
  return table.rows.map((row) => row.at(index) ?? '');
}

function readTimes(
  table: CsvTable,
  columns: ColumnChoice,
  format: TimeFormat,
  source: string,
): TableWithTimes {
  const { header, rows, lines } = table;
  const column = { source, column: header[columns.time], cells: cellsOf(table, columns.time), lines };
  if (rows.length === 0) {
    throw fileError(
      source,
      'expected rows below the header line, got none',
      'check how the file was written',
    );
  }
  const time = parseTimes(column, format);
  const fewest = Math.max(1, rows.length - MOST_FOOTERS);
  let count = rows.length;
  while (count > fewest && isFooter(rows[count - 1], time[count - 1], columns)) count--;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(time[i])) throw timeError(column, i);
    if (rows[i].length > header.length && rows[i].slice(header.length).some((cell) => cell.trim() !== '')) {
      throw lineError(
        source,
        lines[i],
        `expected ${header.length} cells as in the header line, got ${rows[i].length}`,
        `put cells that hold \`${escapeControl(table.delimiter)}\` in double quotes`,
      );
    }
  }
  const footers = rows.length - count;
  const repeats = table.repeatedHeaders;
  return {
    ...table,
    source,
    rows: rows.slice(0, count),
    lines: lines.slice(0, count),
    time: time.slice(0, count),
    warnings: [
      ...(repeats > 0 ? [`repeated header lines passed over: ${repeats}`] : []),
      ...(footers > 0
        ? [`lines below the table passed over: ${footers}, the first is line ${lines[count]}`]
        : []),
    ],
  };
}

/** Whether a row is prose: neither a time, nor something that begins as one, nor a number to forecast. */
function isFooter(row: readonly string[], time: number, columns: ColumnChoice): boolean {
  if (!Number.isNaN(time) || /^\s*\d/.test(row.at(columns.time) ?? '')) return false;
  const cell = row.at(columns.forecast.index) ?? '';
  return Number.isNaN(parseNumber(cell, '.')) && Number.isNaN(parseNumber(cell, ','));
}

function checkSecondTime(body: TableWithTimes, columns: ColumnChoice, format: TimeFormat): void {
  const { secondTime } = columns;
  if (secondTime === undefined) return;
  const { source, header, lines } = body;
  const cells = cellsOf(body, secondTime);
  const row = firstDisagreement(cells, body.time, format.order);
  if (row < 0) return;
  const [first, second] = [quoted(header[columns.time]), quoted(header[secondTime])];
  const time = formatTime(body.time[row]);
  throw lineError(
    source,
    lines[row],
    `expected ${first} and ${second} to be one time, got ${time} and ${quoted(cells[row])}`,
    `say which is right with \`--time-column\`: ${first} or ${second}`,
  );
}

/** The series of every row. */
function readIds(body: TableWithTimes, columns: ColumnChoice, id: string): readonly string[] {
  const { uniqueId } = columns;
  if (uniqueId === undefined) return body.rows.map(() => id);
  return cellsOf(body, uniqueId).map((cell, i) => {
    if (cell.trim() !== '') return cell.trim();
    const place = { source: body.source, line: body.lines[i], column: body.header[uniqueId] };
    throw cellError(place, 'the name of a series', cell, 'fill the cell, or delete the line');
  });
}

/** Throws when a column such as `symbol` names two markets in one series. `BTC/USD` and `BTCUSD` are one. */
function checkMarkets(body: TableWithTimes, columns: ColumnChoice, ids: readonly string[]): void {
  for (const index of columns.markets) {
    const seen = new Map<string, string>();
    for (const [i, cell] of cellsOf(body, index).entries()) {
      if (isAbsent(cell)) continue;
      const first = seen.get(ids[i]);
      if (first === undefined) seen.set(ids[i], cell);
      else if (first !== cell && bareName(first) !== bareName(cell)) {
        const place = { source: body.source, line: body.lines[i], column: body.header[index] };
        const hint = 'split the file by market, or rename that column to `unique_id` to read it as a panel';
        throw cellError(place, `the market of the rows before, ${quoted(first)}`, cell, hint);
      }
    }
  }
}
