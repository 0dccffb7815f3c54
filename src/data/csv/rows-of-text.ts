/** The rows of CSV text: the table, what its columns are, and the time, series and numbers of every row. */

import type { FileReading } from '../sources.ts';
import { parseTimeZone } from '../time-zone.ts';
import { chooseColumns } from './choose-columns.ts';
import type { ColumnChoice, WantedColumns } from './choose-columns.ts';
import type { TextReading } from './csv-result.ts';
import { findTable } from './find-table.ts';
import type { CsvTable, FindOptions } from './find-table.ts';
import { inferColumns, withTicks } from './infer-columns.ts';
import { joinClock } from './join-clock.ts';
import { readNumberColumns } from './number-columns.ts';
import type { ParsedColumns } from './number-columns.ts';
import { parseDecimalMark } from './parse-numbers.ts';
import { parseTimeFormat } from './parse-times.ts';
import type { InferredColumn } from './reading.ts';
import type { TableWithRowsAbove } from './rows-above.ts';
import { readRowsAbove } from './rows-above.ts';
import { readTimedRows } from './timed-rows.ts';
import type { TimedTable, WrittenTimes } from './timed-rows.ts';

export interface TextRows {
  readonly body: TimedTable;
  readonly columns: ColumnChoice;
  readonly inferred: readonly InferredColumn[];
  readonly values: ParsedColumns;
  /** How many of the first rows are above the header line. */
  readonly rowsAbove: number;
  readonly format: WrittenTimes;
}

/** The rows of `text`, the whole of a CSV file. `id` is the name of the series if there is no `unique_id` column. */
export function rowsOfText(text: string, source: string, id: string, options: TextReading): TextRows {
  const { column = 'close', timeColumn, seriesColumn, others, constants, areTrades, onProgress } = options;
  const format = writtenTimes(options);
  const mark = parseDecimalMark(options.decimalMark);
  const asked = { column, timeColumn, seriesColumn, others, constants, areTrades };
  const { table, columns, inferred, rowsAbove } = readColumns(text, source, asked, {
    onShare: (share) => onProgress?.({ share }),
  });
  const body = readTimedRows(table, columns, format, id, asked);
  return { body, columns, inferred, values: readNumberColumns(body, columns, mark), rowsAbove, format };
}

interface TableWithColumns extends TableWithRowsAbove {
  readonly columns: ColumnChoice;
  readonly inferred: readonly InferredColumn[];
}

/** The table of a file, and what its columns are. */
function readColumns(
  text: string,
  source: string,
  asked: WantedColumns,
  options: FindOptions,
): TableWithColumns {
  const table = joinClock(findTable(text.replace(/^\uFEFF/, ''), source, asked, options), asked);
  const { columns, inferred } = chosenColumns(table, asked);
  return { ...readRowsAbove(table, columns), columns, inferred };
}

function chosenColumns(
  table: CsvTable,
  asked: WantedColumns,
): Pick<TableWithColumns, 'columns' | 'inferred'> {
  const { wanted, header, inferred } = inferColumns(table, asked);
  const chosen = chooseColumns(header, table.rows.at(0) ?? [], wanted, table.source);
  const named = wanted.column === asked.column ? chosen : withForecastKey(chosen, asked.column);
  const ticks = withTicks(table, withCells(table, named));
  return { columns: ticks.columns, inferred: [...inferred, ...ticks.inferred] };
}

/** The choice without columns that no row has a cell for, as all are too short in the same way. */
function withCells({ rows }: CsvTable, columns: ColumnChoice): ColumnChoice {
  const width = rows.at(0)?.length ?? 0;
  if (rows.length < 2 || rows.some((row) => row.length !== width)) return columns;
  const hasCell = ({ index }: { readonly index: number }): boolean => index < width;
  const without = columns.numbers.filter((column) => !hasCell(column) && column !== columns.forecast);
  const unread = [...columns.unread, ...without.map(({ index }) => ({ index, kind: undefined }))];
  return {
    ...columns,
    numbers: columns.numbers.filter((column) => !without.includes(column)),
    unread: unread.toSorted((a, b) => a.index - b.index),
  };
}

/** Throws if `start`, the beginning of a long file, shows that the file cannot be read. */
export function checkColumns(start: string, source: string, asked: WantedColumns): void {
  const table = findTable(start, source, asked, { isStart: true });
  if (table.rows.length > 0) chosenColumns(joinClock(table, asked), asked);
}

/** The columns with the forecast column under the name that was asked for. */
function withForecastKey(columns: ColumnChoice, column: string): ColumnChoice {
  const forecast = { ...columns.forecast, key: column.toLowerCase() };
  const numbers = columns.numbers.map((each) => (each === columns.forecast ? forecast : each));
  return { ...columns, forecast, numbers };
}

function writtenTimes({ dateFormat, timeZone }: FileReading): WrittenTimes {
  const zone = timeZone === undefined ? undefined : parseTimeZone(timeZone);
  return { ...parseTimeFormat(dateFormat), zone };
}
