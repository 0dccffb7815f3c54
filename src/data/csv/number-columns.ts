/** Reads the columns of numbers: strict for the column to forecast, lenient for the others. */

import { cellsOf } from './find-table.ts';
import type { TimedTable } from './timed-rows.ts';
import type { ColumnChoice, NumberColumn } from './choose-columns.ts';
import { isInLanguageOfCommas, isTimeKind } from './header-names.ts';
import { amountOf, decimalMark, isAbsent, parseNumber, parseVolume } from './parse-numbers.ts';
import type { DecimalMark } from './parse-numbers.ts';
import { cellError, fileError } from './csv-errors.ts';
import type { Noted, Remark } from './reading.ts';
import { quoted } from '../../text/escape.ts';

export interface ParsedColumns {
  readonly mark: DecimalMark;
  /** Every column of numbers by its key, in the order of the file; `NaN` is missing. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly remarks: readonly Noted<Remark>[];
}

/** The values of every column that is kept. */
export function readNumberColumns(
  body: TimedTable,
  columns: ColumnChoice,
  asked?: DecimalMark,
): ParsedColumns {
  const mark = asked ?? decimalMarkOf(body, columns);
  const remarks: Noted<Remark>[] = [];
  const read = columns.numbers.map((column): [string, Float64Array] => [
    column.key,
    column === columns.forecast
      ? readForecastColumn(body, column, mark)
      : readOtherColumn(body, column, mark, remarks),
  ]);
  return { mark, columns: new Map(read), remarks };
}

/** The column to forecast: every cell must be a number or empty (`null`, `NaN`, …). */
function readForecastColumn(body: TimedTable, column: NumberColumn, mark: DecimalMark): Float64Array {
  const { source, header, lines } = body;
  const currency = currencyOf(body, column.index);
  const parse = parserOf(column, currency);
  return readRows(body, (row, i) => {
    const cell = row.at(column.index);
    const value = cell === undefined ? NaN : parse(cell, mark);
    if (!Number.isNaN(value) || (cell !== undefined && isAbsent(cell))) return value;
    const unit = currency === undefined ? '' : ` in ${quoted(currency)} as in the rows before`;
    const expected = `a number${unit} with the decimal mark \`${mark}\`, or an empty cell`;
    const hint =
      cell === undefined
        ? `line ${lines[i]} is too short, perhaps cut off: complete it, or delete it`
        : `correct or empty the cell in line ${lines[i]}, or name another column with \`--column\``;
    throw cellError({ source, line: lines[i], column: header[column.index] }, expected, cell, hint);
  });
}

/** Another column: cells that are not numbers count as missing, and a remark counts those that are not empty. */
function readOtherColumn(
  body: TimedTable,
  column: NumberColumn,
  mark: DecimalMark,
  remarks: Noted<Remark>[],
): Float64Array {
  const parse = parserOf(column, currencyOf(body, column.index));
  let junk = 0;
  let firstJunk = 0;
  const values = readRows(body, (row, i) => {
    const cell = row.at(column.index) ?? 'no cell';
    const value = parse(cell, mark);
    if (Number.isNaN(value) && !isAbsent(cell)) {
      if (junk === 0) firstJunk = i;
      junk++;
    }
    return value;
  });
  if (junk > 0) {
    remarks.push({
      kind: 'not a number',
      count: junk,
      line: body.lines[firstJunk],
      column: body.header[column.index],
      cell: body.rows[firstJunk].at(column.index) ?? '',
    });
  }
  return values;
}

type Parse = (cell: string, mark: DecimalMark) => number;

/** Reads the cells of a column. All must be in the same currency, or none. */
function parserOf(column: NumberColumn, currency: string | undefined): Parse {
  const parse = column.key === 'volume' ? parseVolume : parseNumber;
  return currency === undefined ? parse : (cell, mark) => parse(withoutCurrency(cell, currency), mark);
}

/** The currency in the first cell of a column that is not empty. */
export function currencyOf({ rows }: TimedTable, index: number): string | undefined {
  const first = rows.find((row) => !isAbsent(row.at(index) ?? ''));
  return amountOf(first?.at(index) ?? '')?.currency;
}

/** Whether a column of numbers shows without doubt that the mark is a point. */
export function showsPoint(body: TimedTable, { index }: NumberColumn): boolean {
  return decimalMark(cellsOf(body, index)) === '.';
}

/** The number of a cell in this currency; empty for any other cell. */
function withoutCurrency(cell: string, currency: string): string {
  const amount = amountOf(cell);
  return amount?.currency === currency ? amount.number : '';
}

/** The file's decimal mark: shown by the column to forecast, else by another column, else by delimiter and language. */
function decimalMarkOf(body: TimedTable, columns: ColumnChoice): DecimalMark {
  const { header, delimiter } = body;
  const recognised = columns.unread.filter(({ kind }) => kind !== undefined && !isTimeKind(kind));
  const ambiguous: string[] = [];
  for (const { index } of [columns.forecast, ...columns.numbers, ...recognised]) {
    const currency = currencyOf(body, index);
    const cells = cellsOf(body, index);
    const shown = decimalMark(
      currency === undefined ? cells : cells.map((cell) => withoutCurrency(cell, currency)),
    );
    if (typeof shown === 'string') return shown;
    if (shown !== undefined) ambiguous.push(shown.ambiguous);
  }
  if (ambiguous.length === 0) return '.';
  const cell = ambiguous.find((each) => each.includes(',')) ?? ambiguous[0];
  // If commas separate the cells, a comma within a number separates thousands; but not in a language of decimal commas.
  const isPoint = cell.includes('.') || delimiter === ',';
  if (isPoint && !isInLanguageOfCommas(header[columns.forecast.index])) return '.';
  throw fileError(
    body.source,
    `expected unambiguous numbers, got ${quoted(cell)}, and no cell shows whether it means ${meanings(cell)}`,
    'name the decimal mark with `--decimal-mark .` or `--decimal-mark ,`',
  );
}

/** `1234 or 1.234` */
function meanings(cell: string): string {
  return `${parseNumber(cell.replace(/[.,]/, ''))} or ${cell.replace(',', '.')}`;
}

/** `read` of every row. */
function readRows(body: TimedTable, read: (row: readonly string[], i: number) => number): Float64Array {
  const values = new Float64Array(body.rows.length);
  for (let i = 0; i < values.length; i++) values[i] = read(body.rows[i], i);
  return values;
}
