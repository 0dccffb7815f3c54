import { describe, expect, test } from 'vitest';
import { mdae } from '../../src/metrics/mdae.ts';
import { none, points } from './points.ts';

describe('mdae', () => {
  test('is the absolute error in the middle, whatever the largest is', () => {
    expect(mdae.compute(points({ y: [10, 10, 10], yhat: [11, 8, 1e9] }))).toBe(2);
    expect(mdae.compute(points({ y: [10, 10], yhat: [11, 8] }))).toBe(1.5);
  });

  test('is NaN without points', () => {
    expect(mdae.compute(none)).toBeNaN();
  });
});
