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
  return meanRatio(
    points,
    (i) => (yhat[i] - y[i]) ** 2,
    (i) => (last[i] - y[i]) ** 2,
  );
}

/** The mean over series of their mean loss over that of the benchmark, where that is not 0; `NaN` where that leaves none. */
export function meanRatio(
  points: Pick<Points, 'y' | 'series'>,
  loss: (i: number) => number,
  benchmark: (i: number) => number,
): number {
  const beside = meanPerSeries(points, benchmark);
  return meanOf(
    meanPerSeries(points, loss)
      .map((own, s) => own / beside[s])
      .filter((_, s) => beside[s] !== 0),
  );
}
