/**
 * How uncertain the U2 of each step, fold, series and regime is: 95 % intervals, each by itself, not adjusted for their number.
 *
 * U2² is R = mean over series of a_s / b_s, with the mean losses a_s of the model and b_s of the benchmark. Linearised (the delta
 * method for a ratio of means, Cochran 1977, Sampling Techniques, ch. 6), R is a sum over origins of
 *
 *     z_t = Σ (own loss - R_s benchmark loss) / (S n_s b_s), over the points of origin t,   R_s = a_s / b_s
 *
 * Its variance is the long-run variance that Diebold and Mariano's test uses, over the origins whose targets overlap, with the correction
 * of Harvey, Leybourne and Newbold and the quantile of Student's t. Where R = 1, z is the loss differential of that test: the
 * interval excludes 1 where its p, not adjusted, is below 0.05. Origins outside the part have z = 0.
 */

import { NAIVE } from '../data/quantities.ts';
import { brierDivisor } from '../metrics/brier.ts';
import { studentTQuantile } from '../math/distributions.ts';
import { Places } from '../math/places.ts';
import { correctionOf } from '../significance/diebold-mariano.ts';
import { varianceOfMean } from '../significance/long-run.ts';
import { effectiveOrigins, overlappingLags } from '../significance/overlap.ts';
import type { U2Interval, U2Intervals } from './evaluation.ts';
import { REQUIRED_ORIGINS } from './losses-by-origin.ts';
import { lossesOf } from './losses.ts';
import { rowsByRegime } from './regimes.ts';
import { groupedRows, integersAt, rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

const LEVEL = 95;
const UNKNOWN: U2Interval = { lo: NaN, hi: NaN };

/** The intervals of one model. */
export function u2Intervals(model: string, trial: Trial): U2Intervals {
  const { table, ids, cutoffs, horizon, stepSize, volatility } = trial;
  const { classes, benchmarks } = trial.quantity;
  const { own, benchmark, note } = lossesOf(trial, model, classes === undefined ? NAIVE : benchmarks[0]);
  const divisorOf = classes === undefined ? (mean: number) => mean : brierDivisor;
  const rows =
    note === null
      ? rowsWhere(table.y.length, (i) => Number.isFinite(own(i)) && Number.isFinite(benchmark(i)))
      : new Int32Array();
  const { numbers, origins } = originNumbers(table.origin, rows);
  const intervalOf = (part: Int32Array, step: number): U2Interval =>
    ratioInterval(
      {
        series: integersAt(table.series, part),
        origin: integersAt(numbers, part),
        own: numbersOf(own, part),
        benchmark: numbersOf(benchmark, part),
      },
      { origins, lags: overlappingLags(step, stepSize), divisorOf },
    );
  const whole = (parts: readonly Int32Array[]): U2Interval[] =>
    parts.map((part) => intervalOf(part, horizon));
  return {
    level: LEVEL,
    bySteps: groupedRows(rows, table.step, horizon + 1)
      .slice(1)
      .map((part, index) => intervalOf(part, index + 1)),
    byFolds: whole(groupedRows(rows, table.fold, cutoffs.length)),
    bySeries: whole(groupedRows(rows, table.series, ids.length)),
    byRegimes: volatility === null ? [] : whole(rowsByRegime(rows, table, volatility, ids.length)),
  };
}

const numbersOf = (value: (i: number) => number, rows: Int32Array): Float64Array => {
  const out = new Float64Array(rows.length);
  for (let j = 0; j < rows.length; j++) out[j] = value(rows[j]);
  return out;
};

/** By table row, the number of its origin in order of time, of the origins of these rows. */
function originNumbers(
  origin: Int32Array,
  rows: Int32Array,
): { readonly numbers: Int32Array; readonly origins: number } {
  const places = new Places();
  const numbers = new Int32Array(origin.length);
  for (const i of rows) numbers[i] = places.of(origin[i]);
  const all = places.keys();
  const rank = new Int32Array(all.length);
  [...all.keys()].toSorted((a, b) => all[a] - all[b]).forEach((place, t) => (rank[place] = t));
  for (const i of rows) numbers[i] = rank[numbers[i]];
  return { numbers, origins: all.length };
}

/** Losses as columns, one entry per point. */
export interface LossPoints {
  readonly series: Int32Array;
  /** Number of the origin, in order of time. */
  readonly origin: Int32Array;
  readonly own: Float64Array;
  readonly benchmark: Float64Array;
}

/** The interval of the root of the ratio of mean losses, from the points of a part of `origins` origins. */
export function ratioInterval(
  { series, origin, own, benchmark }: LossPoints,
  {
    origins,
    lags,
    divisorOf = (mean) => mean,
  }: { readonly origins: number; readonly lags: number; readonly divisorOf?: (mean: number) => number },
): U2Interval {
  const places = new Places();
  const sums: { n: number; own: number; benchmark: number }[] = [];
  for (let j = 0; j < series.length; j++) {
    const place = places.of(series[j]);
    const sum = (sums[place] ??= { n: 0, own: 0, benchmark: 0 });
    sum.n++;
    sum.own += own[j];
    sum.benchmark += benchmark[j];
  }
  for (const sum of sums) if (divisorOf(sum.benchmark / sum.n) === 0) sum.benchmark = 0;
  const used = sums.filter((sum) => sum.benchmark > 0);
  const ratio = used.reduce((total, sum) => total + sum.own / sum.benchmark, 0) / used.length;
  const z = new Float64Array(origins);
  const isPresent = new Uint8Array(origins);
  for (let j = 0; j < series.length; j++) {
    const sum = sums[places.of(series[j])];
    if (sum.benchmark === 0) continue;
    isPresent[origin[j]] = 1;
    // The mean of `z` is that of the linearised ratio, so each is `origins` times its part of the sum.
    z[origin[j]] +=
      (origins * (own[j] - (sum.own / sum.benchmark) * benchmark[j])) / (used.length * sum.benchmark);
  }
  const n = isPresent.reduce((count, value) => count + value, 0);
  const correction = correctionOf(n, lags);
  if (effectiveOrigins(n, lags + 1, 1) < REQUIRED_ORIGINS || !(correction > 0)) return UNKNOWN;
  const { variance } = varianceOfMean(z, lags);
  const half = quantile(n - 1) * Math.sqrt(variance / correction);
  return { lo: Math.sqrt(Math.max(0, ratio - half)), hi: Math.sqrt(ratio + half) };
}

const quantiles = new Map<number, number>();

/** Of Student's t, two-sided; kept, since parts of the same size have the same. */
function quantile(df: number): number {
  const known = quantiles.get(df);
  if (known !== undefined) return known;
  const value = studentTQuantile((1 + LEVEL / 100) / 2, df);
  quantiles.set(df, value);
  return value;
}
