import { describe, expect, test } from 'vitest';
import type { Candles } from '../../../src/data/candles.ts';
import { FUNDING_PAID } from '../../../src/data/market-columns.ts';
import { buildPanel } from '../../../src/data/panel.ts';
import { readForecasts } from '../../../src/data/csv/read-forecasts.ts';
import { scoreForecastFile } from '../../../src/evaluation/forecast-file.ts';
import { marketOfFile } from '../../../src/evaluation/worth/kept.ts';
import { marketOfPanel } from '../../../src/evaluation/worth/market.ts';

const DAY = 86_400_000;

function candlesOf(rows: readonly number[], columns: Readonly<Record<string, readonly number[]>>): Candles {
  return {
    id: 'A',
    source: 'a.csv',
    time: Float64Array.from(rows, (row) => row * DAY),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
  };
}

function marketOf(candles: Candles, fill: 'close' | 'next-open', column = 'close') {
  const { panel } = buildPanel([candles], column, 'ffill');
  return marketOfPanel(panel, [candles], { column, fill }).series[0];
}

describe('the market of a panel', () => {
  // Row 3 is missing.
  const candles = candlesOf([0, 1, 2, 4, 5], {
    open: [9, 19, 29, 49, 59],
    close: [10, 20, 30, 50, 60],
    [FUNDING_PAID]: [0.1, 0.2, NaN, 0.4, 0.5],
  });

  test('has the closes that were observed, not those that were filled in', () => {
    expect([...marketOf(candles, 'close').price]).toEqual([10, 20, 30, NaN, 50, 60]);
  });

  test('fills at the open of the next row, and at the last close where there is none', () => {
    // A decision of row 2 waits for the open of row 4, which is that of row 3.
    expect([...marketOf(candles, 'next-open').price]).toEqual([19, 29, NaN, 49, 59, 60]);
  });

  test('pays from a row to the next what is paid during the next candle', () => {
    expect([...marketOf(candles, 'close').funding!]).toEqual([0.2, NaN, NaN, 0.4, 0.5, NaN]);
    const without = candlesOf([0, 1], { close: [1, 2] });
    expect(marketOf(without, 'close').funding).toBeNull();
  });

  test('needs a price that is traded, above 0, and opens to fill at', () => {
    expect(() => marketOf(candlesOf([0, 1], { volume: [1, 2] }), 'close', 'volume')).toThrow(
      '`--column volume` is none',
    );
    expect(() => marketOf(candlesOf([0, 1], { close: [1, 0] }), 'close')).toThrow('prices above 0, got 0');
    expect(() => marketOf(candlesOf([0, 1], { close: [1, 2] }), 'next-open')).toThrow('a.csv has none');
  });
});

describe('the market of a file', () => {
  const csv = `unique_id,ds,cutoff,y,m
A,2024-01-02,2024-01-01,11,12
A,2024-01-03,2024-01-02,12,10
A,2024-01-05,2024-01-03,9,10
`;

  test('has the actual values, and those at the origins', () => {
    const scored = scoreForecastFile(readForecasts(csv, 'f.csv'), undefined, 1);
    const [{ price }] = marketOfFile(scored, { fill: 'close' }).series;
    // The value at the first origin is not in the file.
    expect([...price]).toEqual([11, 12, 9]);
    expect(() => marketOfFile(scored, { fill: 'next-open' })).toThrow('a file of forecasts has none');
  });

  test('is unknown if no price at an origin is known', () => {
    const rows = readForecasts('ds,cutoff,y,m\n2024-01-02,2024-01-01,11,12\n', 'f.csv');
    expect(() => marketOfFile(scoreForecastFile(rows, undefined, 1), { fill: 'close' })).toThrow(
      'needs the price at the origins',
    );
  });
});
