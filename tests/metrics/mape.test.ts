import { describe, expect, test } from 'vitest';
import { mape } from '../../src/metrics/mape.ts';
import { none, points } from './points.ts';

describe('mape', () => {
  test('is a plain ratio of the truth', () => {
    expect(mape.compute(points({ y: [10, 20], yhat: [11, 15] }))).toBeCloseTo(0.175, 15); // (0.1 + 0.25) / 2
  });

  test('leaves out the points whose truth is 0', () => {
    expect(mape.compute(points({ y: [0, 8], yhat: [5, 10] }))).toBe(0.25);
  });

  test('is positive where the truth is negative', () => {
    expect(mape.compute(points({ y: [-8], yhat: [-10] }))).toBe(0.25);
  });

  test('is NaN without a point whose truth is not 0', () => {
    expect(mape.compute(none)).toBeNaN();
    expect(mape.compute(points({ y: [0], yhat: [1] }))).toBeNaN();
  });
});
