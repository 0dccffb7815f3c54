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

type SeriesValues = Pick<Series, 'values' | 'observed'>;

/** Origins of a series with a full window and all targets. */
interface CompleteOrigins {
  readonly values: Float64Array;
  readonly lookback: number;
  readonly horizon: number;
  /** Ascending. */
  readonly rows: Int32Array;
}

/** Lists that are kept of a series: models have different windows, and the fits of one follow each other. */
const LISTS = 4;
const lists = new WeakMap<Float64Array, readonly CompleteOrigins[]>(); // by observed values, latest first

/**
 * Origins whose window and all its targets are there without a gap, ascending. They are the same for all training rows, of which each
 * allows a stretch, so the list of a series is kept.
 * @param lookback - rows of the window, the origin included
 */
function completeOrigins({ values, observed }: SeriesValues, lookback: number, horizon: number): Int32Array {
  const kept = lists.get(observed) ?? [];
  const known = kept.find(
    (list) => list.values === values && list.lookback === lookback && list.horizon === horizon,
  );
  const { rows } = known ?? { rows: findCompleteOrigins(values, observed, lookback, horizon) };
  const list = known ?? { values, lookback, horizon, rows };
  if (kept[0] !== list) lists.set(observed, [list, ...kept.filter((one) => one !== list)].slice(0, LISTS));
  return rows;
}

function findCompleteOrigins(
  values: Float64Array,
  observed: Float64Array,
  lookback: number,
  horizon: number,
): Int32Array {
  const rows = new Int32Array(values.length);
  let [run, known, count] = [0, 0, 0]; // consecutive rows with a value, and with an observed one
  for (let last = 0; last < values.length; last++) {
    run = Number.isNaN(values[last]) ? 0 : run + 1;
    known = Number.isNaN(observed[last]) ? 0 : known + 1;
    if (run >= lookback + horizon && known >= horizon) rows[count++] = last - horizon;
  }
  return rows.slice(0, count);
}

/** The first place whose row is not below `row`. */
function placeOf(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Origins in ascending order whose window and targets lie within `start`..`cutoff` without a gap; not to be written into. */
export function trainingOrigins(
  series: SeriesValues,
  { start, cutoff }: { readonly start: number; readonly cutoff: number },
  lookback: number,
  horizon: number,
): Int32Array {
  const rows = completeOrigins(series, lookback, horizon);
  const from = placeOf(rows, start + lookback - 1);
  return rows.subarray(from, Math.max(from, placeOf(rows, cutoff - horizon + 1)));
}

/**
 * A function that says whether training rows contain a training window, in time that hardly depends on their number.
 * @param series - the same as for `trainingOrigins`
 */
export function trainingWindowFinder(
  series: SeriesValues,
  lookback: number,
  horizon: number,
): (rows: { readonly start: number; readonly cutoff: number }) => boolean {
  return (rows) => trainingOrigins(series, rows, lookback, horizon).length > 0;
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
