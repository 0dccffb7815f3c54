import { expect, test } from 'vitest';
import { leastSquares } from '../../src/math/least-squares.ts';

test('finds the line through points on it, and the least squared distances from others', () => {
  const line = [(): number => 1, (row: number): number => row];
  expect(leastSquares(Float64Array.of(1, 3, 5, 7), line)).toBeAllClose([1, 2], { rtol: 1e-12 });
  // Slope 3/10, level 11/10 - 3/10 · 3/2.
  expect(leastSquares(Float64Array.of(1, 1, 1, 2), line)).toBeAllClose([0.8, 0.3], { rtol: 1e-12 });
});

test('rejects functions that are not independent on the rows', () => {
  expect(() => leastSquares(Float64Array.of(1, 2), [() => 1, () => 2])).toThrow('positive definite');
});
