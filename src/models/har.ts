/**
 * Heterogeneous autoregression (Corsi 2009, A simple approximate long-memory model of realized volatility): ordinary
 * least squares on the last input and its means over a day, a week and a month, one regression per series and step. A market
 * that never closes has a week of 7 days and a month of 30, whose means do not depend on the weekday (on daily BTC and ETH, U2 .815
 * with 7 and 30 days instead of .835 with 5 and 22).
 *
 * Where a row is shorter than a day, the mean of a quarter of a day is added: for hours, means are over 1, 6, 24, 168 and 720
 * rows (on hourly BTC 24 steps ahead, U2 .749 instead of .759 without the quarter, and .814 with 1, 7 and 30 rows). Where a row is a
 * day or longer, they are over 1, 7 and 30 rows.
 *
 * A forecast needs 30 rows without a gap. Longer means are over the rows that there are, so that one gap does not cost a month.
 *
 * `--har jumps,leverage` adds regressors (`har-regressors.ts`).
 *
 * It is meant for volatility, which has a long memory; for other targets it uses their inputs. With a season, values are
 * seasonally adjusted (`seasonal-adjustment.ts`).
 */

import type { Panel, Series } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { inferTimeframe } from '../data/timeframe.ts';
import { trainingOrigins } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { cholesky, choleskySolve } from '../math/linalg.ts';
import { dot } from '../math/vector.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { windowLookback } from './encoding.ts';
import { countOf, extraCount, harRegressors, MONTH, MOST_MEANS, WINDOW } from './har-regressors.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';

const DAY_MS = 86_400_000;
/** Keeps the system solvable if there are fewer rows than coefficients or two means are equal; otherwise negligible. */
const SHRINKAGE = 1e-10;

/** Saved numbers: rows of a day, rows before the first forecast, intercept and weights of every step, and zeros. */
const HEAD = 2;
/** An intercept and the weights of the regressors. */
const mostCoefficients = (options: ModelOptions): number => 1 + MOST_MEANS + extraCount(options);
/** Saved before means were of days: intercept and weights of 1, 7 and 30 rows. */
const COEFFICIENTS_OF_ROWS = 4;

export const har: Model = perSeries(
  seasonallyAdjusted({
    name: 'har',
    summary:
      'heterogeneous autoregression: least squares on the last input and its means over a day, week and month',
    family: 'statistical',
    lookback: lookbackOf,
    parameters: (options, learnt) =>
      options.horizon *
      (learnt ? 1 + countOf(readNumbers(learnt, options).day, options) : mostCoefficients(options)),
    operations: ({ horizon }) => JS_SLOWDOWN * (40 + 8 * horizon),
    size: (options) => [
      options.horizon * COEFFICIENTS_OF_ROWS,
      HEAD + options.horizon * mostCoefficients(options),
    ],
    isCarried: false,
    learn(series, rows, options, panel) {
      const target = targetOf(options.target);
      const day = rowsPerDay(panel, rows);
      const out = new Float64Array(HEAD + options.horizon * mostCoefficients(options));
      out.set([day, Math.min(rows.cutoff + 1, MONTH * day)]);
      const regressions = fitRegressions(series, rows, day, target, options);
      out.set(
        regressions.flatMap(({ intercept, weights }) => [intercept, ...weights]),
        HEAD,
      );
      return out;
    },
    walk(learnt, values, cutoff, options, series) {
      const target = targetOf(options.target);
      const { day, behind, coefficients } = readNumbers(learnt, options);
      const { count, write } = harRegressors({ ...series, values }, 0, day, target, options);
      const x = new Float64Array(count);
      return (origin, out) => {
        checkHistory(origin, cutoff, behind, MONTH * day);
        write(origin, x);
        for (let k = 0; k < out.length; k++) {
          const at = k * (1 + count);
          const weights = coefficients.subarray(at + 1, at + 1 + count);
          out[k] = target.decode(coefficients[at] + dot(weights, x), values[origin]);
        }
      };
    },
  }),
);

