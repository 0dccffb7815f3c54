/** Errors about CSV files, which name the file, the line and the column. */

import { DataError } from '../../errors.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import { shellWord } from '../../text/shell.ts';

/** An option to try, as hints write it: `--column 'Close Price'`. */
export function optionText(flag: `--${string}`, value: string): string {
  return `\`${flag} ${shellWord(value.trim())}\``;
}

/** Position of a cell in its file. */
export interface CellPosition {
  readonly source: string;
  /** The file's own line, counted from 1. */
  readonly line: number;
  /** The column's header as written. */
  readonly column: string;
}

/** The error for one cell: its column needs `expected`. */
export function cellError(
  position: CellPosition,
  expected: string,
  cell: string | undefined,
  hint: string,
): DataError {
  const where = `${escapeControl(position.source)}, line ${position.line}, column ${quoted(position.column)}`;
  const got = cell === undefined ? 'no cell' : cell.trim() === '' ? 'an empty cell' : quoted(cell);
  return new DataError(`${where}: expected ${expected}, got ${got}`, { hint });
}

/** The error for a whole file. `message` says what was expected and what came instead. */
export function fileError(source: string, message: string, hint: string, cause?: unknown): DataError {
  return new DataError(`${escapeControl(source)}: ${message}`, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The error for a file whose reader has failed: it is damaged, or uses what the reader does not know. `what` is its kind. */
export function incompleteError(source: string, what: string, hint: string, error: unknown): DataError {
  const reason = error instanceof Error ? error.message : String(error);
  return fileError(source, `expected a complete ${what}, got: ${reason}`, hint, error);
}

/** The error for one line of a file. */
export function lineError(source: string, line: number, message: string, hint: string): DataError {
  return new DataError(`${escapeControl(source)}, line ${line}: ${message}`, { hint });
}
