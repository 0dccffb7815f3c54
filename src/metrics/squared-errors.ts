/** Mean squared errors, also relative to those of naive, which several metrics are computed from. */

import { squareRounding } from '../math/rounding.ts';
import { mean, meanPerSeries, ratioTo, meanOfDefined } from './mean.ts';
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
    (i) => squareRounding(yhat[i], y[i]) + squareRounding(last[i], y[i]),
  );
}

/** Why the ratio to the benchmark is undefined on a series. */
export function benchmarkReason({ classes, last }: Pick<Points, 'classes' | 'last'>): string {
  if (classes === undefined)
    return last.some(Number.isNaN) ? 'the value at an origin is unknown' : 'naive has no error';
  const columns = [...(classes.own ?? []), ...(classes.benchmark ?? [])];
  return columns.some((column) => column.some(Number.isNaN))
    ? 'some probabilities are unknown'
    : 'frequencies is almost certain of the class, so no model can be better';
}

/**
 * The mean over series of their mean loss divided by that of the benchmark, without series where the latter is 0; `NaN` if none is left.
 * @param rounding - a bound of the rounding error of the difference of the two losses
 * @param divisorOf - the benchmark's mean loss as a divisor; 0 leaves a series out
 */
export function meanRatio(
  points: Pick<Points, 'y' | 'series'>,
  loss: (i: number) => number,
  benchmarkLoss: (i: number) => number,
  rounding: (i: number) => number,
  divisorOf: (meanLoss: number) => number = (meanLoss) => meanLoss,
): number {
  const benchmarkLosses = meanPerSeries(points, benchmarkLoss).map(divisorOf);
  const roundings = meanPerSeries(points, rounding);
  return meanOfDefined(
    meanPerSeries(points, loss).map((own, s) => ratioTo(own, benchmarkLosses[s], roundings[s])),
  );
}
