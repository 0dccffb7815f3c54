/** Mean squared errors, also relative to those of naive, which several metrics are computed from. */

import { mean, meanOf, meanPerSeries } from './mean.ts';
import type { Points } from './metric.ts';

/** Mean of (yhat - y)²; `NaN` without points. */
export function meanSquaredError(points: Points): number {
  return mean(points, (i) => (points.yhat[i] - points.y[i]) ** 2);
}

/**
 * Mean squared error over that of naive on the same points, as the mean over the series, weighted equally for
 * any price. Series on which naive has no error are left out; `NaN` if none is left.
 */
export function relativeSquaredError(points: Pick<Points, 'y' | 'yhat' | 'last' | 'series'>): number {
  const { y, yhat, last } = points;
  return meanRatio(
    points,
    (i) => (yhat[i] - y[i]) ** 2,
    (i) => (last[i] - y[i]) ** 2,
  );
}

/** The mean over series of their mean loss over that of the benchmark, without series on which that is 0; `NaN` if none is left. */
export function meanRatio(
  points: Pick<Points, 'y' | 'series'>,
  loss: (i: number) => number,
  benchmarkLoss: (i: number) => number,
): number {
  const benchmarkLosses = meanPerSeries(points, benchmarkLoss);
  return meanOf(
    meanPerSeries(points, loss)
      .map((own, s) => own / benchmarkLosses[s])
      .filter((_, s) => benchmarkLosses[s] !== 0),
  );
}
