/** Systems A x = b of any square matrix, by Gauss's elimination with partial pivoting. Matrices are row-major. */

/** The x of A x = b; `undefined` if A is singular, or only not because of rounding. */
export function solve(
  a: Float64Array, // (n, n)
  b: Float64Array, // (n)
): Float64Array | undefined {
  const n = b.length;
  const [u, x] = [a.slice(), b.slice()];
  let largest = 0;
  for (const one of u) largest = Math.max(largest, Math.abs(one));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(u[i * n + k]) > Math.abs(u[pivot * n + k])) pivot = i;
    if (!(Math.abs(u[pivot * n + k]) > Number.EPSILON * largest)) return undefined;
    for (let j = k; j < n; j++) [u[k * n + j], u[pivot * n + j]] = [u[pivot * n + j], u[k * n + j]];
    [x[k], x[pivot]] = [x[pivot], x[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = u[i * n + k] / u[k * n + k];
      if (factor === 0) continue;
      for (let j = k; j < n; j++) u[i * n + j] -= factor * u[k * n + j];
      x[i] -= factor * x[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= u[i * n + j] * x[j];
    x[i] /= u[i * n + i];
  }
  return x;
}
