import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rmae } from '../../src/metrics/rmae.ts';
import { anyPoints, asNaive, none, points } from './points.ts';

describe('rmae', () => {
  test('is the mean absolute error as a multiple of that of naive', () => {
    expect(rmae.compute(points({ y: [10, 20], yhat: [11, 19], last: [8, 22] }))).toBe(0.5);
  });

  test('is the geometric mean over series, so that half and double cancel', () => {
    const p = points({ y: [10, 10], yhat: [11, 14], last: [8, 12], series: [0, 1] }); // 1/2 and 4/2
    expect(rmae.compute(p)).toBeCloseTo(1, 15);
  });

  test('is 1 for naive, unless that is never wrong on any series', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const rights = new Map<number, boolean>();
        p.series.forEach((s, i) => rights.set(s, (rights.get(s) ?? true) && p.y[i] === p.last[i]));
        const value = rmae.compute(asNaive(p));
        if (![...rights.values()].includes(false)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(1, 14);
      }),
    );
  });

  test('is 0 where a series is forecast without error', () => {
    expect(rmae.compute(points({ y: [1, 2], yhat: [1, 3], last: [2, 3], series: [0, 1] }))).toBe(0);
  });

  test('is NaN without points', () => {
    expect(rmae.compute(none)).toBeNaN();
  });
});
