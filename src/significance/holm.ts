/** Holm's adjustment of p for multiple comparisons. */

/**
 * The adjusted p in the order given: the i-th smallest of m is multiplied by m - i + 1; at least the one before it, at most 1.
 * `NaN` stays `NaN` and is not counted. Holm (1979), A simple sequentially rejective multiple test procedure, Scand. J.
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
