/**
 * Exponential smoothing with additive errors, in its innovations form: level l, trend b, forecast error e,
 *
 *     yhat_t = l_{t-1} + φ b_{t-1}      e_t = y_t - yhat_t
 *     l_t    = yhat_t + α e_t           b_t = φ b_{t-1} + β e_t
 *     k steps ahead: l + (φ + φ² + … + φᵏ) b
 *
 * The parameters minimise the one-step squared errors of the training rows, within the bounds of R's `forecast`. The errors
 * are linear in the first level and trend, so these are not searched for: for every α, β, φ they are the least-squares
 * solution. At an absent row the state moves on without an error. For the target log-return the values are logarithms,
 * otherwise the column itself.
 *
 * A trend of logarithms is a trend of ratios: where it follows a season, a steep hour would be continued as a factor of
 * 10^19. So k steps ahead a logarithm moves no further than it ever did in k rows of training, up or down.
 *
 * With a season, values are seasonally adjusted (`seasonal-adjustment.ts`).
 *
 * Hyndman, Koehler, Ord, Snyder (2008), Forecasting with exponential smoothing: models (A,N,N), (A,A,N), (A,Ad,N).
 */

import type { Series } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { minimize } from '../math/minimize.ts';
import { JS_SLOWDOWN } from './cost.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';

/** The trend of the model. */
export type Trend = 'none' | 'linear' | 'damped';

export interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly phi: number;
  /** Level and trend before the first row, and after the last one. */
  readonly first: SmoothingState;
  readonly last: SmoothingState;
  /** Sum of squared one-step errors, over `n` rows. */
  readonly sse: number;
  readonly n: number;
}

export interface SmoothingState {
  readonly level: number;
  readonly trend: number;
}

/** Bounds as in R's `ets`. */
const [LEAST, MOST] = [0.0001, 0.9999];
const [LEAST_PHI, MOST_PHI] = [0.8, 0.98];

/** Starts of the search, as shares of the ranges of α, β and φ: the best of all combinations is used. */
const STARTS = [
  [0.02, 0.1, 0.3, 0.6, 0.9, 1],
  [0, 0.05, 0.3],
  [0.1, 0.6, 1],
] as const;

const DIMENSIONS = { none: 1, linear: 2, damped: 3 } as const;

/** Cost of a fit (measured): evaluations of the errors per dimension, and operations of each per row. */
const EVALUATIONS = 70;
const OPERATIONS = 30;

/** The model with this trend. */
export function smoothingModel({
  name,
  summary,
  trend,
}: Pick<Model, 'name' | 'summary'> & { trend: Trend }): Model {
  const parameters = DIMENSIONS[trend] + (trend === 'none' ? 1 : 2);
  const isLimited = ({ target }: ModelOptions): boolean => trend !== 'none' && targetOf(target).hasLogLevels;
  return perSeries(
    seasonallyAdjusted({
      name,
      summary,
      family: 'statistical',
      lookback: () => 1,
      parameters: () => parameters,
      operations: () => JS_SLOWDOWN * DIMENSIONS[trend] * EVALUATIONS * OPERATIONS,
      size: (options) => [NUMBERS, NUMBERS + (isLimited(options) ? 2 * options.horizon : 0)],
      isCarried: true,
      learn(series, rows, options) {
        const levels = levelsOf(series, rows, targetOf(options.target));
        const numbers = numbersOf(fitSmoothing(levels, trend));
        return isLimited(options)
          ? Float64Array.of(...numbers, ...reachOf(levels, options.horizon))
          : numbers;
      },
      walk(learnt, values, cutoff, options) {
        const target = targetOf(options.target);
        const carried = carriedOf(learnt);
        const stateAt = carry(carried, values, cutoff, target);
        // Saved models from before the limits have none.
        const reach = learnt.length === NUMBERS ? undefined : learnt.subarray(NUMBERS);
        return (origin, out) => {
          const { level, trend: slope } = stateAt(origin);
          let [damping, sum] = [1, 0];
          for (let k = 0; k < out.length; k++) {
            damping *= carried.phi;
            sum += damping;
            const move = sum * slope;
            out[k] = target.unlevel(
              level + (reach ? Math.min(Math.max(move, reach[2 * k]), reach[2 * k + 1]) : move),
            );
          }
        };
      },
    }),
  );
}

/** By step, the largest fall (at most 0) and rise (at least 0) of the levels over as many rows. */
export function reachOf({ y }: Pick<Levels, 'y'>, horizon: number): Float64Array {
  const reach = new Float64Array(2 * horizon);
  for (let k = 1; k <= horizon; k++) {
    let [fall, rise] = [0, 0];
    for (let t = k; t < y.length; t++) {
      const move = y[t] - y[t - k];
      if (move < fall) fall = move;
      else if (move > rise) rise = move;
    }
    reach[2 * k - 2] = fall;
    reach[2 * k - 1] = rise;
  }
  return reach;
}

/** The part of a smoothing that forecasts need. */
export type Carried = Pick<Smoothing, 'alpha' | 'beta' | 'phi' | 'last'>;

