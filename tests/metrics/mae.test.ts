import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mae } from '../../src/metrics/mae.ts';
import { rmse } from '../../src/metrics/rmse.ts';
import { anyPoints, none, points } from './points.ts';

describe('mae', () => {
  test('is the mean distance of forecast and truth', () => {
    expect(mae.compute(points({ y: [10, 20, 30], yhat: [11, 18, 33] }))).toBe(2);
  });

  test('pools the points of all series', () => {
    expect(mae.compute(points({ y: [10, 10, 10], yhat: [10, 10, 13], series: [0, 0, 1] }))).toBe(1);
  });

  test('is NaN without points', () => {
    expect(mae.compute(none)).toBeNaN();
  });

  test('is never above rmse', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        expect(mae.compute(p)).toBeLessThanOrEqual(rmse.compute(p) * (1 + 1e-12)); // rounding of the root
      }),
    );
  });
});
