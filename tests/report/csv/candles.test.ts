/** Candles as CSV: the columns of each series, and empty cells where a series has none. */

import { expect, test } from 'vitest';
import { candlesCsv } from '../../../src/report/csv/candles.ts';
import { DAY, START } from '../../helpers/panels.ts';

const candles = (id: string, columns: Record<string, Float64Array>) => ({
  id,
  source: `${id}.csv`,
  time: Float64Array.of(START, START + DAY),
  columns,
});
const linesOf = (...series: readonly ReturnType<typeof candles>[]) =>
  [...candlesCsv(series)].join('').split('\n');

test('a series has empty cells in the columns that only others have', () => {
  const close = Float64Array.of(1, 2);
  expect(linesOf(candles('A', { close, rank: close }), candles('B', { open: close, close }))).toEqual([
    'unique_id,time,open,close,rank',
    'A,2024-01-01,,1,1',
    'A,2024-01-02,,2,2',
    'B,2024-01-01,1,1,',
    'B,2024-01-02,2,2,',
    '',
  ]);
});

test.each(['constructor', 'toString', '__proto__'])(
  'a column `%s` is empty for a series without it',
  (name) => {
    const close = Float64Array.of(1, 2);
    const named = Object.fromEntries([
      ['close', close],
      [name, Float64Array.of(3, NaN)],
    ]);
    expect(linesOf(candles('A', named), candles('B', { close }))).toEqual([
      `unique_id,time,close,${name}`,
      'A,2024-01-01,1,3',
      'A,2024-01-02,2,',
      'B,2024-01-01,1,',
      'B,2024-01-02,2,',
      '',
    ]);
  },
);