/** Count of the saved numbers: α, β, φ, and level and trend after the last training row. */
export const NUMBERS = 5;

export function numbersOf({ alpha, beta, phi, last }: Smoothing): Float64Array {
  return Float64Array.of(alpha, beta, phi, last.level, last.trend);
}

export function carriedOf([alpha, beta, phi, level, trend]: Float64Array): Carried {
  return { alpha, beta, phi, last: { level, trend } };
}

/** Levels of the training rows, from the first known one. */
export interface Levels {
  /** `NaN` if absent. */
  readonly y: Float64Array;
  /** 1 if the error counts; a filled row only moves the state. */
  readonly counts: Uint8Array;
}

export function levelsOf(
  { values, observed }: Series,
  { start, cutoff }: TrainingRows,
  target: Target,
): Levels {
  let first = start;
  while (first <= cutoff && Number.isNaN(values[first])) first++;
  return {
    y: values.subarray(first, cutoff + 1).map((value) => target.level(value)),
    counts: Uint8Array.from(observed.subarray(first, cutoff + 1), (value) => (Number.isNaN(value) ? 0 : 1)),
  };
}

/** The smoothing with the least squared error; all `NaN` without values. */
export function fitSmoothing(levels: Levels, trend: Trend): Smoothing {
  const starts = STARTS.slice(0, DIMENSIONS[trend]).reduce<number[][]>(
    (all, values) => all.flatMap((start) => values.map((value) => [...start, value])),
    [[]],
  );
  const { x } = minimize((shares) => smooth(levels, trend, parametersOf(shares)).sse, starts, {
    width: 1e-6,
    evaluations: 1000,
  });
  return smooth(levels, trend, parametersOf(x));
}

interface SmoothingParameters {
  readonly alpha: number;
  readonly beta: number;
  readonly phi: number;
}

/** α in .0001 .. .9999, β in .0001 .. α, φ in .8 .. .98; without a trend β is 0 and without damping φ is 1. */
function parametersOf([a, b, f]: Float64Array): SmoothingParameters {
  const alpha = LEAST + a * (MOST - LEAST);
  return {
    alpha,
    beta: b === undefined ? 0 : LEAST + b * (alpha - LEAST),
    phi: f === undefined ? 1 : LEAST_PHI + f * (MOST_PHI - LEAST_PHI),
  };
}

/**
 * Smooths with the best first state. Three recursions run side by side: from the first value without a trend
 * (e), and what a first level (u) or trend (v) of one more adds to every forecast. Then e - δ u - τ v has least
 * squares where δ and τ solve two normal equations.
 */
export function smooth({ y, counts }: Levels, trend: Trend, parameters: SmoothingParameters): Smoothing {
  const { alpha, beta, phi } = parameters;
  let [l, b, lu, bu, lv, bv] = [y.length > 0 ? y[0] : NaN, 0, 1, 0, 0, trend === 'none' ? 0 : 1];
  let [ee, eu, ev, uu, uv, vv, n] = [0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < y.length; t++) {
    const yhat = l + phi * b;
    const u = lu + phi * bu;
    const v = lv + phi * bv;
    const isAbsent = Number.isNaN(y[t]);
    const e = isAbsent ? 0 : y[t] - yhat;
    if (counts[t] === 1) {
      ee += e * e;
      eu += e * u;
      ev += e * v;
      uu += u * u;
      uv += u * v;
      vv += v * v;
      n++;
    }
    // As a pair, these allocate in the innermost loop.
    const gain = isAbsent ? 0 : alpha;
    const trendGain = isAbsent ? 0 : beta;
    l = yhat + gain * e;
    b = phi * b + trendGain * e;
    lu = u - gain * u;
    bu = phi * bu - trendGain * u;
    lv = v - gain * v;
    bv = phi * bv - trendGain * v;
  }
  const determinant = uu * vv - uv * uv;
  // Too few rows to separate a trend from a level: there is none.
  const isTrended = determinant > 1e-12 * uu * vv;
  const level = isTrended ? (eu * vv - ev * uv) / determinant : uu > 0 ? eu / uu : 0;
  const slope = isTrended ? (ev * uu - eu * uv) / determinant : 0;
  return {
    ...parameters,
    first: { level: (y.length > 0 ? y[0] : NaN) + level, trend: slope },
    last: { level: l + level * lu + slope * lv, trend: b + level * bu + slope * bv },
    sse: Math.max(0, ee - level * eu - slope * ev),
    n,
  };
}

/** Moves the state along the rows after the cutoff; call it with ascending rows. */
export function carry(
  { alpha, beta, phi, last }: Carried,
  values: Float64Array,
  cutoff: number,
  target: Target,
): (row: number) => SmoothingState {
  let { level, trend } = last;
  let at = cutoff;
  return (row) => {
    while (at < row) {
      const value = values[++at];
      const yhat = level + phi * trend;
      const e = Number.isNaN(value) ? 0 : target.level(value) - yhat;
      level = yhat + alpha * e;
      trend = phi * trend + beta * e;
    }
    return { level, trend };
  };
}
