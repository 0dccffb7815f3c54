import { describe, expect, test } from 'vitest';
import { bias } from '../../src/metrics/bias.ts';
import { none, points } from './points.ts';

describe('bias', () => {
  test('is positive where forecasts are too high', () => {
    expect(bias.compute(points({ y: [10, 20], yhat: [13, 21] }))).toBe(2);
  });

  test('is 0 where errors cancel', () => {
    expect(bias.compute(points({ y: [10, 20], yhat: [13, 17] }))).toBe(0);
  });

  test('is NaN without points', () => {
    expect(bias.compute(none)).toBeNaN();
  });
});
