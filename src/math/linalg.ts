/**
 * Symmetric positive definite systems A x = b, the normal equations of least squares, through A = L Lᵀ, and
 * products of square matrices. Matrices are row-major: a_ij = a[i * n + j].
 */

import { DataError } from '../errors.ts';
import { dot } from './vector.ts';

/** Rows and right-hand sides at a time: they wait for no sum but their own, and each is added in the order of one at a time, to the bit. */
const TOGETHER = 4;

/**
 * Lower triangular L with L Lᵀ = A, zeros above the diagonal. Only the lower triangle of A is read.
 * @throws DataError if the matrix is not positive definite, or only because of rounding
 */
export function cholesky(
  a: Float64Array, // (n, n)
  n: number,
): Float64Array {
  const l = new Float64Array(n * n);
  const sums = new Float64Array(TOGETHER);
  for (let j = 0; j < n; j++) {
    rowProducts(sums, l, n, j, j);
    const pivot = a[j * n + j] - sums[0];
    // Rounding leaves pivots of this size if a column is a combination of the others.
    if (!(pivot > n * Number.EPSILON * a[j * n + j]) || pivot === Infinity) {
      throw new DataError(`expected a positive definite matrix, but pivot ${j + 1} of ${n} is ${pivot}`, {
        hint: 'leave out columns that are constant or combinations of others, or use a ridge penalty',
      });
    }
    const root = Math.sqrt(pivot);
    l[j * n + j] = root;
    for (let i = j + 1; i < n; i += TOGETHER) {
      rowProducts(sums, l, n, i, j);
      for (let r = i; r < Math.min(i + TOGETHER, n); r++) l[r * n + j] = (a[r * n + j] - sums[r - i]) / root;
    }
  }
  return l;
}

/** Σ_k l_rk l_jk over k < j, of the rows i..i + 3; the last one stands for those after it. */
function rowProducts(sums: Float64Array, l: Float64Array, n: number, i: number, j: number): void {
  const ofJ = j * n;
  const of0 = i * n;
  const of1 = Math.min(i + 1, n - 1) * n;
  const of2 = Math.min(i + 2, n - 1) * n;
  const of3 = Math.min(i + 3, n - 1) * n;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let k = 0; k < j; k++) {
    const value = l[ofJ + k];
    sum0 += l[of0 + k] * value;
    sum1 += l[of1 + k] * value;
    sum2 += l[of2 + k] * value;
    sum3 += l[of3 + k] * value;
  }
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
}

/** The x of L Lᵀ x = b: L y = b is solved forward, then Lᵀ x = y backward. */
export function choleskySolve(
  l: Float64Array, // (n, n), of `cholesky`
  n: number,
  b: Float64Array, // (n), or (count, n) for as many x
): Float64Array {
  const x = Float64Array.from(b);
  for (let at = 0; at < x.length; at += TOGETHER * n) {
    for (let i = 0; i < n; i++) eliminate(x, at, l, n, i, i * n, 1, 0, i);
    for (let i = n - 1; i >= 0; i--) eliminate(x, at, l, n, i, i, n, i + 1, n);
  }
  return x;
}

/** x_i = (x_i - Σ_k l_k x_k) / l_ii over from ≤ k < to, of the solutions at `at` and after it; l_k are `stride` apart from `ofL` on. */
function eliminate(
  x: Float64Array,
  at: number,
  l: Float64Array,
  n: number,
  i: number,
  ofL: number,
  stride: number,
  from: number,
  to: number,
): void {
  const last = x.length - n;
  const at1 = Math.min(at + n, last);
  const at2 = Math.min(at + 2 * n, last);
  const at3 = Math.min(at + 3 * n, last);
  let [x0, x1, x2, x3] = [x[at + i], x[at1 + i], x[at2 + i], x[at3 + i]];
  for (let k = from; k < to; k++) {
    const value = l[ofL + k * stride];
    x0 -= value * x[at + k];
    x1 -= value * x[at1 + k];
    x2 -= value * x[at2 + k];
    x3 -= value * x[at3 + k];
  }
  const pivot = l[i * n + i];
  // Solutions that are there only once are written several times with the same value.
  x[at + i] = x0 / pivot;
  x[at1 + i] = x1 / pivot;
  x[at2 + i] = x2 / pivot;
  x[at3 + i] = x3 / pivot;
}

/** A B. */
export function product(
  a: Float64Array, // (n, n)
  b: Float64Array, // (n, n)
  n: number,
): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let k = 0;
    for (; k + 3 < n; k += 4) {
      const [at, from] = [i * n + k, k * n];
      const [a0, a1, a2, a3] = [a[at], a[at + 1], a[at + 2], a[at + 3]];
      for (let j = 0; j < n; j++) {
        const own = i * n + j;
        // One after the other, as in the loop below: the same bits.
        out[own] =
          out[own] +
          a0 * b[from + j] +
          a1 * b[from + n + j] +
          a2 * b[from + 2 * n + j] +
          a3 * b[from + 3 * n + j];
      }
    }
    for (; k < n; k++) for (let j = 0; j < n; j++) out[i * n + j] += a[i * n + k] * b[k * n + j];
  }
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
