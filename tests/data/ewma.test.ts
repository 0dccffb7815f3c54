import { describe, expect, test } from 'vitest';
import { ewmaVolatility } from '../../src/data/ewma.ts';
import { walk } from '../helpers/panels.ts';

describe('ewmaVolatility', () => {
  test('weighs the last change most', () => {
    const { relative, change } = ewmaVolatility(Float64Array.of(100, 110, 99));
    expect(relative[0]).toBeNaN();
    expect(relative[1]).toBeCloseTo(0.1, 15);
    expect(relative[2]).toBeCloseTo(Math.sqrt((0.94 * 0.1 ** 2 + 0.1 ** 2) / 1.94), 15);
    expect(change[1]).toBeCloseTo(11, 13);
  });

  test('is plain, not relative, from the first value that is not positive', () => {
    const { relative, change } = ewmaVolatility(Float64Array.of(4, 2, -2));
    expect(change[1]).toBeCloseTo(1, 15); // half of the value 2
    expect(change[2]).toBeCloseTo(Math.sqrt((0.94 * 4 + 16) / 1.94), 15);
    expect(relative[2]).toBe(change[2]);
  });

  test('leaves out changes beside a gap, and stands on after it', () => {
    const { relative } = ewmaVolatility(Float64Array.of(100, 110, NaN, 200, 220));
    expect(relative[3]).toBeCloseTo(0.1, 15);
    expect(relative[4]).toBeCloseTo(0.1, 15);
  });

  test('does not move with what comes later', () => {
    const values = Float64Array.from(walk(50, 3));
    const cut = values.map((value, row) => (row > 30 ? NaN : value));
    for (const column of ['change', 'relative'] as const)
      expect(ewmaVolatility(cut)[column].subarray(0, 31)).toEqual(
        ewmaVolatility(values)[column].subarray(0, 31),
      );
  });

  test('follows the unit of the values', () => {
    const values = Float64Array.from(walk(50, 3));
    const [one, other] = [ewmaVolatility(values), ewmaVolatility(values.map((value) => 1024 * value))];
    expect(other.relative).toEqual(one.relative); // exact: a power of two
    expect(other.change).toEqual(one.change.map((value) => 1024 * value));
  });
});
