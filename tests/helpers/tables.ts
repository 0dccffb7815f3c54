/** The candles of the files in `fixtures/tables`, and tables by columns for tests. */

import type { ColumnTable, TableColumn } from '../../src/data/csv/columnar/column-table.ts';
import { WordCodes } from '../../src/data/csv/columnar/column-table.ts';
import { ROOT } from './run.ts';

/** The path of a file there. */
export function tableFile(name: string): string {
  return `${ROOT}fixtures/tables/${name}`;
}

const rows = Array.from({ length: 400 }, (_, i) => i);
const close = rows.map((i) => 100 + ((i * 37) % 101) / 8);

/** What `write.mjs` there writes. */
export const written = {
  time: rows.map((i) => Date.UTC(2024, 0, 1) + i * 3_600_000),
  open: close.map((_, i) => close[Math.max(0, i - 1)]),
  high: close.map((value, i) => Math.max(value, close[Math.max(0, i - 1)]) + 0.5),
  low: close.map((value, i) => Math.min(value, close[Math.max(0, i - 1)]) - 0.25),
  close,
  volume: rows.map((i) => (i * 7919) % 1000),
};

export const numbers = (values: readonly number[]): TableColumn => ({
  kind: 'number',
  values: Float64Array.from(values),
});
export const times = (values: readonly number[], isUtc = true): TableColumn => ({
  kind: 'time',
  values: Float64Array.from(values),
  isUtc,
});
export const texts = (values: readonly (string | null)[]): TableColumn => {
  const known = new WordCodes();
  const codes = Int32Array.from(values, (text) => (text === null ? -1 : known.codeOf(text)));
  return { kind: 'text', words: known.words, codes };
};

/** A table of these columns. */
export function tableOf(columns: Readonly<Record<string, TableColumn>>): ColumnTable {
  const all = Object.values(columns);
  const lengthOf = (column: TableColumn): number =>
    column.kind === 'text' ? column.codes.length : column.values.length;
  return {
    format: 'test',
    header: Object.keys(columns),
    rows: Math.max(...all.map(lengthOf)),
    column: (index, count) => Promise.resolve(cut(all[index], count)),
  };
}

function cut(column: TableColumn, count: number): TableColumn {
  return column.kind === 'text'
    ? { ...column, codes: column.codes.slice(0, count) }
    : { ...column, values: column.values.slice(0, count) };
}
