import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSteps,
  findOffGrid,
  formatTime,
  gridOf,
  inferTimeframe,
  parseTimeframe,
  timeframeOf,
} from '../../src/data/timeframe.ts';
import type { Timeframe } from '../../src/data/timeframe.ts';
import { DataError } from '../../src/errors.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 1);
const MONTH: Timeframe = { name: '1M', ms: 30 * DAY, months: 1 };

/** Times at these steps of `ms` after the start. */
const at = (ms: number, ...steps: number[]): Float64Array => Float64Array.from(steps, (i) => START + i * ms);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const nameOf = (...times: Float64Array[]): string | undefined => inferTimeframe(times)?.name;

test('a step is named in the largest unit that divides it', () => {
  const names = [7 * DAY, DAY, 2 * DAY, 4 * HOUR, 90 * MINUTE, 15 * MINUTE, 30 * SECOND, 1500];
  expect(names.map((ms) => timeframeOf(ms).name)).toEqual([
    '1w',
    '1d',
    '2d',
    '4h',
    '90m',
    '15m',
    '30s',
    '1500ms',
  ]);
  expect(timeframeOf(DAY)).toEqual({ name: '1d', ms: DAY, months: 0 });
});

describe('the step of a grid', () => {
  test('is the commonest difference', () => {
    expect(nameOf(at(DAY, 0, 1, 2, 3))).toBe('1d');
    expect(nameOf(at(7 * DAY, 0, 1, 2))).toBe('1w');
    expect(nameOf(at(4 * HOUR, 0, 1, 2))).toBe('4h');
  });

  test('is found through gaps, be they multiples of the step of any length', () => {
    expect(nameOf(at(HOUR, 0, 1, 2, 5, 6, 7, 107, 108))).toBe('1h');
    expect(nameOf(at(DAY, ...upTo(30), 200, ...upTo(30).map((i) => 300 + i)))).toBe('1d');
  });

  test('is the minute where nobody traded in most of them', () => {
    expect(nameOf(at(MINUTE, 0, 2, 5, 7, 10, 12, 15, 17))).toBe('1m'); // differences 2 and 3
  });

  test('is not made finer for a few stray rows, at an odd time or at a usual one', () => {
    for (const stray of [0.5234, 0.5]) {
      const time = at(DAY, ...upTo(60), 30 + stray).toSorted();
      expect(nameOf(time)).toBe('1d');
    }
    // However few rows there are: what divides all of these is no step that anybody offers.
    expect(nameOf(at(DAY, 0, 1, 2, 2.5234, 3, 4, 5))).toBe('1d');
  });

  test('is a calendar month where rows are months apart on one day, gaps or not', () => {
    const months = (...steps: number[]) => Float64Array.from(steps, (i) => Date.UTC(2023, i, 1));
    expect(inferTimeframe([months(0, 1, 2, 3)])).toEqual(MONTH);
    expect(inferTimeframe([months(0, 1, 4, 5, 13)])).toEqual(MONTH);
    expect(nameOf(Float64Array.of(Date.UTC(2023, 0, 1), Date.UTC(2023, 0, 29), Date.UTC(2023, 1, 26)))).toBe(
      '4w',
    );
  });

  test('is a calendar month where all rows are the last day of theirs', () => {
    const ends = Float64Array.from([1, 2, 3, 4, 14], (i) => Date.UTC(2023, i, 0));
    expect(inferTimeframe([ends])).toEqual(MONTH);
    expect(addSteps(Date.UTC(2024, 0, 31), MONTH, 1)).toBe(Date.UTC(2024, 1, 29));
    expect(addSteps(Date.UTC(2023, 1, 28), MONTH, 1)).toBe(Date.UTC(2023, 2, 31));
  });

  test('is three calendar months for quarters', () => {
    const quarters = Float64Array.from([0, 3, 6, 12], (i) => Date.UTC(2023, i, 1, 8));
    expect(inferTimeframe([quarters])).toMatchObject({ name: '3M', months: 3 });
    expect(addSteps(quarters[2], inferTimeframe([quarters])!, 1)).toBe(Date.UTC(2023, 9, 1, 8));
  });

  test('is one for all series of a panel', () => {
    expect(nameOf(at(DAY, 0, 1, 2), at(DAY, 7, 8, 9, 11))).toBe('1d');
    expect(nameOf(at(DAY, 5), at(DAY, 0, 1))).toBe('1d');
  });

  test('is unknown for fewer than two times', () => {
    expect(inferTimeframe([at(DAY, 0)])).toBeNull();
    expect(inferTimeframe([at(DAY, 0), at(DAY, 3)])).toBeNull();
  });

  test('is found again from any rows of a usual grid that keep most neighbours', () => {
    const usual = fc.constantFrom(MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, 7 * DAY);
    fc.assert(
      fc.property(
        usual,
        fc.uniqueArray(fc.integer({ min: 1, max: 58 }), { maxLength: 10 }),
        (ms, missing) => {
          const rows = upTo(60).filter((row) => !missing.includes(row));
          expect(inferTimeframe([at(ms, ...rows)])?.ms).toBe(ms);
        },
      ),
    );
  });
});

