/**
 * Shrinkage towards no change: how much of a model's forecast the validation block supports, by step. With u what an
 * unchanged price is, f the forecast and y the actual value, all scaled, the forecast becomes
 *
 *     u + φ (f - u)     φ = min(1, β) · (1 - 4 / t²), and 0 if β < 0 or |t| < 2
 *
 * β = Σ x (y - u) / Σ x², with x = f - u, over the validation windows: the slope of y - u on x. t is β over its standard error.
 * So φ is the slope times James and Stein's factor (1961), with the square of two standard errors.
 *
 * Targets k steps ahead overlap, and series move together. So the error counts a block of 2 k rows with all their series as one
 * observation (k = 1: a block of one row). With few blocks G, 4 becomes 4 ν / (ν - 2), where ν = G - 1. ν / (ν - 2) is the variance of
 * Student's t.
 *
 * Far steps have fewer blocks and more noise, and what holds near seldom ends at once. So a φ smaller than that of the step before
 * becomes the mean of the two. With fewer than 8 blocks it becomes that of the step before.
 */

import type { FitState, StateReader } from './state.ts';

export const shrinkNames = ['auto', 'none'] as const;
export type ShrinkName = (typeof shrinkNames)[number];

/** The square of two standard errors. */
const CRITICAL = 4;

/** Below this number of blocks a step takes the factor of the step before it. */
const ENOUGH_BLOCKS = 8;

/** Forecasts of windows that were not trained on, and what came, both less what no change is. */
export interface HeldOutForecasts {
  /** Rows of the origins, ascending: (windows). */
  readonly row: Int32Array;
  readonly x: Float64Array; // (windows, horizon)
  readonly y: Float64Array; // (windows, horizon)
}

/** The factors φ, by step; all zero for forecasts that say nothing about what came. */
export function learnShrinkage(evidence: HeldOutForecasts, horizon: number): Float64Array {
  const factors = new Float64Array(horizon);
  for (let k = 0; k < horizon; k++) {
    const { factor, blocks } = factorOf(evidence, k, horizon);
    const before = k === 0 ? factor : factors[k - 1];
    factors[k] = blocks < ENOUGH_BLOCKS ? before : Math.max(factor, (factor + before) / 2);
  }
  return factors;
}

/** u + φ (f - u): exactly u if the factor is 0. */
export const shrunk = (forecast: number, unchanged: number, factor: number): number =>
  unchanged + factor * (forecast - unchanged);

function factorOf(
  { row, x, y }: HeldOutForecasts,
  k: number,
  horizon: number,
): { readonly factor: number; readonly blocks: number } {
  let [xx, xy] = [0, 0];
  for (let i = k; i < x.length; i += horizon) {
    xx += x[i] * x[i];
    xy += x[i] * y[i];
  }
  const slope = xy / xx;
  // Neighbouring blocks of k rows would still share targets.
  const length = k === 0 ? 1 : 2 * (k + 1);
  const { blocks, squares } = blockSums(row, length, (i) => {
    const at = i * horizon + k;
    return x[at] * (y[at] - slope * x[at]);
  });
  const freedom = blocks - 1;
  if (!(slope > 0) || freedom <= 2) return { factor: 0, blocks };
  const variance = ((squares / (xx * xx)) * blocks) / freedom;
  const critical = (CRITICAL * freedom) / (freedom - 2);
  const kept = 1 - (critical * variance) / (slope * slope);
  return { factor: Math.min(1, slope) * Math.max(0, kept), blocks };
}

/** The number of blocks of `length` rows, and the sum of the squares of their sums. */
function blockSums(
  row: Int32Array,
  length: number,
  term: (i: number) => number,
): { readonly blocks: number; readonly squares: number } {
  let [blocks, squares, sum, block] = [0, 0, 0, -1];
  row.forEach((origin, i) => {
    const own = Math.floor((origin - row[0]) / length);
    if (own !== block) {
      squares += sum * sum;
      blocks++;
      sum = 0;
      block = own;
    }
    sum += term(i);
  });
  return { blocks, squares: squares + sum * sum };
}

const NAME = 'shrinkage';

/** The factors as a named array. */
export const shrinkageState = (factors: Float64Array | undefined): FitState =>
  factors ? [{ name: NAME, shape: [factors.length], values: factors.slice() }] : [];

/** The factors of a state; absent from one that was fitted without. */
export const restoreShrinkage = (state: StateReader, horizon: number): Float64Array | undefined =>
  state.has(NAME) ? state.f64(NAME, [horizon]) : undefined;
