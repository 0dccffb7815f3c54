import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { direction, measureDirection } from '../../src/metrics/direction.ts';
import { anyPoints, asNaive, none, points } from './points.ts';

describe('direction', () => {
  test('counts the forecasts on the side of the origin on which the truth came out', () => {
    const p = points({ last: [10, 10, 10, 10], y: [12, 12, 8, 8], yhat: [11, 9, 11, 5] });
    expect(measureDirection(p)).toMatchObject({ hits: 2, n: 4, rate: 0.5, alwaysUp: 0.5, ties: 0 });
    expect(direction.compute(p)).toBe(0.5);
  });

  test('leaves out and counts ties of truth or forecast with the value at the origin', () => {
    const p = points({ last: [10, 10, 10], y: [10, 12, 12], yhat: [11, 10, 13] });
    expect(measureDirection(p)).toMatchObject({ hits: 1, n: 1, rate: 1, alwaysUp: 1, ties: 2 });
  });

  test('gives the always-up rate of the same points', () => {
    const p = points({ last: [10, 10, 10, 10], y: [12, 12, 12, 8], yhat: [9, 9, 9, 10] });
    expect(measureDirection(p)).toMatchObject({ hits: 0, n: 3, alwaysUp: 1, ties: 1 });
  });

  test('has the Wilson 95 % interval', () => {
    // 50 of 100: 0.5 ± 0.0962, published to three digits as 0.404 .. 0.596.
    const y = Array.from({ length: 100 }, (_, i) => (i < 50 ? 11 : 9));
    const { rate, lo, hi } = measureDirection(points({ last: y.map(() => 10), y, yhat: y.map(() => 12) }));
    expect(rate).toBe(0.5);
    expect(lo).toBeCloseTo(0.4038, 4);
    expect(hi).toBeCloseTo(0.5962, 4);
  });

  test('is NaN for naive, whose points are all ties', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const naive = measureDirection(asNaive(p));
        expect(naive).toEqual({
          hits: 0,
          n: 0,
          rate: NaN,
          lo: NaN,
          hi: NaN,
          alwaysUp: NaN,
          ties: p.y.length,
        });
      }),
    );
  });

  test('is NaN without points', () => {
    expect(measureDirection(none)).toEqual({
      hits: 0,
      n: 0,
      rate: NaN,
      lo: NaN,
      hi: NaN,
      alwaysUp: NaN,
      ties: 0,
    });
  });

  test('has its rate inside its interval, and both inside 0 .. 1', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const { n, rate, lo, hi } = measureDirection(p);
        if (n === 0) return;
        expect(lo).toBeGreaterThanOrEqual(0);
        expect(lo).toBeLessThanOrEqual(rate);
        expect(hi).toBeGreaterThanOrEqual(rate);
        expect(hi).toBeLessThanOrEqual(1);
      }),
    );
  });
});
