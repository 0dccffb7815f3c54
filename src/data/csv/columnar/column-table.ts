/**
 * A table that a file holds by columns, with types: numbers, times, text. `tableText` is the CSV file that it would be, so that what
 * is true of a CSV file is true of it: line 1 has the names of the columns, line 2 is the first row.
 */

import type { DataError } from '../../../errors.ts';
import { fileError, incompleteError } from '../csv-errors.ts';
import { csvLine } from '../csv-line.ts';

/** Missing numbers and times are `NaN`. */
export type TableColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | {
      readonly kind: 'time';
      /** Milliseconds since 1970. */
      readonly values: Float64Array;
      /** Whether they are moments, or the local times of a zone that the file does not name. */
      readonly isUtc: boolean;
    }
  | {
      readonly kind: 'text';
      readonly words: readonly string[];
      /** The word of each row; -1 if it is missing. */
      readonly codes: Int32Array;
    };

export interface ColumnTable {
  /** `Parquet` */
  readonly format: string;
  /** The name of each column. */
  readonly header: readonly string[];
  readonly rows: number;
  /**
   * The first `count` values of a column.
   * @throws DataError if they are damaged
   */
  readonly column: (index: number, count: number) => Promise<TableColumn>;
}

/** Bytes that can be read anywhere. */
export interface ByteSource {
  readonly size: number;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
}

/** The most rows of a table, so that a damaged or hostile file does not fill the memory. */
export const MOST_ROWS = 1 << 26;
/** The longest string of V8. */
const MOST_CHARACTERS = 2 ** 29 - 24;

/** Gives each text a number, from 0 on. */
export class WordCodes {
  readonly words: string[] = [];
  private readonly known = new Map<string, number>();

  codeOf(text: string): number {
    let code = this.known.get(text);
    if (code === undefined) {
      code = this.words.push(text) - 1;
      this.known.set(text, code);
    }
    return code;
  }
}

/** A column of which nothing is read, such as one of lists. */
export function emptyColumn(count: number): TableColumn {
  return { kind: 'text', words: [], codes: new Int32Array(count).fill(-1) };
}

/** A value as the cell of a CSV file; empty if it is missing. */
export function cellOf(column: TableColumn, row: number): string {
  if (column.kind === 'text') return column.codes[row] < 0 ? '' : column.words[column.codes[row]];
  const value = column.values[row];
  if (Number.isNaN(value)) return '';
  if (column.kind === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return timeCell(value, column.isUtc);
}

function timeCell(ms: number, isUtc: boolean): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  const text = date.toISOString();
  return isUtc ? text : text.slice(0, -1);
}

/** The table of the first `rows` rows as CSV text. */
export function tableText(
  source: string,
  header: readonly string[],
  columns: readonly TableColumn[],
  rows: number,
): string {
  const parts = [`${csvLine(header)}\n`];
  let length = 0;
  for (let row = 0; row < rows; row++) {
    const line = `${csvLine(columns.map((column) => cellOf(column, row)))}\n`;
    length += line.length;
    if (length > MOST_CHARACTERS) throw tooLong(source);
    parts.push(line);
  }
  return parts.join('');
}

function tooLong(source: string): DataError {
  return fileError(
    source,
    'expected a table that is at most 512 MiB as text, got a longer one whose rows are not all of one form',
    'split it by years, or leave out columns',
  );
}

/** @throws DataError for more rows than any table has */
export function checkRowCount(source: string, rows: number): void {
  if (Number.isSafeInteger(rows) && rows >= 0 && rows <= MOST_ROWS) return;
  throw fileError(
    source,
    `expected at most ${MOST_ROWS} rows, got ${rows}`,
    'split it by years; if it has fewer rows, it is damaged: write it again',
  );
}

/** The error for a file that is damaged, or uses what the reader does not know. */
export function unreadable(source: string, what: string, error: unknown): DataError {
  return incompleteError(source, `${what} file`, 'download or write it again, or convert it to CSV', error);
}
