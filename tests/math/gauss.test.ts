import { expect, test } from 'vitest';
import { solve } from '../../src/math/gauss.ts';

test('solves systems that need rows exchanged', () => {
  // y = 2, 3 x + y = 5
  expect(solve(Float64Array.of(0, 1, 3, 1), Float64Array.of(2, 5))).toEqual(Float64Array.of(1, 2));
  const a = Float64Array.of(2, -1, 0, 1, 3, 1, 4, 0, -2);
  const x = solve(a, Float64Array.of(0, 10, -2))!;
  expect(x).toBeAllClose([1, 2, 3], { rtol: 1e-14 });
});

test('is undefined for a singular matrix', () => {
  expect(solve(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1))).toBeUndefined();
  expect(solve(Float64Array.of(NaN), Float64Array.of(1))).toBeUndefined();
});
