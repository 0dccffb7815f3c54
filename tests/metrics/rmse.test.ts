import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rmse } from '../../src/metrics/rmse.ts';
import { anyPoints, inUnit, none, points } from './points.ts';

describe('rmse', () => {
  test('is the root of the mean squared error', () => {
    expect(rmse.compute(points({ y: [10, 10], yhat: [11, 17] }))).toBe(5); // √((1 + 49) / 2)
  });

  test('is NaN without points', () => {
    expect(rmse.compute(none)).toBeNaN();
  });

  test('is in the unit of the series', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        expect(rmse.compute(inUnit(p, 128))).toBe(128 * rmse.compute(p)); // exact: a power of two
      }),
    );
  });
});
