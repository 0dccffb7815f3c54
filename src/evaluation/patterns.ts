/**
 * How much of its own changes a series explains, which tells a season or a momentum from a price. It is the larger of
 *
 *   - the share of variance that an autoregression of the changes explains (Burg, order by AIC, adjusted for the order), and
 *   - the square of the largest autocorrelation at any lag up to a quarter of the rows, for seasons longer than that.
 *
 * On random walks and on prices it is near 0, so a much better forecast cannot come from the past values.
 */

import { autocorrelation } from '../math/autocorrelation.ts';
import { log } from '../math/elementary.ts';
import { fitAutoregression } from '../models/ar.ts';
import type { Trial } from './trial.ts';

/** Changes that are needed. */
const ENOUGH = 100;
/** The rows and the lags that are used at most, so that long histories take no time. */
const MOST_ROWS = 5000;
const MOST_LAGS = 1000;

/** The share for each series by its number, computed once for a trial. `NaN` if there are too few values. */
export function patternsOf(trial: Pick<Trial, 'table' | 'valueBefore'>): (series: number) => number {
  const made = patterns.get(trial.valueBefore);
  if (made !== undefined) return made;
  const shares = new Map<number, number>();
  let ends: ReadonlyMap<number, Ends> | undefined;
  const patternOf = (series: number): number => {
    ends ??= endsOf(trial.table.series);
    const share = shares.get(series) ?? explainedShare(changesOf(historyOf(trial, ends.get(series))));
    shares.set(series, share);
    return share;
  };
  patterns.set(trial.valueBefore, patternOf);
  return patternOf;
}

/** By the values of a trial, which the same trial with fewer forecasts shares. */
const patterns = new WeakMap<Trial['valueBefore'], (series: number) => number>();

/** The first and the last table row of a series. */
interface Ends {
  readonly first: number;
  last: number;
}

function endsOf(series: Int32Array): ReadonlyMap<number, Ends> {
  const ends = new Map<number, Ends>();
  for (let i = 0; i < series.length; i++) {
    const known = ends.get(series[i]);
    if (known === undefined) ends.set(series[i], { first: i, last: i });
    else known.last = i;
  }
  return ends;
}

/** Values before the first origin; if they are too few, as in a file of forecasts, before the last one. */
function historyOf(
  { table, valueBefore }: Pick<Trial, 'table' | 'valueBefore'>,
  ends: Ends | undefined,
): number[] {
  if (ends === undefined) return [];
  const before = (i: number): number[] =>
    Array.from({ length: Math.min(table.origin[i], MOST_ROWS) }, (_, back) =>
      valueBefore(i, back + 1),
    ).toReversed();
  const training = before(ends.first);
  return training.filter((value) => !Number.isNaN(value)).length > ENOUGH ? training : before(ends.last);
}

/** Changes from row to row, of logarithms if all values are positive; `NaN` beside a gap. */
function changesOf(values: readonly number[]): Float64Array {
  const isPositive = values.every((value) => !(value <= 0));
  const levels = isPositive ? values.map((value) => log(value)) : values;
  return Float64Array.from(levels.slice(1), (level, i) => level - levels[i]);
}

/** Between 0 and 1. */
export function explainedShare(changes: Float64Array): number {
  const known = changes.filter((change) => !Number.isNaN(change));
  const n = known.length;
  if (n < ENOUGH) return NaN;
  const mean = known.reduce((sum, change) => sum + change, 0) / n;
  const d = changes.map((change) => change - mean);
  const variance = known.reduce((sum, change) => sum + (change - mean) ** 2, 0) / n;
  if (!(variance > 0)) return NaN;
  return Math.max(byRegression(d, variance), byLongestLag(changes, n));
}

function byRegression(d: Float64Array, variance: number): number {
  const segments: number[][] = [[]];
  for (const value of d)
    if (!Number.isNaN(value)) segments.at(-1)!.push(value);
    else if (segments.at(-1)!.length > 0) segments.push([]);
  const { coefficients } = fitAutoregression(
    segments.map((each) => Float64Array.from(each)),
    Infinity,
  );
  const p = coefficients.length;
  let [squares, m] = [0, 0];
  for (let t = p; t < d.length; t++) {
    let error = d[t];
    for (let i = 0; i < p; i++) error -= coefficients[i] * d[t - 1 - i];
    if (Number.isNaN(error)) continue;
    squares += error * error;
    m++;
  }
  return m <= p + 1 ? 0 : Math.max(0, 1 - squares / (m - p - 1) / variance);
}

/** With the mean over all rows as the variance, so that few pairs at a long lag count little. */
function byLongestLag(changes: Float64Array, n: number): number {
  const largest = autocorrelation([...changes], Math.min(n >> 2, MOST_LAGS)).map((r) => r * r);
  return Math.max(0, ...largest);
}
