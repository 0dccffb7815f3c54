import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { brier } from '../../src/metrics/brier.ts';
import { skill } from '../../src/metrics/skill.ts';
import { anyClass, anySaid, classPoints, withoutProbabilities } from './classes.ts';

test('is the squared distance to the class that came', () => {
  // .3² + .2² + .5² for what came with .5; and being sure: 0 when right, 1 + 1 when wrong.
  expect(brier.compute(classPoints([1], [[0.3, 0.2, 0.5]]))).toBeCloseTo(0.38, 12);
  expect(brier.compute(classPoints([-1], [[1, 0, 0]]))).toBe(0);
  expect(brier.compute(classPoints([-1], [[0, 0, 1]]))).toBe(2);
  expect(brier.compute(classPoints([0], [[1 / 3, 1 / 3, 1 / 3]]))).toBeCloseTo(2 / 3, 12);
});

test('is lowest on average for the probabilities that are true', () => {
  fc.assert(
    fc.property(anySaid, anySaid, (truth, said) => {
      const expected = (of: readonly [number, number, number]) =>
        [-1, 0, 1].reduce((sum, y, c) => sum + truth[c] * brier.compute(classPoints([y], [of])), 0);
      expect(expected(truth)).toBeLessThanOrEqual(expected(said) + 1e-12);
    }),
  );
});

test('skill is what is gone of the Brier score of the benchmark', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyClass, anySaid, anySaid), { minLength: 1, maxLength: 20 }), (rows) => {
      const [y, own, other] = [
        rows.map((row) => row[0]),
        rows.map((row) => row[1]),
        rows.map((row) => row[2]),
      ];
      const ratio = brier.compute(classPoints(y, own)) / brier.compute(classPoints(y, other));
      expect(skill.compute(classPoints(y, own, other))).toBeCloseTo(1 - ratio, 9);
      expect(skill.compute(classPoints(y, own, own))).toBe(0);
    }),
  );
});

test('is NaN without probabilities, and so is skill', () => {
  const given = withoutProbabilities(classPoints([1], [[0, 0, 1]]));
  expect([brier.compute(given), skill.compute(given)]).toEqual([NaN, NaN]);
});
