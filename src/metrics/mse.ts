/** Mean squared errors, which several metrics are made of. Squares of prices are hard to read, so no table shows them. */

import { mean } from './mean.ts';
import type { Points } from './metric.ts';

/** Mean of (yhat - y)²; `NaN` without points. */
export function mse(points: Points): number {
  return mean(points, (i) => (points.yhat[i] - points.y[i]) ** 2);
}

/** Mean of (last - y)², the squared error of naive on the same points; `NaN` without points. */
export function mseNaive(points: Points): number {
  return mean(points, (i) => (points.last[i] - points.y[i]) ** 2);
}
