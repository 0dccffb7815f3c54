import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rmsse } from '../../src/metrics/rmsse.ts';
import { anyPoints, inUnit, none, points } from './points.ts';

describe('rmsse', () => {
  test('divides each squared error by the squared scale of its fold', () => {
    const p = points({ y: [10, 10], yhat: [11, 17], scaleSquared: [1, 1] });
    expect(rmsse.compute(p)).toBe(5); // √((1 + 49) / 2)
    expect(rmsse.compute(points({ y: [10, 10], yhat: [12, 16], scaleSquared: [1, 9] }))).toBe(2);
  });

  test('is the mean over series of their roots', () => {
    const p = points({ y: [10, 10, 10], yhat: [11, 11, 15], series: [0, 0, 1] });
    expect(rmsse.compute(p)).toBe(3); // (√1 + √25) / 2
  });

  test('is NaN where the training rows never change', () => {
    expect(rmsse.compute(points({ y: [1], yhat: [1], scaleSquared: [0] }))).toBeNaN();
  });

  test('is NaN without points', () => {
    expect(rmsse.compute(none)).toBeNaN();
  });

  test('has no unit', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        expect(rmsse.compute(inUnit(p, 128))).toBe(rmsse.compute(p)); // exact: a power of two
      }),
    );
  });
});
