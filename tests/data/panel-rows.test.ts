import { expect, test } from 'vitest';
import { buildPanel } from '../../src/data/panel.ts';
import { panelRows } from '../../src/data/panel-rows.ts';

const DAY = 86_400_000;
const candles = (id: string, from: number, close: readonly number[], event: readonly number[]) => ({
  id,
  source: id,
  time: Float64Array.from(close, (_, row) => (from + row) * DAY),
  columns: { close: Float64Array.from(close), event: Float64Array.from(event) },
});
// Two rows after the last price have a known event; the second series begins in row 3.
const whole = buildPanel(
  [
    candles('A', 0, [1, 2, NaN, 4, 5, 6, NaN, NaN], [10, 11, 12, 13, 14, 15, 16, 17]),
    candles('B', 3, [7, 8, 9], [20, 21, 22]),
  ],
  'close',
  'ffill',
  { others: ['event'], ahead: 2 },
).panel;

test('the first rows have no value of the later ones, and the calendar of as many rows ahead', () => {
  const { time, calendar, series } = panelRows(whole, 0, 2);
  expect([...time]).toEqual([0, DAY, 2 * DAY]);
  expect([...calendar!]).toEqual([0, 1, 2, 3, 4].map((day) => day * DAY));
  const [a, b] = series;
  expect([...a.values]).toEqual([1, 2, 2]);
  expect([...a.observed]).toEqual([1, 2, NaN]);
  expect([...a.others!.event]).toEqual([10, 11, 12, NaN, NaN]);
  expect([a.first, a.last, a.rows]).toEqual([0, 1, 2]);
  expect([b.id, b.rows, b.first, b.last]).toEqual(['B', 0, -1, -1]);
});

test('rows from the middle are counted anew', () => {
  const { time, series } = panelRows(whole, 2, 4);
  expect([...time]).toEqual([2 * DAY, 3 * DAY, 4 * DAY]);
  expect(series.map(({ first, last, rows }) => [first, last, rows])).toEqual([
    [1, 2, 2],
    [1, 2, 2],
  ]);
  expect([...series[0].others!.event]).toEqual([12, 13, 14, NaN, NaN]);
});
