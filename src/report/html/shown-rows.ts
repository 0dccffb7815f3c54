/** Which forecasts of a series are drawn: the last origins, and paths that do not overlap. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';

/** Targets in a chart of one step ahead. */
const TARGETS_SHOWN = 60;
/** Paths in a chart of several steps ahead. */
const PATHS_SHOWN = 6;

/** Rows of one series at one step, the last of them, in order of time. */
export function lastRows({ series, step }: ForecastRows, s: number, ahead: number): readonly number[] {
  return Array.from(series.keys())
    .filter((i) => series[i] === s && step[i] === ahead)
    .slice(-TARGETS_SHOWN);
}

/** The rows of each path, all steps of one origin, of the last origins whose paths do not touch. */
export function lastPaths({ series, origin, ds }: ForecastRows, s: number): readonly (readonly number[])[] {
  const paths = new Map<number, number[]>();
  series.forEach((of, i) => {
    if (of !== s) return;
    const path = paths.get(origin[i]);
    if (path === undefined) paths.set(origin[i], [i]);
    else path.push(i);
  });
  const chosen: number[][] = [];
  let next = Infinity;
  for (const path of [...paths.values()].toReversed()) {
    if (chosen.length === PATHS_SHOWN) break;
    if (ds[path[path.length - 1]] >= next) continue;
    chosen.push(path);
    next = origin[path[0]];
  }
  return chosen.toReversed();
}

/** Actual values of a series by time, each once, from a time on. */
export function actualValues(
  { series, ds, y }: ForecastRows,
  s: number,
  from: number,
): { readonly times: readonly number[]; readonly values: readonly number[] } {
  const known = new Map<number, number>();
  series.forEach((of, i) => {
    if (of === s && ds[i] >= from && !Number.isNaN(y[i])) known.set(ds[i], y[i]);
  });
  const inOrder = [...known].toSorted(([a], [b]) => a - b);
  return { times: inOrder.map(([time]) => time), values: inOrder.map(([, value]) => value) };
}
