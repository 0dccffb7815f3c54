/** Mean squared errors, of a forecast and of naive, which several metrics are made of. */

import { mean } from './mean.ts';
import type { Points } from './metric.ts';

/** Mean of (yhat - y)²; `NaN` without points. */
export function meanSquaredError(points: Points): number {
  return mean(points, (i) => (points.yhat[i] - points.y[i]) ** 2);
}

/** Mean of (last - y)², the squared error of naive on the same points; `NaN` without points. */
export function meanSquaredErrorOfNaive(points: Points): number {
  return mean(points, (i) => (points.last[i] - points.y[i]) ** 2);
}
