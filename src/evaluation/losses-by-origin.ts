/**
 * The losses of one step as one number per origin, which tests compare.
 *
 * The series of one origin are correlated, so they make one number: the sum over the series forecast there of their
 * losses, each divided by the mean loss of the benchmark on that series and step, and weighted so that the mean over origins is
 * the mean over series of their means. So every series weighs the same, independent of its price and its start. The mean
 * of the differences at a step is U2² - 1; with one series the statistics are those of its plain squared errors.
 */

import { brierDivisor } from '../metrics/brier.ts';
import { effectiveOrigins, overlappingLags } from '../significance/overlap.ts';
import { haveForecasts } from './common-rows.ts';
import { lossesOf } from './losses.ts';
import { groupedRows, rowsInOrder, rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

/** The theory of the tests is asymptotic; with fewer origins without overlap they are not made. */
export const REQUIRED_ORIGINS = 10;

/** The table rows of one step. */
export interface StepRows {
  readonly step: number;
  readonly lags: number;
  /** Rows with a known actual value, last value and forecasts, by origin in order of time, then by series. */
  readonly rows: Int32Array;
  /** By origin, where its rows begin in `rows`; at last their number. */
  readonly starts: Int32Array;
  /** By series: mean of the loss that scales it, by default the benchmark's; 0 if the benchmark has no error. */
  readonly scales: Float64Array;
}

/** The rows of every step of the horizon, for these models. */
export function rowsOfSteps(trial: Trial, models: readonly string[]): readonly StepRows[] {
  const { table, horizon } = trial;
  const isComplete = completeRows(trial, models);
  const complete = rowsWhere(table.y.length, isComplete);
  return groupedRows(complete, table.step, horizon + 1)
    .slice(1)
    .map((rows, k) => stepRowsOf(trial, k + 1, rows));
}

/** The rows of one step. */
export function stepRows(trial: Trial, step: number, models: readonly string[]): StepRows {
  const { table } = trial;
  const isComplete = completeRows(trial, models);
  return stepRowsOf(
    trial,
    step,
    rowsWhere(table.y.length, (i) => table.step[i] === step && isComplete(i)),
  );
}

function completeRows({ table }: Trial, models: readonly string[]): (i: number) => boolean {
  const { y, last } = table;
  const isWhole = haveForecasts(table, models);
  return (i) => !Number.isNaN(y[i]) && !Number.isNaN(last[i]) && isWhole(i);
}

/** @param rows - complete rows of the step, in the order of the table */
function stepRowsOf(trial: Trial, step: number, rows: Int32Array): StepRows {
  const { table, ids, stepSize, yardstick, quantity } = trial;
  const { series, origin } = table;
  const { benchmark } = lossesOf(trial, quantity.benchmarks[0]);
  // A loss of nearly 0 is no scale for the losses of others.
  const divisorOf = quantity.classes === undefined ? (mean: number) => mean : brierDivisor;
  const scales = new Float64Array(ids.length);
  const counts = new Float64Array(ids.length);
  for (const i of rows) {
    scales[series[i]] += yardstick?.[i] ?? benchmark(i);
    counts[series[i]]++;
  }
  const sorted = rowsInOrder(rows, origin);
  const end = sorted.length;
  const isStart = (j: number): boolean => j === 0 || j === end || origin[sorted[j]] !== origin[sorted[j - 1]];
  return {
    step,
    lags: overlappingLags(step, stepSize),
    rows: sorted,
    starts: rowsWhere(end + 1, isStart),
    scales: scales.map((sum, s) => (counts[s] === 0 ? 0 : divisorOf(sum / counts[s]))),
  };
}

/**
 * One number per origin, whose mean is the mean over series of their mean of `value`, divided by the series' scale. Series whose
 * scale is 0 and origins without any other series are left out.
 */
export function numbersByOrigin(
  { table: { series } }: Trial,
  { rows, starts, scales }: StepRows,
  value: (i: number) => number,
): Float64Array {
  const counts = new Float64Array(scales.length);
  const values = new Float64Array(rows.length).fill(NaN); // finite where used
  let origins = 0;
  for (let t = 0; t + 1 < starts.length; t++) {
    let isUsed = false;
    for (let j = starts[t]; j < starts[t + 1]; j++) {
      const s = series[rows[j]];
      if (!(scales[s] > 0)) continue;
      const number = value(rows[j]);
      if (!Number.isFinite(number)) continue;
      values[j] = number;
      counts[s]++;
      isUsed = true;
    }
    if (isUsed) origins++;
  }
  const seriesCount = counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  const numbers = new Float64Array(origins);
  let used = 0;
  for (let t = 0; t + 1 < starts.length; t++) {
    let [sum, isUsed] = [0, false];
    for (let j = starts[t]; j < starts[t + 1]; j++) {
      if (Number.isNaN(values[j])) continue;
      const s = series[rows[j]];
      const weight = origins / (seriesCount * counts[s]);
      sum += (weight * values[j]) / scales[s];
      isUsed = true;
    }
    if (isUsed) numbers[used++] = sum;
  }
  return numbers;
}

/** Why n origins are too few; `undefined` if they are enough. */
export function tooFewOrigins(n: number, lags: number, required: number): string | undefined {
  const effective = effectiveOrigins(n, lags + 1, 1);
  if (effective >= required) return undefined;
  const which = effective === n ? '' : ' without overlapping targets';
  return `${effective} ${effective === 1 ? 'origin' : 'origins'}${which}, fewer than ${required}`;
}
