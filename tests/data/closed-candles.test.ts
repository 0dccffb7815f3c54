/** Which candles have closed by a clock, on every kind of grid. */

import { expect, test } from 'vitest';
import type { Candles } from '../../src/data/candles.ts';
import { closedCandles, leftOutWarning } from '../../src/data/closed-candles.ts';
import { parseTimeframe } from '../../src/data/timeframe.ts';
import { textsOf } from '../../src/text/warning.ts';

/** Candles with these opening times, in lines 2, 3, …. */
function candlesAt(times: readonly string[], id = 'A'): Candles {
  return {
    id,
    source: `${id}.csv`,
    time: Float64Array.from(times, (time) => Date.parse(time)),
    columns: { close: Float64Array.from(times.keys()) },
    lines: Int32Array.from(times.keys(), (i) => i + 2),
  };
}

/** How many rows are kept, and what is said of the others. */
function judged(times: readonly string[], now: string) {
  const { candles, leftOut } = closedCandles([candlesAt(times)], Date.parse(now));
  return { kept: candles[0].time.length, told: textsOf(leftOut.map(leftOutWarning)) };
}

const DAYS = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'];

test('a candle has closed one step after it opened, to the millisecond', () => {
  expect(judged(DAYS, '2024-01-05T00:00:00.000Z')).toEqual({ kept: 4, told: [] });
  expect(judged(DAYS, '2024-01-04T23:59:59.999Z')).toEqual({
    kept: 3,
    told: [
      'candles that have not closed yet left out: 1, the first at 2024-01-04 in line 5; `--include-open` keeps them',
    ],
  });
});

test('rows that open after now are told apart from the open candle', () => {
  expect(judged(DAYS, '2024-01-02T12:00Z')).toEqual({
    kept: 1,
    told: [
      'candles that have not closed yet left out: 1, the first at 2024-01-02 in line 3; `--include-open` keeps them',
      'rows in the future left out: 2, the first at 2024-01-03 in line 4; `--include-open` keeps them',
    ],
  });
});

test.each([
  ['months, by the calendar', ['2024-01-01', '2024-02-01', '2024-03-01'], '2024-03-31T23:59Z', 2],
  ['months, by the calendar', ['2024-01-01', '2024-02-01', '2024-03-01'], '2024-04-01', 3],
  ['weeks', ['2024-01-01', '2024-01-08', '2024-01-15'], '2024-01-21', 2],
  [
    'hours with gaps',
    ['2024-01-01T00:00Z', '2024-01-01T01:00Z', '2024-01-01T05:00Z'],
    '2024-01-01T05:59Z',
    2,
  ],
  ['weekdays', ['2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'], '2024-01-09T20:00Z', 3],
])('the step of %s', (_, times, now, kept) => {
  expect(judged(times, now).kept).toBe(kept);
});

test('a single row is left out only if it is in the future', () => {
  expect(judged(['2024-01-01'], '2024-01-01').kept).toBe(1);
  expect(() => judged(['2024-01-02'], '2024-01-01')).toThrow('expected closed candles, got none in 1 rows');
});

test('a given timeframe counts, not the distance of rows', () => {
  const hourly = candlesAt(['2024-01-01T00:00Z', '2024-01-03T00:00Z']);
  const now = Date.parse('2024-01-03T01:00Z');
  expect(closedCandles([hourly], now, parseTimeframe('1h')).candles[0].time.length).toBe(2);
  expect(closedCandles([hourly], now).candles[0].time.length).toBe(1);
});

test('a clock before all rows is an error that names the clock', () => {
  expect(() => judged(DAYS, '1970-01-01T00:00:30Z')).toThrow(
    expect.objectContaining({
      message:
        'A.csv: expected closed candles, got none in 4 rows from 2024-01-01 on: the clock of this machine says 1970-01-01',
      hint: 'correct the clock if it is wrong; otherwise keep the rows with `--include-open`',
    }),
  );
});

test('a series of which no candle has closed is named', () => {
  const listed = candlesAt(['2024-01-04'], 'B');
  expect(() => closedCandles([candlesAt(DAYS), listed], Date.parse('2024-01-04T10:00Z'))).toThrow(
    'B.csv: expected a closed candle of `B`, got none by the clock of this machine, 2024-01-04T10:00Z',
  );
});
