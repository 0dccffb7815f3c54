/**
 * The columns of a table in the order of a data frame. pandas writes the index as the last column, under a name of its own if it has none,
 * and says so in the table; as CSV it is the first, with an empty name.
 */

import { parseJson } from '../../../text/strict-json.ts';

export interface NamedColumn {
  /** Its place in the file. */
  readonly index: number;
  readonly name: string;
}

/** The key of what pandas says about a table. */
export const PANDAS = 'pandas';
const NO_NAME = /^__index_level_\d+__$/;

/**
 * The columns in order.
 * @param pandas - the text that pandas has added, if it has written the table
 */
export function inFrameOrder(names: readonly string[], pandas: string | undefined): readonly NamedColumn[] {
  const all = names.map((name, index) => ({ index, name }));
  const indices = pandas === undefined ? [] : indexNames(pandas);
  const first = indices.flatMap((name) => all.find((column) => column.name === name) ?? []);
  const rest = all.filter((column) => !first.includes(column));
  return [...first, ...rest].map(({ index, name }) => ({ index, name: NO_NAME.test(name) ? '' : name }));
}

/** The columns of the index; a range of row numbers is not one. */
function indexNames(pandas: string): readonly string[] {
  let said: unknown;
  try {
    said = parseJson(pandas);
  } catch {
    return [];
  }
  const indices = (said as { index_columns?: unknown } | null)?.index_columns;
  return Array.isArray(indices) ? indices.filter((name) => typeof name === 'string') : [];
}
