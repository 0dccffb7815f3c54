/** Warnings about actual values of one target that are not the same, in a table of forecasts or in two. */

import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { formatTime } from '../data/timeframe.ts';
import { quoted } from '../text/escape.ts';
import { TupleMap } from '../text/tuple-map.ts';

/** Two values are the same if their relative difference is below this. */
const SAME = 1e-9;

const areDifferent = (one: number, other: number): boolean =>
  Math.abs(one - other) > SAME * Math.max(Math.abs(one), Math.abs(other));

/** A warning if a target has another actual value from another origin. The class of a change depends on its origin, so classes may. */
export function warnOfActualValues(rows: ForecastRows): string[] {
  const { source, ids, series, ds, origin, y, probabilities } = rows;
  if (probabilities.size > 0) return [];
  const firsts = new TupleMap<[series: number, ds: number], number>();
  const differing = Array.from(ds.keys()).filter((i) => {
    const first = firsts.get(series[i], ds[i]);
    if (first === undefined && !Number.isNaN(y[i])) firsts.set([series[i], ds[i]], i);
    return first !== undefined && areDifferent(y[first], y[i]);
  });
  const [i] = differing;
  if (i === undefined) return [];
  const first = firsts.get(series[i], ds[i])!;
  return [
    `${source}: ${differing.length} of ${ds.length} forecasts have another actual value than an earlier forecast of the same target, the first for ${formatTime(ds[i])} of ${quoted(ids[series[i]])}: y is ${y[first]} from ${formatTime(origin[first])} and ${y[i]} from ${formatTime(origin[i])}. Each is scored against its own`,
  ];
}

/** A warning if the actual values of the same rows are not the same in two tables. */
export function warnOfOtherActualValues(left: ForecastRows, right: ForecastRows): string[] {
  const differing = Array.from(left.y.keys()).filter((i) => areDifferent(left.y[i], right.y[i]));
  if (differing.length === 0) return [];
  const first = formatTime(left.ds[differing[0]]);
  return [
    `${differing.length} of ${left.y.length} actual values differ between the two files, the first at ${first}: those of ${left.source} are used`,
  ];
}
