/** The autocorrelation of a series. */

import { mean } from './statistics.ts';

/**
 * r_k for k = 1 .. lags: Σ (x_t - m)(x_{t+k} - m) / Σ (x_t - m)², over the values that are known; `NaN` if they never change.
 * @param x - in order of time; `NaN` where a value is missing
 */
export function autocorrelation(x: readonly number[], lags: number): number[] {
  const centre = mean(x.filter((value) => !Number.isNaN(value)));
  const d = x.map((value) => value - centre);
  const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
  const squares = d.reduce((sum, value) => sum + known(value * value), 0);
  return Array.from({ length: lags }, (_, k) => {
    let products = 0;
    for (let t = 0; t + k + 1 < d.length; t++) products += known(d[t] * d[t + k + 1]);
    return squares > 0 ? products / squares : NaN;
  });
}
