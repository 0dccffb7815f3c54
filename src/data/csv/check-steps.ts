/** Checks the column `step` of a forecast file against its times. */

import { lineError } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import type { RowKeys } from './forecast-rows.ts';
import { formatTime } from '../timeframe.ts';

export const STEP_HINT = 'correct the cell, or remove the column: steps are then counted';

/**
 * Throws for a step that contradicts its times: it is not larger than the step of an earlier target from the same origin, or
 * smaller than the number of targets of its series from the origin to its own.
 * @param order - row numbers by series, then origin, then time
 */
export function checkSteps(
  { source, lines }: CsvTable,
  { ids, series, origin, ds }: RowKeys,
  order: Int32Array,
  steps: Float64Array,
): void {
  const times = ids.map(() => new Set<number>());
  series.forEach((s, i) => times[s].add(ds[i]));
  const sorted = times.map((each) => Float64Array.from(each).toSorted());
  let before = NaN;
  for (const i of order) {
    const isNext = !Number.isNaN(before) && series[before] === series[i] && origin[before] === origin[i];
    const fewest = countUpTo(sorted[series[i]], ds[i]) - countUpTo(sorted[series[i]], origin[i]);
    const wanted =
      isNext && steps[i] <= steps[before]
        ? `more than ${steps[before]}, the step of ${formatTime(ds[before])}`
        : steps[i] < fewest
          ? `${fewest} or more, because the file has ${fewest} targets from the origin ${formatTime(origin[i])} to this one`
          : undefined;
    if (wanted !== undefined)
      throw lineError(
        source,
        lines[i],
        `expected the step of ${formatTime(ds[i])} to be ${wanted}, got ${steps[i]}`,
        STEP_HINT,
      );
    before = i;
  }
}

/** Number of times up to `time`, in ascending order. */
function countUpTo(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
