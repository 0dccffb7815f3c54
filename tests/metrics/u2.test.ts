import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { u2 } from '../../src/metrics/u2.ts';
import { anyPoints, asNaive, none, points } from './points.ts';

describe('u2', () => {
  test('is the rmse as a multiple of that of naive', () => {
    expect(u2.compute(points({ y: [10, 20], yhat: [11, 19], last: [8, 22] }))).toBe(0.5); // 1 / 2
  });

  test('weighs series alike, whatever their price, and leaves out one that never moves', () => {
    const p = points({
      y: [10, 10_000, 7],
      yhat: [11, 9_000, 8],
      last: [8, 8_000, 7],
      series: [0, 1, 2],
    });
    // 1² / 2² and 1000² / 2000².
    expect(u2.compute(p)).toBe(0.5);
  });

  test('is exactly 1 for naive, unless that is never wrong', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const isNeverWrong = p.y.every((y, i) => y === p.last[i]);
        expect(u2.compute(asNaive(p))).toBe(isNeverWrong ? NaN : 1);
      }),
    );
  });

  test('is 0 where every forecast is right', () => {
    expect(u2.compute(points({ y: [10], yhat: [10], last: [9] }))).toBe(0);
  });

  test('is NaN where naive is never wrong', () => {
    expect(u2.compute(points({ y: [10], yhat: [10], last: [10] }))).toBeNaN();
    expect(u2.compute(points({ y: [10], yhat: [11], last: [10] }))).toBeNaN();
  });

  test('is NaN without points', () => {
    expect(u2.compute(none)).toBeNaN();
  });
});
