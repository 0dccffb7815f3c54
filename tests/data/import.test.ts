import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/data/csv/read-candles.ts';
import { checkImport } from '../../src/data/import.ts';
import { DataError } from '../../src/errors.ts';
import { textsOf } from '../../src/text/warning.ts';

const DAILY = { exchange: 'kraken', symbol: 'BTC/USD', timeframe: '1d' };
const NOW = Date.parse('2024-06-01');
const check = (text: string, { timeframe = '1d', now = NOW } = {}) =>
  checkImport(readCsv(text, 'a.csv').candles, { ...DAILY, timeframe }, now);
const table = (...rows: string[]) => ['date,open,high,low,close,volume', ...rows, ''].join('\n');
const good = ['2024-01-01,10,12,9,11,5', '2024-01-02,11,13,10,12,0'];

describe('a file', () => {
  test('of whole candles is taken as it is', () => {
    expect(check(table(...good))).toEqual({
      ohlcv: {
        time: Float64Array.of(Date.parse('2024-01-01'), Date.parse('2024-01-02')),
        open: Float64Array.of(10, 11),
        high: Float64Array.of(12, 13),
        low: Float64Array.of(9, 10),
        close: Float64Array.of(11, 12),
        volume: Float64Array.of(5, 0),
      },
      columns: [],
      warnings: [],
    });
  });

  test('without a column keeps it absent, and says so', () => {
    const { ohlcv, warnings } = check('date,close,high\n2024-01-01,10,12\n2024-01-02,11,\n');
    expect([ohlcv.close, ohlcv.high, ohlcv.volume]).toEqual([
      Float64Array.of(10, 11),
      Float64Array.of(12, NaN),
      Float64Array.of(NaN, NaN),
    ]);
    expect(textsOf(warnings)).toEqual([
      'a.csv: no column `open`, `low`, `volume`; these values are stored as missing',
    ]);
  });

  test('loses the candle that has not closed and the rows without a close, and says how many', () => {
    const rows = [...good, '2024-01-03,,,,,', '2024-01-04,12,13,11,12,1'];
    const { ohlcv, warnings } = check(table(...rows), { now: Date.parse('2024-01-04T23:59') });
    expect(ohlcv.time.length).toBe(2);
    expect(textsOf(warnings)).toEqual([
      'a.csv: rows without a close left out: 1',
      'a.csv: candles that are not closed yet left out: 1, the first at 2024-01-04',
    ]);
    expect(check(table(...rows), { now: Date.parse('2024-01-05') }).ohlcv.time.length).toBe(3);
  });

  test.each([
    ['2024-01-03,10,8,9,9,1', 'a high of 8 below the low of 9'],
    ['2024-01-03,10,9.5,9,9.2,1', 'a high of 9.5 below the open of 10'],
    ['2024-01-03,10,12,10,9,1', 'a low of 10 above the close of 9'],
    ['2024-01-03,10,12,0,11,1', 'a low of 0'],
    ['2024-01-03,10,12,9,11,-1', 'a volume of -1'],
  ])('with the row %s is refused by its line', (row, problem) => {
    expect(() => check(table(...good, row))).toThrow(
      new DataError(`a.csv, line 4: expected a possible candle, got ${problem}`, {
        hint: 'correct or remove the row',
      }),
    );
  });

  test('of another timeframe, or another time of day, is refused', () => {
    expect(() => check(table(...good), { timeframe: '1h' })).toThrow(/none closer than 24 times that/);
    expect(() => check(table(...good), { timeframe: '1w' })).toThrow(
      /line 3: expected the open of a 1w candle/,
    );
    expect(() => check(table('2024-01-01 05:00,10,12,9,11,5'))).toThrow(/got 2024-01-01T05:00Z/);
  });

  test('of two series, or of the future alone, is refused', () => {
    const two = 'unique_id,date,close\nA,2024-01-01,1\nB,2024-01-01,2\n';
    expect(() => check(two)).toThrow(/expected one series, got `A`, `B`/);
    expect(() => check(table(...good), { now: 0 })).toThrow(/got none in 2 rows/);
  });
});
