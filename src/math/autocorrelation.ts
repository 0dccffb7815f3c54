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
    const products = d.reduce((sum, value, t) => sum + known(value * (d[t + k + 1] ?? NaN)), 0);
    return squares > 0 ? products / squares : NaN;
  });
}
