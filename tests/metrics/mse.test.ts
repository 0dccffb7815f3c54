import { describe, expect, test } from 'vitest';
import { mse } from '../../src/metrics/mse.ts';
import { none, points } from './points.ts';

describe('mse', () => {
  test('is the mean of squared errors', () => {
    expect(mse.compute(points({ y: [10, 10], yhat: [11, 17] }))).toBe(25); // (1 + 49) / 2
  });

  test('is NaN without points', () => {
    expect(mse.compute(none)).toBeNaN();
  });
});
