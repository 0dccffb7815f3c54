/** The series of the rows of a table, where its columns show them without comparing all cells. */

import { unguarded } from '../../../text/spreadsheet.ts';
import { isPrintable } from '../../../text/escape.ts';
import { bareName } from '../header-names.ts';
import type { TextRows } from '../rows-of-text.ts';
import { isMonotonic } from '../series-column.ts';
import type { TableColumn } from './column-table.ts';

/**
 * The row numbers of each series, in which times only rise or only fall; `undefined` if all cells have to be compared: some times are
 * there twice, or a column names several markets.
 * @param read - the columns by index: the one that names the series, and those that name a market
 * @param id - the series of a table without a column that names it
 */
export function seriesOfColumns(
  { body, columns }: TextRows,
  read: ReadonlyMap<number, TableColumn>,
  time: Float64Array,
  id: string,
): ReadonlyMap<string, Int32Array> | undefined {
  const { uniqueId } = columns;
  const isChosen = uniqueId !== undefined && bareName(body.header[uniqueId]) !== 'uniqueid';
  const numbers = new Set([columns.time, ...columns.numbers.map(({ index }) => index)]);
  const others = [...read].filter(([index]) => index !== uniqueId && !numbers.has(index));
  if (!isChosen && !others.every(([, column]) => isSame(column))) return undefined;
  if (uniqueId === undefined) {
    if (body.seriesColumn !== undefined || !isMonotonic(time)) return undefined;
    return new Map([[id, Int32Array.from(time.keys())]]);
  }
  const groups = groupsOf(read.get(uniqueId)!);
  return groups !== undefined && [...groups.values()].every((rows) => isOrdered(rows, time))
    ? groups
    : undefined;
}

/** Whether a column of text has one word in all rows, with none missing. */
function isSame(column: TableColumn): boolean {
  return column.kind === 'text' && column.words.length === 1 && !column.codes.includes(-1);
}

/** The rows of each name, in the order of their first rows; `undefined` if a name is missing or not plain text. */
function groupsOf(column: TableColumn): ReadonlyMap<string, Int32Array> | undefined {
  if (column.kind !== 'text') return undefined;
  const names = column.words.map((word) => unguarded(word.trim()));
  if (
    column.codes.includes(-1) ||
    names.some((name) => name === '' || name.startsWith('#') || !isPrintable(name))
  )
    return undefined;
  const ids = [...new Set(names)];
  const place = names.map((name) => ids.indexOf(name));
  const counts = new Int32Array(ids.length);
  for (const code of column.codes) counts[place[code]]++;
  const groups = ids.map((_, i) => new Int32Array(counts[i]));
  counts.fill(0);
  for (let row = 0; row < column.codes.length; row++) {
    const group = place[column.codes[row]];
    groups[group][counts[group]++] = row;
  }
  return new Map(ids.map((name, i) => [name, groups[i]]));
}

/** Whether each time of these rows is later than the one before, or each is earlier. */
function isOrdered(rows: Int32Array, time: Float64Array): boolean {
  return rows.length < 2 || isMonotonic(Float64Array.from(rows, (row) => time[row]));
}
