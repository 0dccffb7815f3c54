/** Candlesticks, as they look and what holds for all of them. */
import chalk from 'chalk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { candlePlot } from '../../../src/report/plot/candle-plot.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const { level } = chalk;
beforeAll(() => {
  chalk.level = 0;
});
afterAll(() => {
  chalk.level = level;
});

const days = (count: number): number[] => Array.from({ length: count }, (_, i) => START + i * DAY);
const area = (width = 80, isUtf8 = true, height = 12) => ({ width, height, isUtf8 });

function candles(count: number) {
  const close = Array.from({ length: count }, (_, i) => 100 + 10 * Math.sin(i / 5));
  const open = close.map((_, i) => close[i - 1] ?? 100);
  const high = close.map((value, i) => Math.max(value, open[i]) + 1);
  const low = close.map((value, i) => Math.min(value, open[i]) - 1);
  return { time: days(count), open, high, low, close };
}

describe('candlesticks', () => {
  test.each([60, 80, 120])('look as they should at %i columns', async (width) => {
    await expect(candlePlot('BTC/USDT: 40 rows', candles(40), area(width))).toMatchFileSnapshot(
      `golden/candles-${width}.txt`,
    );
    await expect(candlePlot('BTC/USDT: 40 rows', candles(40), area(width, false))).toMatchFileSnapshot(
      `golden/candles-${width}-ascii.txt`,
    );
  });

  test('have a body from open to close and a wick from high to low', () => {
    const one = (open: number, close: number) => ({
      time: [START],
      open: [open],
      high: [12],
      low: [2],
      close: [close],
    });
    const column = (drawing: string): string =>
      drawing
        .split('\n')
        .filter((line) => /[+|]/.test(line) && !line.includes('---') && !line.includes('high to low'))
        .map((line) => line.replace(/^[^+|]*[+|]/, '').trim())
        .join('');
    expect(column(candlePlot('', one(4, 10), area(80, false, 15)))).toMatch(/^\|+O+\|+$/);
    expect(column(candlePlot('', one(10, 4), area(80, false, 15)))).toMatch(/^\|+#+\|+$/);
    expect(column(candlePlot('', one(6, 6), area(80, false, 15)))).toMatch(/^\|+O\|+$/);
  });

  test('are joined if there are more than columns, and say so', () => {
    const many = candlePlot('t', candles(1000), area());
    expect(many).toMatch(/^t, about 1\d in each candle$/m);
    expect(candlePlot('t', candles(40), area())).toMatch(/^t$/m);
  });

  test('leave out a row without all of its values', () => {
    const { time, open, high, low, close } = candles(10);
    const holed = { time, open, high, low, close: close.map((value, i) => (i === 4 ? NaN : value)) };
    const count = (drawing: string): number =>
      new Set(
        drawing
          .split('\n')
          .flatMap((line) => Array.from(line.matchAll(/(?<=[|+].*)[O#]/g), ({ index }) => index)),
      ).size;
    expect(count(candlePlot('', holed, area(80, false)).replace(/O close.*/, ''))).toBe(9);
    expect(candlePlot('', { ...holed, close: close.map(() => NaN) }, area())).toBe('');
  });
});
