/** Names in CSV files, of series, models and columns: as the file means them, and fit to be printed. */

import { isPrintable } from '../../text/escape.ts';
import { unguarded } from '../../text/spreadsheet.ts';
import type { CellPosition } from './csv-errors.ts';
import { cellError } from './csv-errors.ts';

/**
 * The name.
 * @throws DataError for characters that a terminal acts on, or that hide or reorder text
 */
export function checkedName(name: string, position: CellPosition): string {
  if (isPrintable(name)) return name;
  throw cellError(position, 'a name without control or invisible characters', name, 'remove them');
}

/** The names in the cells of a column, without white space around them and the apostrophe that guards `=…` from spreadsheets. */
export function namesIn(
  cells: readonly string[],
  positionOf: (row: number) => CellPosition,
): readonly string[] {
  const known = new Map<string, string>();
  return cells.map((cell, row) => {
    const name = known.get(cell) ?? checkedName(unguarded(cell.trim()), positionOf(row));
    known.set(cell, name);
    return name;
  });
}
