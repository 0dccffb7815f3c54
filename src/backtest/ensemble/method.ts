/** How the forecasts of several models become one. The registry is `index.ts`. */

import type { ErrorMoments } from './error-moments.ts';

export interface EnsembleMethod {
  /**
   * Weights of the members, and last of the benchmark, that sum to 1. They are learnt from errors that are known at the origin; absent if
   * all members always weigh the same.
   */
  readonly learn?: (errors: ErrorMoments) => Float64Array;
  /** One value from those of the members, and last of the benchmark, with their weights. */
  combine(values: Float64Array, weights: Float64Array): number;
}

/** Origins with known errors from which on weights are learnt; before, all members weigh the same. */
export const LEAST_ORIGINS = 20;

/** The same weight for each member, and none for the benchmark. */
export function equalWeights(members: number): Float64Array {
  const weights = new Float64Array(members + 1).fill(1 / members);
  weights[members] = 0;
  return weights;
}

/** Σ w x, without what weighs nothing. */
export function weightedSum(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (const [m, weight] of weights.entries()) if (weight > 0) sum += weight * values[m];
  return sum;
}
