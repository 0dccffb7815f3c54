/** Mean squared errors, of a forecast and beside those of naive, which several metrics are made of. */

import { mean, meanOf, meanPerSeries } from './mean.ts';
import type { Points } from './metric.ts';

/** Mean of (yhat - y)²; `NaN` without points. */
export function meanSquaredError(points: Points): number {
  return mean(points, (i) => (points.yhat[i] - points.y[i]) ** 2);
}

/**
 * Mean squared error over that of naive on the same points, as the mean over the series, which so weigh alike whatever their
 * price. Series on which naive is never wrong are left out; `NaN` where that leaves none.
 */
export function relativeSquaredError(points: Pick<Points, 'y' | 'yhat' | 'last' | 'series'>): number {
  const { y, yhat, last } = points;
  const naive = meanPerSeries(points, (i) => (last[i] - y[i]) ** 2);
  return meanOf(
    meanPerSeries(points, (i) => (yhat[i] - y[i]) ** 2)
      .map((error, s) => error / naive[s])
      .filter((_, s) => naive[s] !== 0),
  );
}
