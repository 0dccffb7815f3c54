import { describe, expect, test } from 'vitest';
import { isOutside, isSame, squareRounding, withoutRounding } from '../../src/math/rounding.ts';

describe('isSame', () => {
  test('is true only for numbers that differ in no more than their last bits, at any scale', () => {
    for (const scale of [1e-300, 1e-8, 1, 1e8, 1e300]) {
      expect(isSame(0.3 * scale, (0.1 + 0.2) * scale)).toBe(true);
      expect(isSame(0.3 * scale, 0.3 * scale * (1 + 1e-12))).toBe(false);
    }
    expect([isSame(0, 0), isSame(0, 1e-300), isSame(1, -1)]).toEqual([true, false, false]);
    expect([isSame(NaN, NaN), isSame(Infinity, Infinity), isSame(Infinity, 5)]).toEqual([false, true, false]);
  });
});

describe('isOutside', () => {
  test('does not count a value on a bound, or beyond it by rounding', () => {
    expect([0, 0.3, 0.1 + 0.2, 0.2].map((value) => isOutside(value, 0.1 * 2, 0.3))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('counts a value without bounds', () => {
    expect([isOutside(1, NaN, 2), isOutside(1, 0, NaN), isOutside(NaN, 0, 1)]).toEqual([true, true, true]);
  });
});

describe('withoutRounding', () => {
  test('makes numbers 0, or equal, if they differ from 0, or from each other, only by rounding', () => {
    const rounding = new Float64Array(3).fill(1e-9);
    expect(withoutRounding(Float64Array.of(1e-10, -1e-10, 1), rounding)).toEqual(Float64Array.of(0, 0, 1));
    const [a, b, c] = withoutRounding(Float64Array.of(1, 1 + 1e-10, 1 - 1e-10), rounding);
    expect([b, c]).toEqual([a, a]);
  });

  test('leaves other numbers as they are, even if the rounding of one of them is large', () => {
    const x = Float64Array.of(1, 2, 1e10);
    expect(withoutRounding(x, Float64Array.of(1e-15, 1e-15, 100))).toEqual(x);
    expect(withoutRounding(new Float64Array(0), new Float64Array(0))).toEqual(new Float64Array(0));
  });
});

test('squareRounding bounds the error of the square of a small difference of large numbers', () => {
  for (let i = 1; i < 1000; i++) {
    const y = 1e6 + 0.1 * i;
    expect(Math.abs((y + 0.05 - y) ** 2 - 0.0025)).toBeLessThan(squareRounding(y + 0.05, y));
  }
});
