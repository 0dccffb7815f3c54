/**
 * Windows are row numbers into the data, which is never copied. The window of an origin is the rows that a forecast from
 * there uses as inputs; its targets are the `horizon` rows that follow.
 */

import type { Series } from './panel.ts';

/** For every row, the number of consecutive rows with a value that end with it; 0 if the row itself is missing. */
export function runLengths(values: Float64Array): Int32Array {
  const runs = new Int32Array(values.length);
  let length = 0;
  for (let row = 0; row < values.length; row++)
    runs[row] = length = Number.isNaN(values[row]) ? 0 : length + 1;
  return runs;
}

/**
 * For every origin, 1 if its window and all its targets are there without a gap, else 0.
 * @param lookback - rows of the window, the origin included
 */
function completeOrigins(
  { values, observed }: Pick<Series, 'values' | 'observed'>,
  lookback: number,
  horizon: number,
): Uint8Array {
  const runs = runLengths(values);
  const complete = new Uint8Array(values.length);
  for (let origin = lookback - 1; origin + horizon < values.length; origin++) {
    if (runs[origin + horizon] < lookback + horizon) continue;
    let isComplete = true;
    for (let step = 1; step <= horizon; step++) isComplete &&= !Number.isNaN(observed[origin + step]);
    if (isComplete) complete[origin] = 1;
  }
  return complete;
}

/** Origins in ascending order whose window and targets lie within `start`..`cutoff` without a gap. */
export function trainingOrigins(
  { values, observed }: Pick<Series, 'values' | 'observed'>,
  { start, cutoff }: { readonly start: number; readonly cutoff: number },
  lookback: number,
  horizon: number,
): Int32Array {
  const seen = { values: values.subarray(start, cutoff + 1), observed: observed.subarray(start, cutoff + 1) };
  const origins: number[] = [];
  completeOrigins(seen, lookback, horizon).forEach((isComplete, i) => {
    if (isComplete) origins.push(start + i);
  });
  return Int32Array.from(origins);
}

/**
 * A function that says in constant time whether training rows contain a training window.
 * @param series - the same as for `trainingOrigins`
 */
export function trainingWindowFinder(
  series: Pick<Series, 'values' | 'observed'>,
  lookback: number,
  horizon: number,
): (rows: { readonly start: number; readonly cutoff: number }) => boolean {
  const complete = completeOrigins(series, lookback, horizon);
  const before = new Int32Array(complete.length + 1); // complete origins before a row
  for (let row = 0; row < complete.length; row++) before[row + 1] = before[row] + complete[row];
  return ({ start, cutoff }) => {
    const from = start + lookback - 1;
    const to = cutoff - horizon;
    return to >= from && before[to + 1] > before[from];
  };
}

/**
 * The actual value `step` rows after `origin`; `NaN` after the end of the data, if nothing was observed, and if there is a
 * gap in between.
 */
export function truthAt(
  { values, observed }: Pick<Series, 'values' | 'observed'>,
  origin: number,
  step: number,
): number {
  for (let row = origin + 1; row < origin + step; row++) if (Number.isNaN(values[row])) return NaN;
  return observed[origin + step] ?? NaN;
}
