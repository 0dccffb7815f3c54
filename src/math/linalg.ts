/**
 * Symmetric positive definite systems A x = b, the normal equations of least squares, through A = L Lᵀ, and
 * products of square matrices. Matrices are row-major: a_ij = a[i * n + j].
 */

import { DataError } from '../errors.ts';
import { dot } from './vector.ts';

/**
 * Lower triangular L with L Lᵀ = A, zeros above the diagonal. Only the lower triangle of A is read.
 * @throws DataError if the matrix is not positive definite, or only because of rounding
 */
export function cholesky(
  a: Float64Array, // (n, n)
  n: number,
): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      l[i * n + j] = (a[i * n + j] - rowProduct(l, n, i, j)) / l[j * n + j];
    }
    const pivot = a[i * n + i] - rowProduct(l, n, i, i);
    // Rounding leaves pivots of this size if a column is a combination of the others.
    if (!(pivot > n * Number.EPSILON * a[i * n + i]) || pivot === Infinity) {
      throw new DataError(`expected a positive definite matrix, but pivot ${i + 1} of ${n} is ${pivot}`, {
        hint: 'leave out columns that are constant or combinations of others, or use a ridge penalty',
      });
    }
    l[i * n + i] = Math.sqrt(pivot);
  }
  return l;
}

/** Σ_k l_ik l_jk over k < j. */
function rowProduct(l: Float64Array, n: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < j; k++) sum += l[i * n + k] * l[j * n + k];
  return sum;
}

/** The x of L Lᵀ x = b: L y = b is solved forward, then Lᵀ x = y backward. */
export function choleskySolve(
  l: Float64Array, // (n, n), of `cholesky`
  n: number,
  b: Float64Array, // (n)
): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}

/** A B. */
export function product(
  a: Float64Array, // (n, n)
  b: Float64Array, // (n, n)
  n: number,
): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) out[i * n + j] += a[i * n + k] * b[k * n + j];
  return out;
}

/** A x. */
export function times(
  a: Float64Array, // (n, n)
  x: Float64Array, // (n)
  n: number,
): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => dot(x, a.subarray(i * n, (i + 1) * n)));
}

/** Aᵀ. */
export function transpose(
  a: Float64Array, // (n, n)
  n: number,
): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]);
}
