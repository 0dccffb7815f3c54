import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lbfgs } from '../../src/math/lbfgs.ts';
import { cholesky, choleskySolve, times } from '../../src/math/linalg.ts';
import { Random } from '../../src/math/random.ts';

/** xᵀ A x / 2 - bᵀ x of a positive definite A; its minimum is the solution of A x = b. */
function quadratic(n: number, seed: number) {
  const random = new Random(seed);
  const half = Float64Array.from({ length: n * n }, () => random.normal());
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) a[i * n + j] += half[i * n + k] * half[j * n + k];
      if (i === j) a[i * n + j] += 0.5;
    }
  const b = Float64Array.from({ length: n }, () => random.normal());
  const f = (x: Float64Array, gradient: Float64Array): number => {
    const ax = times(a, x, n);
    let value = 0;
    x.forEach((one, i) => {
      gradient[i] = ax[i] - b[i];
      value += one * (ax[i] / 2 - b[i]);
    });
    return value;
  };
  return { a, b, f, solution: choleskySolve(cholesky(a, n), n, b) };
}

test('finds the minimum of a quadratic, which is the solution of a system', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(1000), (n, seed) => {
      const { f, solution } = quadratic(n, seed);
      const { x, isConverged } = lbfgs(f, new Float64Array(n), { tolerance: 1e-9 });
      expect(isConverged).toBe(true);
      // The smallest curvature is .5 or more, so an error is at most twice √n times the tolerance.
      expect(x).toBeAllClose(solution, { rtol: 0, atol: 2e-8 });
    }),
    { numRuns: 30 },
  );
});

test('takes one step where it is told the second derivatives', () => {
  const { a, f, solution } = quadratic(8, 3);
  const factor = cholesky(a, 8);
  const { x, iterations } = lbfgs(f, new Float64Array(8), {
    precondition: (v) => choleskySolve(factor, 8, v),
  });
  expect(iterations).toBe(1);
  expect(x).toBeAllClose(solution, { rtol: 0, atol: 1e-8 });
});

test('finds the minimum of a function whose curvature is nowhere the same', () => {
  const centre = [-3, 0.5, 2, 6];
  const start = new Float64Array(4);
  const { x, isConverged } = lbfgs((at, gradient) => {
    let value = 0;
    at.forEach((one, i) => {
      const power = Math.exp(one - centre[i]);
      gradient[i] = power - 1;
      value += power - one;
    });
    return value;
  }, start);
  expect(isConverged).toBe(true);
  expect(x).toBeAllClose(centre, { atol: 1e-7 });
  expect([...start]).toEqual([0, 0, 0, 0]);
});

test('says that it has not got there where the steps run out, and stays where it is where nothing leads down', () => {
  const { f } = quadratic(8, 5);
  expect(lbfgs(f, new Float64Array(8), { iterations: 2 })).toMatchObject({
    iterations: 2,
    isConverged: false,
  });
  const flat = lbfgs(() => 1, Float64Array.of(3));
  expect([flat.x[0], flat.isConverged]).toEqual([3, true]);
});
