/** Autocovariances of a series. */

import { mean } from './statistics.ts';

/** R(k) for k = 0 .. lags, with lags below the number of values. */
export function autocovariances(x: Float64Array, lags: number): number[] {
  const centre = mean(x);
  return Array.from({ length: lags + 1 }, (_, k) => autocovariance(x, centre, k));
}

/** R(k) = Σ (x_t - m)(x_{t-k} - m) / n, with the mean m and the lag k. */
export function autocovariance(x: Float64Array, centre: number, lag: number): number {
  let sum = 0;
  for (let t = lag; t < x.length; t++) sum += (x[t] - centre) * (x[t - lag] - centre);
  return sum / x.length;
}
