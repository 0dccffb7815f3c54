/**
 * Heterogeneous autoregression (Corsi 2009, A simple approximate long-memory model of realized volatility): ordinary
 * least squares on the last input and the means of the last 7 and 30, one regression per series and step. Corsi's market
 * was open 5 days a week and 22 a month; a market that never closes has a week of 7 days, whose mean does not depend on the
 * weekday (on daily BTC and ETH, U2 .815 instead of .835). It is meant for volatility, which has a long memory; for other
 * targets it uses their inputs.
 */

import type { Series } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { trainingOrigins } from '../data/windows.ts';
import { cholesky, choleskySolve } from '../math/linalg.ts';
import { dot } from '../math/vector.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { windowLookback } from './encoding.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';

/** Rows of the means: a day, a week and a month. */
const SPANS = [1, 7, 30] as const;
const LONGEST = 30;
/** Keeps the system solvable if there are fewer rows than coefficients or two means are equal; otherwise negligible. */
const SHRINKAGE = 1e-10;

export const har: Model = perSeries({
  name: 'har',
  summary: 'heterogeneous autoregression: least squares on the last input and the means of 7 and 30',
  family: 'statistical',
  lookback: (options) => lookbackOf(options),
  parameters: ({ horizon }) => horizon * (SPANS.length + 1),
  operations: ({ horizon }) => JS_SLOWDOWN * (40 + 8 * horizon),
  size: ({ horizon }) => [horizon * (SPANS.length + 1), horizon * (SPANS.length + 1)],
  isCarried: false,
  learn: (series, rows, options) =>
    Float64Array.from(
      fitRegressions(series, rows, targets[options.target], options).flatMap(({ intercept, weights }) => [
        intercept,
        ...weights,
      ]),
    ),
  walk(learnt, values, _, options) {
    const target: Target = targets[options.target];
    const width = SPANS.length + 1;
    return (origin, out) => {
      const x = meansAt(values, origin, target);
      for (let k = 0; k < out.length; k++) {
        const weights = learnt.subarray(k * width + 1, (k + 1) * width);
        out[k] = target.decode(learnt[k * width] + dot(weights, x), values[origin]);
      }
    };
  },
});

const lookbackOf = ({ target }: Pick<ModelOptions, 'target'>): number =>
  windowLookback({ inputSize: LONGEST, target });

/** Means of the last inputs, by span. */
function meansAt(values: Float64Array, origin: number, target: Target): Float64Array {
  const means = new Float64Array(SPANS.length);
  let sum = 0;
  let next = 0;
  for (let back = 0; back < LONGEST; back++) {
    sum += target.input(values, origin - back);
    if (back + 1 === SPANS[next]) means[next] = sum / SPANS[next++];
  }
  return means;
}

interface Regression {
  readonly intercept: number;
  readonly weights: Float64Array; // by span
}

/** One regression per step. Without a row to learn from, each gives the naive forecast. */
function fitRegressions(
  series: Series,
  rows: TrainingRows,
  target: Target,
  { horizon, target: name }: ModelOptions,
): Regression[] {
  const { values } = series;
  const origins = trainingOrigins(series, rows, lookbackOf({ target: name }), horizon);
  const n = origins.length;
  const D = SPANS.length;
  if (n === 0)
    return Array.from({ length: horizon }, () => ({
      intercept: 0,
      weights: Float64Array.of(target.isChange ? 0 : 1, 0, 0),
    }));
  const X = Array.from(origins, (origin) => meansAt(values, origin, target));
  const centre = new Float64Array(D);
  for (const x of X) for (let i = 0; i < D; i++) centre[i] += x[i] / n;
  const xx = new Float64Array(D * D);
  for (const x of X) {
    for (let i = 0; i < D; i++) x[i] -= centre[i];
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) xx[i * D + j] += x[i] * x[j];
  }
  const trace = xx[0] + xx[D + 1] + xx[2 * D + 2];
  for (let i = 0; i < D; i++) xx[i * D + i] += SHRINKAGE * trace;
  const factor = trace > 0 ? cholesky(xx, D) : undefined;
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
