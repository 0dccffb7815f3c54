import { expect, test } from 'vitest';
import { autocorrelation } from '../../src/math/autocorrelation.ts';

test('is the textbook value', () => {
  // Mean 2, distances -1 0 1 0 -1 0 1 0: squares 4, products at lag 1 all 0, at lag 2 -3, at lag 4 2.
  expect(autocorrelation([1, 2, 3, 2, 1, 2, 3, 2], 4)).toEqual([0, -0.75, 0, 0.5]);
});

test('leaves out missing values', () => {
  expect(autocorrelation([1, NaN, 3, NaN, 1, NaN, 3], 2)).toEqual([0, -0.75]);
});

test('is NaN if the values never change', () => {
  expect(autocorrelation([2, 2, 2], 2)).toEqual([NaN, NaN]);
});
