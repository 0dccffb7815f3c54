import { expect, test } from 'vitest';
import { autocovariance, autocovariances } from '../../src/math/autocovariance.ts';

test('autocovariances of 1, 2, 3, 6 with the mean 3', () => {
  // Distances -2, -1, 0, 3.
  const x = Float64Array.of(1, 2, 3, 6);
  expect(autocovariances(x, 3)).toEqual([14 / 4, 2 / 4, -3 / 4, -6 / 4]);
  expect(autocovariance(x, 3, 2)).toBe(-3 / 4);
});
