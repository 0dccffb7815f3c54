/** Joins a column of dates and one of times of day into one, as in the exports of MetaTrader: `2019.04.29`, `00:00`. */

import { headerLikeness } from './choose-columns.ts';
import type { WantedColumns } from './choose-columns.ts';
import type { CsvTable } from './find-table.ts';
import { isClockCell, isTimeCell } from './row-signs.ts';

/** `093000` or `0930` under a header that names a time. */
const COMPACT_CLOCK = /^(\d\d)(\d\d)(\d\d)?$/;
const COMPACT_DATE = /^(\d{4})(\d\d)(\d\d)$/;

/** The table with one column of times, if it has a column of dates and one of times of day and none was asked for. */
export function joinClock(table: CsvTable, { timeColumn }: WantedColumns): CsvTable {
  const row = table.rows.at(0);
  if (row === undefined || timeColumn !== undefined) return table;
  const { header } = table;
  const named = [...header.keys()].filter(
    (i) => headerLikeness([header[i]], { column: '', timeColumn }) === 2,
  );
  const clock = named.find((i) => isClock(row.at(i) ?? ''));
  const date = named.find((i) => i !== clock && isDate(row.at(i) ?? ''));
  if (clock === undefined || date === undefined) return table;
  const join = (cells: readonly string[]): readonly string[] =>
    cells.length <= Math.max(date, clock)
      ? cells
      : cells.with(date, joined(cells[date], cells[clock])).toSpliced(clock, 1);
  const both = `${header[date]} ${header[clock]}`;
  const name = headerLikeness([both], { column: '', timeColumn }) === 2 ? both : 'datetime';
  return {
    ...table,
    header: header.with(date, name).toSpliced(clock, 1),
    rows: table.rows.map(join),
    above: { ...table.above, records: table.above.records.map(join) },
  };
}

function isClock(cell: string): boolean {
  return isClockCell(cell) || COMPACT_CLOCK.test(cell.trim());
}

/** Whether a cell is a date without a time of day. */
function isDate(cell: string): boolean {
  return isTimeCell(cell) && !cell.includes(':') && !/^\d{9,}/.test(cell.trim());
}

/** The date with the time of day; empty if either is. */
function joined(date: string, clock: string): string {
  if (date.trim() === '' || clock.trim() === '') return '';
  const day = date.trim().replace(COMPACT_DATE, '$1-$2-$3');
  const time = clock
    .trim()
    .replace(
      COMPACT_CLOCK,
      (_, hour: string, minute: string, second = '00') => `${hour}:${minute}:${second}`,
    );
  return `${day} ${time}`;
}
