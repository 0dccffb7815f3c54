import { describe, expect, test } from 'vitest';
import { coverage } from '../../src/metrics/coverage.ts';

describe('coverage', () => {
  test('is the share of the truth within the bounds, which belong to the interval', () => {
    const y = Float64Array.of(1, 2, 3, 4.01);
    const [lo, hi] = [Float64Array.of(1, 0, 4, 0), Float64Array.of(2, 2, 5, 4)];
    expect(coverage.compute({ level: 80, y, lo, hi })).toBe(0.5);
  });

  test('is NaN without points', () => {
    const none = new Float64Array();
    expect(coverage.compute({ level: 80, y: none, lo: none, hi: none })).toBeNaN();
  });
});
