import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pinball, pinballLoss } from '../../src/metrics/pinball.ts';
import { quantile } from '../../src/math/statistics.ts';

describe('pinball', () => {
  test('weighs what lies above by the share and what lies below by the rest', () => {
    expect(pinballLoss(0.9, Float64Array.of(10), Float64Array.of(8))).toBeCloseTo(1.8, 15);
    expect(pinballLoss(0.9, Float64Array.of(10), Float64Array.of(12))).toBeCloseTo(0.2, 15);
    expect(pinballLoss(0.5, Float64Array.of(10, 10), Float64Array.of(8, 11))).toBe(0.75); // half of mae
  });

  test('is the mean over the shares', () => {
    const y = Float64Array.of(10);
    const quantiles = [Float64Array.of(8), Float64Array.of(12)];
    expect(pinball.compute({ shares: [0.5, 0.9], y, quantiles })).toBeCloseTo((1 + 0.2) / 2, 15);
  });

  test('is nowhere lower than at a quantile of what comes', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 });
    const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(values, share, fc.double({ min: -100, max: 100, noNaN: true }), (list, q, other) => {
        const y = Float64Array.from(list);
        const of = (value: number) => pinballLoss(q, y, new Float64Array(y.length).fill(value));
        const sorted = y.toSorted();
        const best = sorted[Math.ceil(q * y.length) - 1];
        expect(of(best)).toBeLessThanOrEqual(of(other) + 1e-9); // rounding of sums
        expect(of(best)).toBeLessThanOrEqual(of(quantile(list, q)) + 1e-9);
      }),
    );
  });
});
