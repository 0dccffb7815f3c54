import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  classNames,
  classNumber,
  classOf,
  classShares,
  classValue,
  likeliest,
} from '../../src/data/classes.ts';

test('a change is up, down, or flat where it is no larger than said', () => {
  expect(classOf(101, 100, 0.001)).toBe(1);
  expect(classOf(99, 100, 0.001)).toBe(-1);
  expect(classOf(100.05, 100, 0.001)).toBe(0);
  expect(classOf(99.95, 100, 0.001)).toBe(0);
  // 1.25 / 1 - 1 is exact, so that the bound itself is seen to be flat.
  expect(classOf(1.25, 1, 0.25)).toBe(0);
  expect(classOf(0.75, 1, 0.25)).toBe(0);
  expect(classOf(100, 100, 0)).toBe(0);
  expect(classOf(NaN, 100, 0.001)).toBe(NaN);
  expect(classOf(100, NaN, 0.001)).toBe(NaN);
});

test('a wider band never makes a side of what was flat, and no unit counts', () => {
  const price = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  const band = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(price, price, band, band, (p, origin, a, b) => {
      const [narrow, wide] = [Math.min(a, b), Math.max(a, b)];
      if (classOf(p, origin, narrow) === 0) expect(classOf(p, origin, wide)).toBe(0);
      expect(classOf(2 * p, 2 * origin, a)).toBe(classOf(p, origin, a));
    }),
  );
});

test('values and numbers of classes are one another back, in the order of the names', () => {
  expect(classNames.map((_, c) => classValue(c))).toEqual([-1, 0, 1]);
  for (const value of [-1, 0, 1]) expect(classValue(classNumber(value))).toBe(value);
});

test('the likeliest class is that of the largest probability, the first of several, and NaN where nothing was said', () => {
  const columns = [
    [0.2, 0.4, 0.5, NaN],
    [0.3, 0.4, 0.1, NaN],
    [0.5, 0.2, 0.4, NaN],
  ].map((column) => Float64Array.from(column));
  expect([...likeliest(columns)]).toEqual([1, -1, -1, NaN]);
});

test('shares count half a case more of each, so that none is impossible', () => {
  expect(classShares([3, 0, 1])).toBeAllClose([3.5 / 5.5, 0.5 / 5.5, 1.5 / 5.5], { rtol: 1e-15 });
  expect(classShares([0, 0, 0])).toBeAllClose([1 / 3, 1 / 3, 1 / 3], { rtol: 1e-15 });
});
