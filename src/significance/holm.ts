/** Holm's adjustment of several p for having looked at several. */

/**
 * The adjusted p in the order given: the i-th smallest of m times m - i + 1, never below a smaller one, at most 1.
 * `NaN` stays, and does not count. Holm (1979), A simple sequentially rejective multiple test procedure, Scand. J.
 * Statistics 6.
 */
export function holm(p: readonly number[]): number[] {
  const order = [...p.keys()].filter((i) => !Number.isNaN(p[i])).toSorted((a, b) => p[a] - p[b]);
  const out = p.map(() => NaN);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, p[i] * (order.length - rank)));
    out[i] = largest;
  });
  return out;
}
