/** Which forecasts of a series are drawn: the last origins, and paths that do not overlap. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import { groupedRows, rowsWhere } from '../../evaluation/table-rows.ts';

/** Targets in a chart of one step ahead. */
const TARGETS_SHOWN = 60;
/** Paths in a chart of several steps ahead. */
const PATHS_SHOWN = 6;

/** By the series of a table, the rows of each; kept, since every series of a panel has a chart. */
const known = new WeakMap<Int32Array, readonly Int32Array[]>();

function rowsOf({ series, ids }: Pick<ForecastRows, 'series' | 'ids'>, s: number): Int32Array {
  const made = known.get(series);
  if (made !== undefined) return made[s];
  const rows = groupedRows(
    rowsWhere(series.length, () => true),
    series,
    ids.length,
  );
  known.set(series, rows);
  return rows[s];
}

/** Rows of one series at one step, the last of them, in order of time. */
export function lastRows(rows: ForecastRows, s: number, ahead: number): readonly number[] {
  return [...rowsOf(rows, s).filter((i) => rows.step[i] === ahead)].slice(-TARGETS_SHOWN);
}

/** The rows of each path, all steps of one origin, of the last origins whose paths do not touch. */
export function lastPaths(rows: ForecastRows, s: number): readonly (readonly number[])[] {
  const { origin, ds } = rows;
  const paths = new Map<number, number[]>();
  for (const i of rowsOf(rows, s)) {
    const path = paths.get(origin[i]);
    if (path === undefined) paths.set(origin[i], [i]);
    else path.push(i);
  }
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
  rows: ForecastRows,
  s: number,
  from: number,
): { readonly times: readonly number[]; readonly values: readonly number[] } {
  const { ds, y } = rows;
  const values = new Map<number, number>();
  for (const i of rowsOf(rows, s)) if (ds[i] >= from && !Number.isNaN(y[i])) values.set(ds[i], y[i]);
  const inOrder = [...values].toSorted(([a], [b]) => a - b);
  return { times: inOrder.map(([time]) => time), values: inOrder.map(([, value]) => value) };
}
