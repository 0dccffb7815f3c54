import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCandles } from '../../src/data/ohlcv.ts';
import { canBuild, resample } from '../../src/data/resample.ts';
import { parseTimeframe } from '../../src/data/timeframe.ts';
import { DataError } from '../../src/errors.ts';
import { HOUR, ohlcvOf, rowsOf, withValue } from '../helpers/ohlcv.ts';
import { DAY, START } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const step = (name: string) => parseTimeframe(name)!;
const candlesOf = (...args: Parameters<typeof ohlcvOf>) => toCandles('BTC', 'a.csv', ohlcvOf(...args));
const times = (...texts: string[]) => Float64Array.from(texts, (text) => Date.parse(text));

describe('a candle of two hours', () => {
  test('opens with the first, closes with the last, and holds both', () => {
    const ohlcv = ohlcvOf(4);
    const { candles, warnings } = resample(toCandles('BTC', 'a.csv', ohlcv), step('1h'), step('2h'));
    const { open, high, low, close, volume } = ohlcv;
    expect(candles).toMatchObject({
      id: 'BTC',
      source: 'a.csv',
      time: Float64Array.of(START, START + 2 * HOUR),
    });
    expect(candles.columns).toEqual({
      open: Float64Array.of(open[0], open[2]),
      high: Float64Array.of(Math.max(high[0], high[1]), Math.max(high[2], high[3])),
      low: Float64Array.of(Math.min(low[0], low[1]), Math.min(low[2], low[3])),
      close: Float64Array.of(close[1], close[3]),
      volume: Float64Array.of(volume[0] + volume[1], volume[2] + volume[3]),
      'realised-variance': expect.any(Float64Array),
      'bipower-variation': expect.any(Float64Array),
    });
    expect(warnings).toEqual([]);
  });

  test('is absent where an hour is missing, and a warning counts it; the ends are no loss', () => {
    const ohlcv = rowsOf(ohlcvOf(13), (row) => row !== 0 && row !== 5 && row !== 6);
    const { candles, warnings } = resample(toCandles('BTC', 'a.csv', ohlcv), step('1h'), step('2h'));
    expect(candles.time).toEqual(Float64Array.of(START + 2 * HOUR, START + 8 * HOUR, START + 10 * HOUR));
    expect(textsOf(warnings)).toEqual([
      'a.csv: 2 candles of 2h not built because candles of 1h are missing, the first at 2024-01-01T04:00Z',
    ]);
  });

  test('has no value where one of its hours has none, and takes the last of any other column', () => {
    const ohlcv = withValue(withValue(ohlcvOf(2), 'volume', 0, NaN), 'low', 1, NaN);
    const source = toCandles('BTC', 'a.csv', ohlcv);
    const columns = { ...source.columns, price: Float64Array.of(5, 6) };
    const { candles } = resample({ ...source, columns }, step('1h'), step('2h'));
    expect(candles.columns).toMatchObject({ volume: Float64Array.of(NaN), low: Float64Array.of(NaN) });
    expect(candles.columns.price).toEqual(Float64Array.of(6));
  });
});

test('the variance of a candle is the sum of those of its parts, each the squared log change from open to close', () => {
  const { open, close } = candlesOf(4).columns;
  const { candles } = resample(candlesOf(4), step('1h'), step('2h'));
  const change = (from: number, to: number) => Math.log(to / from) ** 2;
  expect(candles.columns['realised-variance']).toBeAllClose([
    change(open[0], close[0]) + change(open[1], close[1]),
    change(open[2], close[2]) + change(open[3], close[3]),
  ]);
});

test('the bipower variation of a candle is that of its parts, and is added up from there', () => {
  const { open, close } = candlesOf(4).columns;
  const size = (row: number) => Math.abs(Math.log(close[row] / open[row]));
  const pair = (row: number) => Math.PI * size(row) * size(row + 1);
  const { candles } = resample(candlesOf(4), step('1h'), step('2h'));
  expect(candles.columns['bipower-variation']).toBeAllClose([pair(0), pair(2)], { rtol: 1e-12 });
  const four = resample(candles, step('2h'), step('4h')).candles.columns['bipower-variation'];
  expect(four).toBeAllClose([pair(0) + pair(2)], { rtol: 1e-12 });
});

describe('larger candles', () => {
  test('of a week start on Monday, of a month on its first day', () => {
    const days = candlesOf(70, { from: Date.parse('2024-01-01'), step: DAY }); // a Monday
    expect(resample(days, step('1d'), step('1w')).candles.time).toEqual(
      Float64Array.from({ length: 10 }, (_, week) => START + 7 * week * DAY),
    );
    const { candles } = resample(days, step('1d'), step('1M'));
    expect(candles.time).toEqual(times('2024-01-01', '2024-02-01')); // March has ten days only
    expect(candles.columns.close).toEqual(
      Float64Array.of(days.columns.close[30], days.columns.close[59]), // 31 and 29 days
    );
  });

  test('of quarters are built of months', () => {
    const months = { ...ohlcvOf(7), time: times(...[1, 2, 3, 4, 5, 6, 7].map((m) => `2023-0${m}-01`)) };
    const { candles } = resample(toCandles('BTC', 'a.csv', months), step('1M'), step('3M'));
    expect(candles.time).toEqual(times('2023-01-01', '2023-04-01'));
  });

  test('are not built where it is not plain when they start', () => {
    const can = (from: string, to: string) => canBuild(step(from), step(to));
    const yes = '1m 5m,15m 1h,1h 2h,1h 4h,2h 6h,1h 1d,1d 1w,4h 1w,1d 1M,1h 1M,1d 3M,1M 3M,1M 12M'.split(',');
    const no = '1h 1h,2h 1h,2h 3h,1h 5h,1h 7h,1d 2d,1d 3d,1w 2w,1w 1M,3d 1w,1M 1w,1M 5M,1d 5M,3d 6d'.split(
      ',',
    );
    const answer = (pair: string) => can(...(pair.split(' ') as [string, string]));
    expect(yes.filter((pair) => !answer(pair))).toEqual([]);
    expect(no.filter(answer)).toEqual([]);
  });

  test('are refused where candles do not start on the hour, or not one is whole', () => {
    const late = candlesOf(6, { from: START + HOUR / 2 });
    expect(() => resample(late, step('1h'), step('2h'))).toThrow(/got 2024-01-01T00:30Z/);
    expect(() => resample(candlesOf(20), step('1h'), step('1d'))).toThrow(DataError);
  });

  test('of a day are the same through any step between', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(24 * 5 - 1), { minLength: 110 }), (rows) => {
        const some = rowsOf(ohlcvOf(24 * 5), (row) => rows.includes(row) || row < 24);
        const hours = toCandles('BTC', 'a.csv', { ...some, volume: some.volume.map(Math.round) });
        const direct = resample(hours, step('1h'), step('1d')).candles;
        const between = resample(hours, step('1h'), step('6h')).candles;
        const through = resample(between, step('6h'), step('1d')).candles;
        const { 'realised-variance': variance, 'bipower-variation': __, ...columns } = direct.columns;
        expect(through).toMatchObject({ ...direct, columns });
        // Added up in another order.
        expect(through.columns['realised-variance']).toBeAllClose(variance, { rtol: 1e-14 });
      }),
    );
  });
});
