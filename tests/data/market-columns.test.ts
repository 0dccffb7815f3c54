import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnHistory } from '../../src/data/market-columns.ts';
import {
  alignPoints,
  joinSpans,
  pointProblem,
  sumPoints,
  withoutSpans,
} from '../../src/data/market-columns.ts';

const history = (
  points: readonly (readonly [time: number, value: number])[],
  spans: ColumnHistory['spans'] = [{ from: 0, to: 1e6 }],
): Omit<ColumnHistory, 'name'> => ({
  time: Float64Array.from(points, ([time]) => time),
  value: Float64Array.from(points, ([, value]) => value),
  spans,
});
const align = (closes: readonly number[], column: Omit<ColumnHistory, 'name'>) => [
  ...alignPoints(Float64Array.from(closes), column),
];

describe('a candle has', () => {
  test('the last value known when it closed: a point at the close counts, one a moment later does not', () => {
    const column = history([
      [10, 1],
      [20, 2],
      [31, 3],
    ]);
    expect(align([5, 10, 19, 20, 30, 40], column)).toEqual([NaN, 1, 1, 2, 2, 3]);
  });

  test('no value where it is not known whether there was a later one', () => {
    const spans = [
      { from: 10, to: 25 },
      { from: 40, to: 50 },
    ];
    const column = history(
      [
        [10, 1],
        [20, 2],
        [45, 3],
      ],
      spans,
    );
    expect(align([24, 25, 30, 41, 45, 49, 50], column)).toEqual([2, NaN, NaN, NaN, 3, 3, NaN]);
    expect(align([24], history([[10, 1]], []))).toEqual([NaN]);
  });

  test('a value that no later point changes, whatever it is', () => {
    const ascending = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 40 });
    fc.assert(
      fc.property(ascending, ascending, fc.integer({ min: 0, max: 500 }), (times, closes, cut) => {
        const points = times.toSorted((a, b) => a - b).map((time) => [time, Math.sin(time)] as const);
        const rows = closes.toSorted((a, b) => a - b);
        const other = points.flatMap(([time, value]) =>
          time <= cut ? [[time, value] as const] : [[time + 0.5, NaN] as const],
        );
        const until = (values: readonly number[]) => values.filter((_, row) => rows[row] <= cut);
        expect(until(align(rows, history(other)))).toEqual(until(align(rows, history(points))));
      }),
    );
  });
});

test('spans join where they touch, and what they leave is what no span has', () => {
  const spans = [
    { from: 10, to: 20 },
    { from: 30, to: 40 },
  ];
  expect(joinSpans(spans, { from: 20, to: 25 })).toEqual([
    { from: 10, to: 25 },
    { from: 30, to: 40 },
  ]);
  expect(joinSpans(spans, { from: 15, to: 35 })).toEqual([{ from: 10, to: 40 }]);
  expect(joinSpans(spans, { from: 22, to: 22 })).toBe(spans);
  expect(withoutSpans({ from: 0, to: 35 }, spans)).toEqual([
    { from: 0, to: 10 },
    { from: 20, to: 30 },
  ]);
  expect(withoutSpans({ from: 12, to: 18 }, spans)).toEqual([]);
  expect(withoutSpans({ from: 38, to: 50 }, spans)).toEqual([{ from: 40, to: 50 }]);
  expect(withoutSpans({ from: 50, to: 60 }, spans)).toEqual([{ from: 50, to: 60 }]);
});

test.each([
  ['funding', -0.0075, undefined],
  ['funding', 1.5, 'a funding rate of 1.5'],
  ['open-interest', 0, undefined],
  ['open-interest', -1, 'an open interest of -1'],
  ['mark', 0, 'a mark price of 0'],
  ['index', NaN, 'an index price of NaN'],
] as const)('a value of %s of %d: %s', (name, value, problem) => {
  expect(pointProblem(name, value)).toBe(problem);
});

test('points are summed over the candle after whose open and by whose close they came, where all of them are known', () => {
  const column = {
    time: Float64Array.of(5, 10, 12, 20, 30),
    value: Float64Array.of(1, 2, 4, 8, 16),
    spans: [
      { from: 0, to: 25 },
      { from: 28, to: 50 },
    ],
  };
  const sums = sumPoints(Float64Array.of(0, 10, 20, 30, 40), Float64Array.of(10, 20, 30, 40, 50), column);
  // The points of 25 to 28 are not known, and the last candle ends where the known ones do.
  expect([...sums]).toEqual([3, 12, NaN, 0, NaN]);
});
