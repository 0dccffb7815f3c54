/** Products of tall matrices, BLOCK rows at a time: one row at a time takes twice as long (measured, Node 20). */

/** Rows of a block. */
export const BLOCK = 4;

/** Adds aᵀ b to `out` (M, L), only below and on the diagonal if `isLower`. */
export function addProducts(
  out: Float64Array,
  a: Float64Array, // (BLOCK, M)
  b: Float64Array, // (BLOCK, L)
  M: number,
  L: number,
  isLower: boolean,
): void {
  for (let m = 0; m < M; m++) {
    const [a0, a1, a2, a3] = [a[m], a[M + m], a[2 * M + m], a[3 * M + m]];
    const end = isLower ? m + 1 : L;
    for (let l = 0; l < end; l++) {
      const at = m * L + l;
      // One after the other, so that the sums are those of one row at a time, to the bit.
      out[at] = out[at] + a0 * b[l] + a1 * b[L + l] + a2 * b[2 * L + l] + a3 * b[3 * L + l];
    }
  }
}
