/** Columns that are the same in every row of a series: one value of each per series. */

import type { Candles, Constant } from '../candles.ts';
import { quoted } from '../../text/escape.ts';
import type { ColumnChoice } from './choose-columns.ts';
import { fileError } from './csv-errors.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import type { DecimalMark } from './parse-numbers.ts';
import type { TimedTable } from './timed-rows.ts';

/**
 * The candles with the value of each such column; it is empty if no row of the series has one.
 * @throws DataError if a column changes within a series
 */
export function withConstants(
  candles: readonly Candles[],
  body: TimedTable,
  { constants }: ColumnChoice,
  mark: DecimalMark,
): readonly Candles[] {
  if (constants.length === 0) return candles;
  const columns = constants.map(({ key, index }) => ({ key, bySeries: valuesBySeries(body, index) }));
  return candles.map((one) => ({
    ...one,
    constants: Object.fromEntries(
      columns.map(({ key, bySeries }): [string, Constant] => {
        const text = bySeries.get(one.id) ?? '';
        return [key, { text, number: parseNumber(text, mark) }];
      }),
    ),
  }));
}

/** The only value of a column in each series that has one. */
function valuesBySeries(
  { source, header, rows, lines, ids }: TimedTable,
  index: number,
): ReadonlyMap<string, string> {
  const first = new Map<string, { readonly cell: string; readonly line: number }>();
  for (const [i, row] of rows.entries()) {
    const cell = (row.at(index) ?? '').trim();
    if (isAbsent(cell)) continue;
    const before = first.get(ids[i]);
    if (before === undefined) first.set(ids[i], { cell, line: lines[i] });
    else if (before.cell !== cell)
      throw fileError(
        source,
        `expected the static column ${quoted(header[index])} to be the same in every row of ${quoted(ids[i])}, got ${quoted(before.cell)} in line ${before.line} and ${quoted(cell)} in line ${lines[i]}`,
        'correct the cells, or leave the column out of `--static`; a number that changes is a feature: `--features column:NAME`',
      );
  }
  return new Map([...first].map(([id, { cell }]) => [id, cell]));
}
