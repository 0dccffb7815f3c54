/** Moments that only tests need. */

import { mean } from '../../src/math/statistics.ts';

/** Mean squared distance from the mean, over n; `NaN` of nothing. */
export function populationVariance(x: ArrayLike<number>): number {
  return sumOfSquares(x) / x.length;
}

/** Correlation of x with itself `lag` rows earlier; `NaN` if x never changes, or is not longer than the lag. */
export function autocorrelation(x: ArrayLike<number>, lag: number): number {
  if (lag >= x.length) return NaN;
  const center = mean(x);
  let products = 0;
  for (let i = lag; i < x.length; i++) products += (x[i] - center) * (x[i - lag] - center);
  return products / sumOfSquares(x);
}

function sumOfSquares(x: ArrayLike<number>): number {
  const center = mean(x);
  return Array.from(x).reduce((sum, value) => sum + (value - center) ** 2, 0);
}
