import { describe, expect, test } from 'vitest';
import { wape } from '../../src/metrics/wape.ts';
import { none, points } from './points.ts';

describe('wape', () => {
  test('is the sum of errors over the sum of the truth', () => {
    expect(wape.compute(points({ y: [10, -30], yhat: [12, -36] }))).toBe(0.2); // 8 / 40
  });

  test('keeps the points whose truth is 0', () => {
    expect(wape.compute(points({ y: [0, 8], yhat: [2, 8] }))).toBe(0.25);
  });

  test('is NaN where every truth is 0, and without points', () => {
    expect(wape.compute(points({ y: [0], yhat: [1] }))).toBeNaN();
    expect(wape.compute(none)).toBeNaN();
  });
});
