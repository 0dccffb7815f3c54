/**
 * Records above a header line are prose, or rows of the table that were written or sorted there. A record that may be a row
 * but does not fit the header is an error.
 */

import type { DataError } from '../../errors.ts';
import type { ColumnChoice } from './choose-columns.ts';
import { lineError } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import { isAbsent } from './parse-numbers.ts';
import type { Noted, SkipReason } from './reading.ts';
import { isNumberCell, isTimeCell, mayBeRowAbove } from './row-signs.ts';
import { quoted } from '../../text/escape.ts';

export interface TableWithRowsAbove {
  readonly table: CsvTable;
  /** How many of its first rows are above the header line. */
  readonly rowsAbove: number;
}

/** The table with the rows above its header line; the other lines there are skipped. */
export function readRowsAbove(table: CsvTable, columns: ColumnChoice): TableWithRowsAbove {
  const { header, above } = table;
  const isRow = above.records.map((record) => mayBeRowAbove(record, columns.time, header.length));
  for (const [i, record] of above.records.entries())
    if (isRow[i] && !fits(record, columns, header.length)) throw misfitError(table, record, above.lines[i]);
  const prose = above.lines.filter((_, i) => !isRow[i]);
  const skipped: readonly Noted<SkipReason>[] =
    prose.length === 0 ? [] : [{ kind: 'line above the table', count: prose.length, line: prose[0] }];
  const rows = above.records.filter((_, i) => isRow[i]);
  return {
    table: {
      ...table,
      rows: [...rows, ...table.rows],
      lines: [...above.lines.filter((_, i) => isRow[i]), ...table.lines],
      skipped: [...skipped, ...table.skipped],
    },
    rowsAbove: rows.length,
  };
}

function fits(record: readonly string[], columns: ColumnChoice, width: number): boolean {
  if (record.length !== width || !isTimeCell(record[columns.time])) return false;
  return columns.numbers.every(({ index }) => isNumberCell(record[index]) || isAbsent(record[index]));
}

/** The error for a record above the header line. */
export function misfitError(
  { source, headerLines, delimiter }: CsvTable,
  record: readonly string[],
  line: number,
): DataError {
  return lineError(
    source,
    line,
    headerLines.length === 0
      ? `expected a row like those below it, got ${quoted(record.join(delimiter))}`
      : `expected a row that fits the header line ${headerLines[0]} below it, got ${quoted(record.join(delimiter))}`,
    headerLines.length === 0
      ? 'delete the line if it is not a row; otherwise write it like the others'
      : 'delete the line if it is not a row; otherwise split the file above the header line',
  );
}
