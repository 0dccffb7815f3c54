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
import type { Trial } from './trial.ts';

/** The theory of the tests is asymptotic; with fewer origins without overlap they are not made. */
export const REQUIRED_ORIGINS = 10;

/** The table rows of one step. */
export interface StepRows {
  readonly step: number;
  readonly lags: number;
  /** Rows with a known actual value, last value and forecasts, by origin in order of time, then by series. */
  readonly byOrigin: readonly (readonly number[])[];
  /** By series: mean of the loss that scales it, by default the benchmark's; 0 if the benchmark has no error. */
  readonly scales: Float64Array;
}

export function stepRows(trial: Trial, step: number, models: readonly string[]): StepRows {
  const { table, ids, stepSize, yardstick, quantity } = trial;
  const { series, origin, y, last } = table;
  const { benchmark } = lossesOf(trial, quantity.benchmarks[0]);
  // A loss of nearly 0 is no scale for the losses of others.
  const divisorOf = quantity.classes === undefined ? (mean: number) => mean : brierDivisor;
  const isComplete = haveForecasts(table, models);
  const origins = new Map<number, number[]>();
  const scales = new Float64Array(ids.length);
  const counts = new Float64Array(ids.length);
  table.step.forEach((value, i) => {
    if (value !== step || Number.isNaN(y[i]) || Number.isNaN(last[i]) || !isComplete(i)) return;
    const rows = origins.get(origin[i]);
    if (rows) rows.push(i);
    else origins.set(origin[i], [i]);
    scales[series[i]] += yardstick?.[i] ?? benchmark(i);
    counts[series[i]]++;
  });
  const inOrder = [...origins].toSorted(([a], [b]) => a - b);
  return {
    step,
    lags: overlappingLags(step, stepSize),
    byOrigin: inOrder.map(([, rows]) => rows),
    scales: scales.map((sum, s) => (counts[s] === 0 ? 0 : divisorOf(sum / counts[s]))),
  };
}

/**
 * One number per origin, whose mean is the mean over series of their mean of `value`, divided by the series' scale. Series whose
 * scale is 0 and origins without any other series are left out.
 */
export function numbersByOrigin(
  { table: { series } }: Trial,
  { byOrigin, scales }: StepRows,
  value: (i: number) => number,
): Float64Array {
  const counts = new Float64Array(scales.length);
  const isUsed = (i: number): boolean => scales[series[i]] > 0 && Number.isFinite(value(i));
  const used = byOrigin.map((rows) => rows.filter(isUsed)).filter((rows) => rows.length > 0);
  for (const rows of used) for (const i of rows) counts[series[i]]++;
  const seriesCount = counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  return Float64Array.from(used, (rows) =>
    rows.reduce((sum, i) => {
      const weight = used.length / (seriesCount * counts[series[i]]);
      return sum + (weight * value(i)) / scales[series[i]];
    }, 0),
  );
}

/** Why n origins are too few; `undefined` if they are enough. */
export function tooFewOrigins(n: number, lags: number, required: number): string | undefined {
  const effective = effectiveOrigins(n, lags + 1, 1);
  if (effective >= required) return undefined;
  const which = effective === n ? '' : ' without overlapping targets';
  return `${effective} ${effective === 1 ? 'origin' : 'origins'}${which}, fewer than ${required}`;
}
