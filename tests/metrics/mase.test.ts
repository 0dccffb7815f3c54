import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mase } from '../../src/metrics/mase.ts';
import { anyPoints, inUnit, none, points } from './points.ts';

describe('mase', () => {
  test('divides each error by the scale of its fold', () => {
    const p = points({ y: [10, 10], yhat: [12, 16], scaleAbsolute: [1, 3] });
    expect(mase.compute(p)).toBe(2); // (2/1 + 6/3) / 2
  });

  test('is the mean over series, however many points each has', () => {
    const p = points({ y: [10, 10, 10], yhat: [11, 11, 14], series: [0, 0, 5], scaleAbsolute: [1, 1, 1] });
    expect(mase.compute(p)).toBe(2.5); // (1 + 4) / 2, not 6 / 3
  });

  test('is NaN where the training rows never change', () => {
    expect(mase.compute(points({ y: [1, 2], yhat: [1, 3], scaleAbsolute: [1, 0] }))).toBeNaN();
  });

  test('is NaN where the scale is', () => {
    expect(mase.compute(points({ y: [1, 2], yhat: [1, 3], scaleAbsolute: [1, NaN] }))).toBeNaN();
  });

  test('leaves out series whose training rows never change', () => {
    const scaleAbsolute = [1, 0, NaN];
    expect(mase.compute(points({ y: [1, 2, 3], yhat: [3, 3, 4], series: [0, 1, 2], scaleAbsolute }))).toBe(2);
  });

  test('is NaN without points', () => {
    expect(mase.compute(none)).toBeNaN();
  });

  test('has no unit', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        expect(mase.compute(inUnit(p, 128))).toBe(mase.compute(p)); // exact: a power of two
      }),
    );
  });
});
