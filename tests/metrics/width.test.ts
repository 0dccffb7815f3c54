import { describe, expect, test } from 'vitest';
import { width } from '../../src/metrics/width.ts';

describe('width', () => {
  test('is the mean distance of the bounds', () => {
    const [lo, hi] = [Float64Array.of(1, -3), Float64Array.of(2, 2)];
    expect(width.compute({ level: 80, y: lo, lo, hi })).toBe(3);
  });

  test('is NaN without points', () => {
    const none = new Float64Array();
    expect(width.compute({ level: 80, y: none, lo: none, hi: none })).toBeNaN();
  });
});
