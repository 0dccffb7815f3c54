/** The shrinkage of a network, from its forecasts of the validation block. */

import type { Network } from '../nn/network.ts';
import type { Batches, BatchSource } from './batches.ts';
import { headOf } from './heads/index.ts';
import type { ModelOptions } from './model.ts';
import { learnShrinkage } from './shrinkage.ts';

/**
 * The factors that the windows from `validation` on support with these weights; absent without such windows, with `--shrink none`,
 * and for classes.
 */
export function networkShrinkage(
  network: Network,
  weights: Float32Array,
  batches: Batches,
  { encoding, windows: { series, row } }: BatchSource,
  validation: number,
  options: ModelOptions,
): Float64Array | undefined {
  const { horizon, shrink } = options;
  const head = headOf(options);
  if (shrink !== 'auto' || validation === row.length || !head.scaledForecast) return undefined;
  network.parameters.values.set(weights);
  const size = (row.length - validation) * horizon;
  const [x, y] = [new Float64Array(size), new Float64Array(size)];
  batches.forecast(
    network,
    (out, N, from, count) => {
      for (let i = from; i < from + count; i++)
        head.scaledForecast!(out, i - from, N).forEach((forecast, k) => {
          const unchanged = encoding.unchanged(series[i], row[i], k + 1);
          const at = (i - validation) * horizon + k;
          x[at] = forecast - unchanged;
          y[at] = head.target(encoding, series[i], row[i], k + 1) - unchanged;
        });
    },
    validation,
  );
  return learnShrinkage({ row: row.subarray(validation), x, y }, horizon);
}
