/**
 * What each window counts in training. Windows lose half of their weight every `--half-life` rows before the last one. With
 * `--balance series` the weights of every series have the same sum, however long it is:
 *
 *     w_i = n 2^(-(last_g - row_i) / half-life) / (G Σ_g 2^(...)),  with all windows in one group g, or G series as groups
 *
 * Their mean is 1, so that learning rates, penalties and losses keep their meaning.
 */

import { exp } from '../math/elementary.ts';
import type { ModelOptions, Origins } from './model.ts';

/** What windows a fit prefers. Stored options from before these options have none. */
export type WeightOptions = Partial<Pick<ModelOptions, 'balance' | 'halfLife'>>;

/** The weights of the windows `from`..`to - 1`. Without the options all are 1, to the bit. */
export function windowWeights(
  { series, row }: Origins,
  from: number,
  to: number,
  { balance = 'rows', halfLife = null }: WeightOptions,
): Float64Array {
  const n = to - from;
  const groups = balance === 'series' ? series.subarray(from, to) : new Int32Array(n);
  const rows = row.subarray(from, to);
  const last = new Map<number, number>();
  // Ages are counted from the last window of a group, so that the weights of one that ended long ago are not all 0.
  rows.forEach((origin, i) => last.set(groups[i], Math.max(origin, last.get(groups[i]) ?? origin)));
  const weights = new Float64Array(n).fill(1);
  if (halfLife !== null)
    rows.forEach((origin, i) => (weights[i] = exp((Math.LN2 * (origin - last.get(groups[i])!)) / halfLife)));
  const sums = new Map<number, number>();
  weights.forEach((weight, i) => sums.set(groups[i], (sums.get(groups[i]) ?? 0) + weight));
  return weights.map((weight, i) => weight * (n / (sums.size * sums.get(groups[i])!)));
}
