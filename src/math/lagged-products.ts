/**
 * Sums of products of two columns some rows apart, over windows that move from row to row. Windows of neighbouring origins share all but
 * one row, so Σ x xᵀ over n windows of L rows takes about n L products instead of n L²:
 *
 *     S_m[i] = Σ_{r < n} u[first + i + r] v[first + i + r - m]      m ≤ i < size
 *
 * The rows that all of these sums have in common are added once per m. What comes before and after them is added row by row and never
 * subtracted, so nothing cancels, however large a single row is. (van Herk 1992, for minima of windows.)
 */

/** Rows that are added in one go, for all lags: they stay in the cache, and long sums round less. */
const BLOCK = 1024;

/**
 * Adds factor[i] S_m[i] to `out` at m * size + i, for every m < lags and m ≤ i < size.
 * @param count - n, the number of origins
 */
export function addLaggedProducts(
  out: Float64Array, // (lags, size)
  u: Float64Array,
  v: Float64Array,
  first: number,
  count: number,
  factor: Float64Array, // (size)
  lags: number,
): void {
  const size = factor.length;
  const shared = sharedSums(u, v, first + size, first + count, lags);
  const sums = new Float64Array(size);
  for (let m = 0; m < lags; m++) {
    movingSums(sums, u, v, first, count, m, shared[m]);
    for (let i = m; i < size; i++) out[m * size + i] += factor[i] * sums[i];
  }
}

/** S_m[i] of every i ≥ m into `sums`: with a pivot after each `count` rows, the rows from i to its pivot and those from there on. */
function movingSums(
  sums: Float64Array,
  u: Float64Array,
  v: Float64Array,
  first: number,
  count: number,
  m: number,
  shared: number,
): void {
  const size = sums.length;
  const earlier = first - m;
  for (let block = m - (m % count); block < size; block += count) {
    const pivot = block + count;
    const isLong = block === 0 && count > size;
    let sum = isLong ? shared : 0;
    for (let i = (isLong ? size : pivot) - 1; i >= Math.max(block, m); i--) {
      sum += u[first + i] * v[earlier + i];
      if (i < size) sums[i] = sum;
    }
    sum = 0;
    for (let i = block + 1; i < Math.min(pivot, size); i++) {
      sum += u[first + count + i - 1] * v[earlier + count + i - 1];
      if (i >= m) sums[i] += sum;
    }
  }
}

/** Σ u[t] v[t - m] over from ≤ t < to, by m; four of them at a time take a third of the time (measured, Node 20). */
function sharedSums(u: Float64Array, v: Float64Array, from: number, to: number, lags: number): Float64Array {
  const sums = new Float64Array(lags);
  for (let block = from; block < to; block += BLOCK) {
    const end = Math.min(block + BLOCK, to);
    let m = 0;
    for (; m + 3 < lags; m += 4) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let t = block; t < end; t++) {
        const value = u[t];
        a += value * v[t - m];
        b += value * v[t - m - 1];
        c += value * v[t - m - 2];
        d += value * v[t - m - 3];
      }
      sums[m] += a;
      sums[m + 1] += b;
      sums[m + 2] += c;
      sums[m + 3] += d;
    }
    for (; m < lags; m++) for (let t = block; t < end; t++) sums[m] += u[t] * v[t - m];
  }
  return sums;
}
