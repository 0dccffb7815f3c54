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
import { correctionOf } from '../significance/diebold-mariano.ts';
import { varianceOfMean } from '../significance/long-run.ts';
import { effectiveOrigins, overlappingLags } from '../significance/overlap.ts';
import type { U2Interval, U2Intervals } from './evaluation.ts';
import { REQUIRED_ORIGINS } from './losses-by-origin.ts';
import { lossesOf } from './losses.ts';
import { regimes, regimesOf } from './regimes.ts';
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
      ? Array.from(table.y.keys()).filter((i) => Number.isFinite(own(i)) && Number.isFinite(benchmark(i)))
      : [];
  const origins = new Map(
    [...new Set(rows.map((i) => table.origin[i]))].toSorted((a, b) => a - b).map((row, t) => [row, t]),
  );
  const intervalOf = (part: readonly number[], step: number): U2Interval =>
    ratioInterval(
      part.map((i) => ({
        series: table.series[i],
        origin: origins.get(table.origin[i])!,
        own: own(i),
        benchmark: benchmark(i),
      })),
      { origins: origins.size, lags: overlappingLags(step, stepSize), divisorOf },
    );
  const groups = (column: ArrayLike<number>, count: number): number[][] => {
    const out: number[][] = Array.from({ length: count }, () => []);
    for (const i of rows) out[column[i]]?.push(i);
    return out;
  };
  const whole = (parts: readonly (readonly number[])[]): U2Interval[] =>
    parts.map((part) => intervalOf(part, horizon));
  const regimeOf = volatility === null ? undefined : regimesOf(table, volatility, ids.length);
  return {
    level: LEVEL,
    bySteps: groups(table.step, horizon + 1)
      .slice(1)
      .map((part, index) => intervalOf(part, index + 1)),
    byFolds: whole(groups(table.fold, cutoffs.length)),
    bySeries: whole(groups(table.series, ids.length)),
    byRegimes:
      regimeOf === undefined
        ? []
        : whole(regimes.map((regime) => rows.filter((i) => regimeOf[i] === regime))),
  };
}

interface LossPoint {
  readonly series: number;
  /** Its number, in order of time. */
  readonly origin: number;
  readonly own: number;
  readonly benchmark: number;
}

/** The interval of the root of the ratio of mean losses, from the points of a part of `origins` origins. */
export function ratioInterval(
  points: readonly LossPoint[],
  {
    origins,
    lags,
    divisorOf = (mean) => mean,
  }: { readonly origins: number; readonly lags: number; readonly divisorOf?: (mean: number) => number },
): U2Interval {
  const sums = new Map<number, { n: number; own: number; benchmark: number }>();
  for (const { series, own, benchmark } of points) {
    const sum = sums.get(series) ?? { n: 0, own: 0, benchmark: 0 };
    sums.set(series, { n: sum.n + 1, own: sum.own + own, benchmark: sum.benchmark + benchmark });
  }
  for (const sum of sums.values()) if (divisorOf(sum.benchmark / sum.n) === 0) sum.benchmark = 0;
  const used = [...sums].filter(([, { benchmark }]) => benchmark > 0);
  const ratio = used.reduce((sum, [, { own, benchmark }]) => sum + own / benchmark, 0) / used.length;
  const z = new Float64Array(origins);
  const present = new Set<number>();
  for (const { series, origin, own, benchmark } of points) {
    const sum = sums.get(series)!;
    if (sum.benchmark === 0) continue;
    present.add(origin);
    // The mean of `z` is that of the linearised ratio, so each is `origins` times its part of the sum.
    z[origin] += (origins * (own - (sum.own / sum.benchmark) * benchmark)) / (used.length * sum.benchmark);
  }
  const n = present.size;
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
