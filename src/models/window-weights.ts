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
  windows: Origins,
  from: number,
  to: number,
  options: WeightOptions,
): Float64Array {
  const weightOf = windowWeight(windows, from, to, options);
  return Float64Array.from({ length: to - from }, (_, i) =>
    weightOf(windows.series[from + i], windows.row[from + i]),
  );
}

/** The weight of a window among the windows `from`..`to - 1`, by its series and its origin. Other rows have what the rule says of them. */
export function windowWeight(
  { series, row }: Origins,
  from: number,
  to: number,
  { balance = 'rows', halfLife = null }: WeightOptions,
): (series: number, row: number) => number {
  if (balance === 'rows' && halfLife === null) return () => 1;
  const n = to - from;
  const groupOf = balance === 'series' ? (ofSeries: number) => ofSeries : () => 0;
  const last = new Map<number, number>();
  // Ages are counted from the last window of a group, so that the weights of one that ended long ago are not all 0.
  for (let i = from; i < to; i++) {
    const group = groupOf(series[i]);
    last.set(group, Math.max(row[i], last.get(group) ?? row[i]));
  }
  const aged = (group: number, origin: number): number =>
    halfLife === null ? 1 : exp((Math.LN2 * (origin - last.get(group)!)) / halfLife);
  const sums = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const group = groupOf(series[i]);
    sums.set(group, (sums.get(group) ?? 0) + aged(group, row[i]));
  }
  return (ofSeries, origin) => {
    const group = groupOf(ofSeries);
    return aged(group, origin) * (n / (sums.size * sums.get(group)!));
  };
}
