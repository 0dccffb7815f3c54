import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { cholesky, choleskySolve, product as productOf, times, transpose } from '../../src/math/linalg.ts';

/** B Bᵀ + I, which is symmetric and positive definite for every B. */
function positiveDefinite(b: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, ij) => {
    const [i, j] = [Math.floor(ij / n), ij % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += b[i * n + k] * b[j * n + k];
    return sum;
  });
}

const system = fc.integer({ min: 1, max: 8 }).chain((n) => {
  const entry = { min: -10, max: 10, noNaN: true };
  return fc.record({
    n: fc.constant(n),
    a: fc.float64Array({ ...entry, minLength: n * n, maxLength: n * n }).map((b) => positiveDefinite(b, n)),
    x: fc.float64Array({ ...entry, minLength: n, maxLength: n }),
  });
});

describe('cholesky', () => {
  test('of [[4, 2], [2, 10]] is [[2, 0], [1, 3]]', () => {
    expect(cholesky(Float64Array.of(4, 2, 2, 10), 2)).toEqual(Float64Array.of(2, 0, 1, 3));
  });

  test('times its transpose is the matrix', () => {
    fc.assert(
      fc.property(system, ({ n, a }) => {
        const l = cholesky(a, n);
        const product = a.map((_, ij) => {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += l[Math.floor(ij / n) * n + k] * l[(ij % n) * n + k];
          return sum;
        });
        expect(product).toBeAllClose(a, { rtol: 1e-12, atol: 1e-11 });
      }),
    );
  });

  test('does not read above the diagonal', () => {
    expect(cholesky(Float64Array.of(4, NaN, 2, 10), 2)).toEqual(Float64Array.of(2, 0, 1, 3));
  });

  test('refuses what is not positive definite, and names the pivot', () => {
    const singular = Float64Array.of(1, 2, 2, 4);
    expect(() => cholesky(singular, 2)).toThrow(DataError);
    expect(() => cholesky(singular, 2)).toThrow(/pivot 2 of 2 is 0/);
    for (const a of [[0], [-1], [NaN], [Infinity]]) {
      expect(() => cholesky(Float64Array.from(a), 1)).toThrow(/pivot 1 of 1/);
    }
  });

  test('refuses a column that is a combination of others but for rounding', () => {
    // Gram matrix of u = (0.1, 0.7), v = (0.3, 0.2) and u + v
    const rows = [
      [0.1, 0.7],
      [0.3, 0.2],
      [0.1 + 0.3, 0.7 + 0.2],
    ];
    const gram = rows.flatMap((u) => rows.map((v) => u[0] * v[0] + u[1] * v[1]));
    expect(() => cholesky(Float64Array.from(gram), 3)).toThrow(/pivot 3 of 3/);
  });
});

describe('choleskySolve', () => {
  test('solves 4x + 2y = 8, 2x + 10y = 22 by x = 1, y = 2', () => {
    const l = cholesky(Float64Array.of(4, 2, 2, 10), 2);
    expect(choleskySolve(l, 2, Float64Array.of(8, 22))).toEqual(Float64Array.of(1, 2));
  });

  test('gives back the x from which b was made', () => {
    fc.assert(
      fc.property(system, ({ n, a, x }) => {
        const b = x.map((_, i) => {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += a[i * n + j] * x[j];
          return sum;
        });
        const before = b.slice();
        // The eigenvalues of A lie between 1 and 6401 (n² entries of at most 10), so little is lost.
        expect(choleskySolve(cholesky(a, n), n, b)).toBeAllClose(x, { rtol: 1e-9, atol: 1e-8 });
        expect(b).toEqual(before);
      }),
    );
  });
});

test('products of square matrices are those of the school', () => {
  const a = Float64Array.of(1, 2, 3, 4);
  const b = Float64Array.of(5, 6, 7, 8);
  expect(productOf(a, b, 2)).toEqual(Float64Array.of(19, 22, 43, 50));
  expect(times(a, Float64Array.of(5, 7), 2)).toEqual(Float64Array.of(19, 43));
  expect(transpose(a, 2)).toEqual(Float64Array.of(1, 3, 2, 4));
});
