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
 * It is meant for volatility, which has a long memory; for other targets it uses their inputs. With a season, values are
 * seasonally adjusted (`seasonal-adjustment.ts`).
 */

import type { Panel, Series } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { inferTimeframe } from '../data/timeframe.ts';
import { trainingOrigins } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { cholesky, choleskySolve } from '../math/linalg.ts';
import { dot } from '../math/vector.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { windowLookback } from './encoding.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';

const DAY_MS = 86_400_000;
/** Days of the means. */
const [WEEK, MONTH] = [7, 30] as const;
/** Rows that a forecast needs without a gap. */
const WINDOW = 30;
/** Keeps the system solvable if there are fewer rows than coefficients or two means are equal; otherwise negligible. */
const SHRINKAGE = 1e-10;

/** Rows of the means, from the last input alone to a month. */
const spansOf = (day: number): readonly number[] => [
  ...new Set([1, Math.max(1, Math.round(day / 4)), day, WEEK * day, MONTH * day]),
];

/** Saved numbers: rows of a day, rows before the first forecast, intercept and weights of every step, and zeros. */
const HEAD = 2;
/** An intercept and the weights of five means. */
const MOST_COEFFICIENTS = 6;
/** Saved before means were of days: intercept and weights of 1, 7 and 30 rows. */
const COEFFICIENTS_OF_ROWS = 4;

export const har: Model = perSeries(
  seasonallyAdjusted({
    name: 'har',
    summary:
      'heterogeneous autoregression: least squares on the last input and its means over a day, week and month',
    family: 'statistical',
    lookback: (options) => lookbackOf(options),
    parameters: ({ horizon }, learnt) =>
      horizon * (learnt ? 1 + readNumbers(learnt, horizon).spans.length : MOST_COEFFICIENTS),
    operations: ({ horizon }) => JS_SLOWDOWN * (40 + 8 * horizon),
    size: ({ horizon }) => [horizon * COEFFICIENTS_OF_ROWS, HEAD + horizon * MOST_COEFFICIENTS],
    isCarried: false,
    learn(series, rows, options, panel) {
      const target = targets[options.target];
      const day = rowsPerDay(panel, rows);
      const out = new Float64Array(HEAD + options.horizon * MOST_COEFFICIENTS);
      out.set([day, Math.min(rows.cutoff + 1, MONTH * day)]);
      const regressions = fitRegressions(series, rows, spansOf(day), target, options);
      out.set(
        regressions.flatMap(({ intercept, weights }) => [intercept, ...weights]),
        HEAD,
      );
      return out;
    },
    walk(learnt, values, cutoff, options) {
      const target: Target = targets[options.target];
      const { spans, behind, coefficients } = readNumbers(learnt, options.horizon);
      const D = spans.length;
      const means = meansOf(values, 0, spans, target);
      const x = new Float64Array(D);
      return (origin, out) => {
        checkHistory(origin, cutoff, behind, spans[D - 1]);
        means(origin, x);
        for (let k = 0; k < out.length; k++) {
          const at = k * (1 + D);
          const weights = coefficients.subarray(at + 1, at + 1 + D);
          out[k] = target.decode(coefficients[at] + dot(weights, x), values[origin]);
        }
      };
    },
  }),
);

const lookbackOf = ({ target }: Pick<ModelOptions, 'target'>): number =>
  windowLookback({ inputSize: WINDOW, target });

interface Learnt {
  /** Rows of the means. */
  readonly spans: readonly number[];
  /** Rows up to the cutoff, at most a month of them. */
  readonly behind: number;
  /** (horizon, 1 + spans) */
  readonly coefficients: Float64Array;
}

function readNumbers(learnt: Float64Array, horizon: number): Learnt {
  if (learnt.length === horizon * COEFFICIENTS_OF_ROWS)
    return { spans: spansOf(1), behind: WINDOW, coefficients: learnt };
  return { spans: spansOf(learnt[0]), behind: learnt[1], coefficients: learnt.subarray(HEAD) };
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

/** A function that writes the means at a row, by span. */
function meansOf(
  values: Float64Array,
  start: number,
  spans: readonly number[],
  target: Target,
): (row: number, out: Float64Array) => void {
  // In a window without a gap there is nothing to count.
  if (spans[spans.length - 1] === WINDOW) return (row, out) => meansOfWindow(values, row, spans, target, out);
  // Sums and counts of the known inputs before each row.
  const sums = new Float64Array(values.length + 1);
  const counts = new Int32Array(values.length + 1);
  for (let row = start; row < values.length; row++) {
    const input = row < start + target.extraRows ? NaN : target.input(values, row);
    const isKnown = !Number.isNaN(input);
    sums[row + 1] = sums[row] + (isKnown ? input : 0);
    counts[row + 1] = counts[row] + (isKnown ? 1 : 0);
  }
  return (row, out) => {
    out[0] = target.input(values, row);
    for (let i = 1; i < spans.length; i++) {
      const first = Math.max(start, row + 1 - spans[i]);
      out[i] = (sums[row + 1] - sums[first]) / (counts[row + 1] - counts[first]);
    }
  };
}

function meansOfWindow(
  values: Float64Array,
  row: number,
  spans: readonly number[],
  target: Target,
  out: Float64Array,
): void {
  let [sum, next] = [0, 0];
  for (let back = 0; back < WINDOW; back++) {
    sum += target.input(values, row - back);
    if (back + 1 === spans[next]) out[next] = sum / spans[next++];
  }
}

interface Regression {
  readonly intercept: number;
  readonly weights: Float64Array; // by span
}

/** One regression per step. Without a row to learn from, each gives the naive forecast. */
function fitRegressions(
  series: Series,
  rows: TrainingRows,
  spans: readonly number[],
  target: Target,
  { horizon, target: name }: ModelOptions,
): Regression[] {
  const { values } = series;
  const origins = trainingOrigins(series, rows, lookbackOf({ target: name }), horizon);
  const n = origins.length;
  const D = spans.length;
  if (n === 0)
    return Array.from({ length: horizon }, () => ({
      intercept: 0,
      weights: Float64Array.from(spans, (_, i) => (i === 0 && !target.isChange ? 1 : 0)),
    }));
  const means = meansOf(values, rows.start, spans, target);
  const X = Array.from(origins, (origin) => {
    const x = new Float64Array(D);
    means(origin, x);
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
