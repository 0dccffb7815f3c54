import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { skill } from '../../src/metrics/skill.ts';
import { u2 } from '../../src/metrics/u2.ts';
import { anyPoints, asNaive, none, points } from './points.ts';

describe('skill', () => {
  test("is the share of naive's squared error that is gone", () => {
    expect(skill.compute(points({ y: [10, 20], yhat: [11, 19], last: [8, 22] }))).toBe(0.75); // 1 - 1 / 4
  });

  test('is negative where naive is better', () => {
    expect(skill.compute(points({ y: [10], yhat: [12], last: [11] }))).toBe(-3);
  });

  test('is exactly 0 for naive', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        expect(skill.compute(asNaive(p))).toBe(0);
      }),
    );
  });

  test('is 1 - u2²', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const expected = 1 - u2.compute(p) ** 2;
        expect([skill.compute(p)]).toBeAllClose([expected], { rtol: 1e-9, atol: 1e-9 });
      }),
    );
  });

  test('is NaN where naive is never wrong', () => {
    expect(skill.compute(points({ y: [10], yhat: [11], last: [10] }))).toBeNaN();
  });

  test('is NaN without points', () => {
    expect(skill.compute(none)).toBeNaN();
  });
});
