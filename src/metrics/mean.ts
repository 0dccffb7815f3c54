/** Means over all points or by series first, and a guard against division by zero. */

import { Places } from '../math/places.ts';
import type { Points } from './metric.ts';

/** The mean of `value(i)` over the points that `include` selects; `NaN` if it selects none. */
export function mean(points: Points, value: (i: number) => number, include?: (i: number) => boolean): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < points.y.length; i++) {
    if (include !== undefined && !include(i)) continue;
    sum += value(i);
    n++;
  }
  return sum / n;
}

/** The mean of `value(i)` over the points of each series that has any, in order of first appearance. */
export function meanPerSeries(points: Pick<Points, 'y' | 'series'>, value: (i: number) => number): number[] {
  const places = new Places();
  const [sums, counts]: number[][] = [[], []];
  for (let i = 0; i < points.y.length; i++) {
    const place = places.of(points.series[i]);
    if (place === sums.length) {
      sums.push(0);
      counts.push(0);
    }
    sums[place] += value(i);
    counts[place]++;
  }
  return sums.map((sum, s) => sum / counts[s]);
}

/** The unweighted mean; `NaN` of no values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The unweighted mean of the values that are defined: series without a scale are left out. `NaN` if none is left. */
export function meanOfDefined(values: readonly number[]): number {
  return meanOf(values.filter((value) => !Number.isNaN(value)));
}

/** Why a scaled error is undefined on a series with these scales, one per point. */
export function scaleReason(scales: Float64Array): string {
  const isMissing = scales.some(Number.isNaN);
  const isUsable = (scale: number): boolean => scale > 0;
  const where = scales.some(isUsable) ? 'in some folds ' : '';
  return isMissing
    ? `${where}no two training rows are a season apart`
    : `${where}the training rows never change from one season to the next`;
}

/** The first number as a multiple of the second: exactly 1 if the two differ by no more than rounding, `NaN` if the second is 0. */
export function ratioTo(own: number, other: number, rounding: number): number {
  if (other === 0) return NaN;
  return Math.abs(own - other) <= rounding ? 1 : own / other;
}

/** The divisor, or `NaN` for 0, so that what is divided by it is undefined instead of infinite. */
export function nonZero(divisor: number): number {
  return divisor === 0 ? NaN : divisor;
}
