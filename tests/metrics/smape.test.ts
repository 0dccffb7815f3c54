import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smape } from '../../src/metrics/smape.ts';
import { anyPoints, none, points } from './points.ts';

describe('smape', () => {
  test('has the factor 2', () => {
    expect(smape.compute(points({ y: [10], yhat: [30] }))).toBe(1); // 2 · 20 / 40
  });

  test('is 2 where truth or forecast is 0', () => {
    expect(smape.compute(points({ y: [0, 5], yhat: [7, 0] }))).toBe(2);
  });

  test('counts a point where both are 0 as 0', () => {
    expect(smape.compute(points({ y: [0, 10], yhat: [0, 30] }))).toBe(0.5);
  });

  test('is NaN without points', () => {
    expect(smape.compute(none)).toBeNaN();
  });

  test('is the same with truth and forecast exchanged', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        expect(smape.compute({ ...p, y: p.yhat, yhat: p.y })).toBe(smape.compute(p));
      }),
    );
  });
});