describe('a grid', () => {
  test('holds every step from the first moment to the last', () => {
    expect(gridOf(timeframeOf(DAY), START, START + 3 * DAY, 2)).toEqual(at(DAY, 0, 1, 2, 3));
    expect(gridOf(timeframeOf(DAY), START, START + 2.5 * DAY, 2)).toEqual(at(DAY, 0, 1, 2));
    expect(gridOf(timeframeOf(DAY), START, START, 1)).toEqual(at(DAY, 0));
  });

  test('goes by calendar months, over leap days and ends of years', () => {
    const months = [10, 11, 12, 13, 14].map((month) => Date.UTC(2023, month, 1, 8));
    expect([...gridOf(MONTH, months[0], months[4], 5)]).toEqual(months);
  });

  test('is refused where the step cannot be meant: millions of rows for few candles', () => {
    const tooFine = () => gridOf(timeframeOf(SECOND), START, START + 365 * DAY, 100_000);
    expect(tooFine).toThrow(DataError);
    expect(tooFine).toThrow('expected candles every 1s, but 100000 candles span 2024-01-01 to 2024-12-31');
    expect(gridOf(timeframeOf(MINUTE), START, START + 365 * DAY, 10)).toHaveLength(365 * 1440 + 1);
  });

  test('has neighbours one step apart', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(timeframeOf(HOUR), timeframeOf(DAY), MONTH),
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.nat(40),
        (timeframe, date, steps) => {
          const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1 + (date.getUTCDate() % 27)); // the 28th may be a last day
          const grid = gridOf(timeframe, from, addSteps(from, timeframe, steps), steps + 1);
          expect(grid).toHaveLength(steps + 1);
          for (let i = 0; i < steps; i++) expect(addSteps(grid[i], timeframe, 1)).toBe(grid[i + 1]);
        },
      ),
    );
  });
});

test('times are written as short as they are', () => {
  expect(formatTime(START)).toBe('2024-01-01');
  expect(formatTime(START + 13 * HOUR)).toBe('2024-01-01T13:00Z');
  expect(formatTime(START + MINUTE + SECOND)).toBe('2024-01-01T00:01:01Z');
  expect(formatTime(START + 1)).toBe('2024-01-01T00:00:00.001Z');
  expect(formatTime(Date.UTC(1969, 6, 20))).toBe('1969-07-20');
  expect(formatTime(NaN)).toBe('NaN');
});

test('a step is read by the name that it is given', () => {
  for (const ms of [SECOND, 15 * MINUTE, 4 * HOUR, DAY, 3 * DAY, 7 * DAY])
    expect(parseTimeframe(timeframeOf(ms).name)).toEqual(timeframeOf(ms));
  expect(parseTimeframe('1M')).toEqual(MONTH);
  expect(parseTimeframe('60m')).toEqual({ name: '60m', ms: HOUR, months: 0 });
  for (const text of ['', 'd', '0d', '01d', '1.5h', '1 h', '1y', '1D', '-1d', '1ms'])
    expect([text, parseTimeframe(text)]).toEqual([text, undefined]);
});

describe('the first row off the grid', () => {
  const off = (name: string, ...times: number[]) =>
    findOffGrid(Float64Array.from(times), parseTimeframe(name)!);

  test('is one that does not start on the step, counted from midnight UTC', () => {
    expect(off('2h', START, START + 2 * HOUR, START + 6 * HOUR)).toBe(-1);
    expect(off('2h', START, START + 3 * HOUR)).toBe(1);
    expect(off('1d', START + HOUR)).toBe(0);
    expect(off('1M', Date.UTC(2024, 1), Date.UTC(2024, 2), Date.UTC(2024, 2, 2))).toBe(2);
  });

  test('is one that disagrees with the first where a step has no start of its own', () => {
    const thursday = START + 3 * DAY;
    expect(off('1w', thursday, thursday + 7 * DAY)).toBe(-1);
    expect(off('1w', thursday, thursday + 6 * DAY)).toBe(1);
    expect(findOffGrid(Float64Array.of(thursday), parseTimeframe('1w')!, START)).toBe(0);
  });
});
