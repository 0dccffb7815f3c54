/**
 * Windows are row numbers over the one copy of the data. The window of an origin is the rows that a forecast
 * made there looks back on; its targets are the `horizon` rows that follow.
 */

import type { Series } from './panel.ts';

/** For every row, how many rows without a gap end with it; 0 where the row itself is absent. */
export function runLengths(values: Float64Array): Int32Array {
  const runs = new Int32Array(values.length);
  let length = 0;
  for (let row = 0; row < values.length; row++)
    runs[row] = length = Number.isNaN(values[row]) ? 0 : length + 1;
  return runs;
}

/**
 * Origins in ascending order whose window and targets lie within `start`..`cutoff` and span no gap.
 * @param lookback - rows of the window, the origin included
 */
export function trainingOrigins(
  { values, observed }: Pick<Series, 'values' | 'observed'>,
  rows: { readonly start: number; readonly cutoff: number },
  lookback: number,
  horizon: number,
): Int32Array {
  const runs = runLengths(values.subarray(rows.start, rows.cutoff + 1));
  const origins: number[] = [];
  for (let origin = rows.start + lookback - 1; origin + horizon <= rows.cutoff; origin++) {
    if (runs[origin + horizon - rows.start] < lookback + horizon) continue;
    let known = true;
    for (let step = 1; step <= horizon; step++) known &&= !Number.isNaN(observed[origin + step]);
    if (known) origins.push(origin);
  }
  return Int32Array.from(origins);
}

/**
 * What came true `step` rows after `origin`: `NaN` past the end of the data, where nothing was observed,
 * and where a gap lies between the two.
 */
export function truthAt(
  { values, observed }: Pick<Series, 'values' | 'observed'>,
  origin: number,
  step: number,
): number {
  for (let row = origin + 1; row < origin + step; row++) if (Number.isNaN(values[row])) return NaN;
  return observed[origin + step] ?? NaN;
}