function lookbackOf(options: ModelOptions): number {
  return windowLookback({ ...options, inputSize: WINDOW });
}

interface Learnt {
  /** Rows of a day. */
  readonly day: number;
  /** Rows up to the cutoff, at most a month of them. */
  readonly behind: number;
  /** (horizon, 1 + regressors) */
  readonly coefficients: Float64Array;
}

function readNumbers(learnt: Float64Array, options: ModelOptions): Learnt {
  if (learnt.length === options.horizon * COEFFICIENTS_OF_ROWS && extraCount(options) === 0)
    return { day: 1, behind: WINDOW, coefficients: learnt };
  return { day: learnt[0], behind: learnt[1], coefficients: learnt.subarray(HEAD) };
}

/** Rows of a day, if a row is shorter; else 1. */
function rowsPerDay(
  { time, timeframe }: Pick<Panel, 'time' | 'timeframe'>,
  { start, cutoff }: TrainingRows,
): number {
  const step = timeframe ?? inferTimeframe([time.subarray(start, cutoff + 1)]);
  return step === null ? 1 : Math.max(1, Math.round(DAY_MS / step.ms));
}

/** @throws DataError if the means of a saved model would be over fewer rows than when it was fitted */
function checkHistory(origin: number, cutoff: number, behind: number, month: number): void {
  const needed = Math.min(month, behind + origin - cutoff);
  if (origin + 1 < needed)
    throw new DataError(
      `expected ${needed} rows up to the origin for the means of the saved har, got ${origin + 1}`,
      {
        hint: 'use a longer history, or fit again',
      },
    );
}

interface Regression {
  readonly intercept: number;
  readonly weights: Float64Array; // by regressor
}

/** One regression per step. Without a row to learn from, each gives the naive forecast. */
function fitRegressions(
  series: Series,
  rows: TrainingRows,
  day: number,
  target: Target,
  options: ModelOptions,
): Regression[] {
  const { values } = series;
  const { horizon } = options;
  const origins = trainingOrigins(series, rows, lookbackOf(options), horizon);
  const n = origins.length;
  const { count: D, write } = harRegressors(series, rows.start, day, target, options);
  if (n === 0)
    return Array.from({ length: horizon }, () => ({
      intercept: 0,
      weights: Float64Array.from({ length: D }, (_, i) => (i === 0 && !target.isChange ? 1 : 0)),
    }));
  const X = Array.from(origins, (origin) => {
    const x = new Float64Array(D);
    write(origin, x);
    return x;
  });
  const { centre, factor } = normalEquations(X, D);
  return Array.from({ length: horizon }, (_, k) => {
    let mean = 0;
    const y = Float64Array.from(origins, (origin) => target.encode(values[origin + k + 1], values[origin]));
    for (const value of y) mean += value / n;
    const xy = new Float64Array(D);
    X.forEach((x, row) => {
      for (let i = 0; i < D; i++) xy[i] += x[i] * (y[row] - mean);
    });
    const weights = factor ? choleskySolve(factor, D, xy) : xy;
    return { intercept: mean - dot(weights, centre), weights };
  });
}

/** Centres the rows of X, and factors their cross products: nothing if they never change. */
function normalEquations(
  X: readonly Float64Array[],
  D: number,
): { readonly centre: Float64Array; readonly factor: Float64Array | undefined } {
  const centre = new Float64Array(D);
  for (const x of X) for (let i = 0; i < D; i++) centre[i] += x[i] / X.length;
  const xx = new Float64Array(D * D);
  for (const x of X) {
    for (let i = 0; i < D; i++) x[i] -= centre[i];
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) xx[i * D + j] += x[i] * x[j];
  }
  let trace = 0;
  for (let i = 0; i < D; i++) trace += xx[i * D + i];
  for (let i = 0; i < D; i++) xx[i * D + i] += SHRINKAGE * trace;
  return { centre, factor: trace > 0 ? cholesky(xx, D) : undefined };
}
