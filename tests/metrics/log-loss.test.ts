import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { logLoss } from '../../src/metrics/log-loss.ts';
import { anySaid, classPoints, withoutProbabilities } from './classes.ts';

test('is minus the natural logarithm of the probability of what came', () => {
  expect(
    logLoss.compute(
      classPoints(
        [1, 0],
        [
          [0.3, 0.2, 0.5],
          [0.5, 0.25, 0.25],
        ],
      ),
    ),
  ).toBeCloseTo(1.5 * Math.LN2, 12);
  expect(logLoss.compute(classPoints([0], [[1 / 3, 1 / 3, 1 / 3]]))).toBeCloseTo(Math.log(3), 12);
  expect(logLoss.compute(classPoints([1], [[0, 0, 1]]))).toBeCloseTo(0, 12);
});

test('what was called impossible costs no more than its clip', () => {
  expect(logLoss.compute(classPoints([1], [[1, 0, 0]]))).toBeCloseTo(15 * Math.LN10, 10);
});

test('is lowest on average for the probabilities that are true', () => {
  fc.assert(
    fc.property(anySaid, anySaid, (truth, said) => {
      const expected = (of: readonly [number, number, number]) =>
        [-1, 0, 1].reduce((sum, y, c) => sum + truth[c] * logLoss.compute(classPoints([y], [of])), 0);
      expect(expected(truth)).toBeLessThanOrEqual(expected(said) + 1e-12);
    }),
  );
});

test('is NaN without probabilities', () => {
  expect(logLoss.compute(withoutProbabilities(classPoints([1], [[0, 0, 1]])))).toBe(NaN);
});
