/** Joins a column of dates and one of times of day into one, as in the exports of MetaTrader: `2019.04.29`, `00:00`. */

import { headerLikeness } from './choose-columns.ts';
import type { WantedColumns } from './choose-columns.ts';
import type { CsvTable } from './find-table.ts';
import { bareName } from './header-names.ts';
import { areShortClocks, FULL_CLOCK, isClockCell, isTimeCell } from './row-signs.ts';

/** Headers that name a time of day, and no day: under these `930` is one. */
const CLOCK_NAMES: ReadonlySet<string> = new Set(['time', '時刻', '时间', '時間', '시간', '체결시간']);
/** Rows that show what a column holds. */
const SHOWN_ROWS = 2000;
const COMPACT_DATE = /^(\d{4})(\d\d)(\d\d)$/;

/** The table with one column of times, if it has a column of dates and one of times of day and none was asked for. */
export function joinClock(table: CsvTable, { timeColumn }: WantedColumns): CsvTable {
  const row = table.rows.at(0);
  if (row === undefined || timeColumn !== undefined) return table;
  const { header } = table;
  const named = [...header.keys()].filter(
    (i) => headerLikeness([header[i]], { column: '', timeColumn }) === 2,
  );
  const clock = named.find((i) => isClock(table, i, row.at(i) ?? ''));
  const date = named.find((i) => i !== clock && isDate(row.at(i) ?? ''));
  if (clock === undefined || date === undefined) return table;
  const width = table.rows.some((cells) => (cells.at(clock) ?? '').trim().length > 4) ? 6 : 4;
  const join = (cells: readonly string[]): readonly string[] =>
    cells.length <= Math.max(date, clock)
      ? cells
      : cells.with(date, joined(cells[date], cells[clock], width)).toSpliced(clock, 1);
  const both = `${header[date]} ${header[clock]}`;
  const name = headerLikeness([both], { column: '', timeColumn }) === 2 ? both : 'datetime';
  return {
    ...table,
    isJoined: true,
    header: header.with(date, name).toSpliced(clock, 1),
    rows: table.rows.map(join),
    above: { ...table.above, records: table.above.records.map(join) },
  };
}

function isClock({ header, rows }: CsvTable, index: number, first: string): boolean {
  const text = first.trim();
  if (isClockCell(text) || FULL_CLOCK.test(text)) return true;
  if (!CLOCK_NAMES.has(bareName(header[index])) || !/^\d{1,5}$/.test(text)) return false;
  return areShortClocks(rows.slice(0, SHOWN_ROWS).map((row) => row.at(index) ?? ''));
}

/** Whether a cell is a date without a time of day. */
function isDate(cell: string): boolean {
  return isTimeCell(cell) && !cell.includes(':') && !/^\d{9,}/.test(cell.trim());
}

/** The date with the time of day, of `width` digits if it has no colons; empty if either is. */
function joined(date: string, clock: string, width: number): string {
  if (date.trim() === '' || clock.trim() === '') return '';
  const day = date.trim().replace(COMPACT_DATE, '$1-$2-$3');
  const text = clock.trim();
  if (!/^\d{1,6}$/.test(text)) return `${day} ${text}`;
  return `${day} ${text.padStart(width, '0').replaceAll(/\B(?=(?:\d\d)+$)/g, ':')}`;
}
