import { describe, expect, test } from 'vitest';
import { wql } from '../../src/metrics/wql.ts';

const y = Float64Array.of(10, -30);

describe('wql', () => {
  test('of the median is wape', () => {
    const quantiles = [Float64Array.of(12, -36)];
    expect(wql.compute({ shares: [0.5], y, quantiles })).toBeCloseTo(0.2, 15); // 8 / 40
  });

  test('is the mean over the shares', () => {
    const quantiles = [Float64Array.of(8, -32), Float64Array.of(12, -28)];
    // 2 (0.1·2 + 0.1·2) / 40 on either side
    expect(wql.compute({ shares: [0.1, 0.9], y, quantiles })).toBeCloseTo(0.02, 15);
  });

  test('is NaN where every truth is 0, and without points', () => {
    const zero = Float64Array.of(0);
    expect(wql.compute({ shares: [0.5], y: zero, quantiles: [Float64Array.of(1)] })).toBeNaN();
    expect(wql.compute({ shares: [0.5], y: zero.slice(1), quantiles: [zero.slice(1)] })).toBeNaN();
  });
});
