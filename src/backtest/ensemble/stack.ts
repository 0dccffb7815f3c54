/**
 * A stack (Wolpert 1992; Breiman 1996): a ridge regression of the actual values on the members' forecasts, both as differences to the
 * benchmark b. Weights are not negative and sum to at most 1:
 *
 *     min over w of  Σ (y - b - Σ_m w_m (f_m - b))² / n + λ Σ (w_m - 1/M)²,  w_m >= 0,  Σ w_m <= 1
 *
 * So what no member explains goes to the benchmark, and the combination lies between the forecasts. Breiman found that weights that may
 * be negative overfit, since members resemble each other. A sum of exactly 1 would leave no way back to the benchmark, which is the best
 * forecast of most prices. The penalty pulls to the mean of the members: λ = σ² M² / origins, with the mean squared error σ² of the mean.
 * So it is as if weights were normal around 1/M with a deviation of 1/M beforehand. Origins count, not forecasts: those of several series at one
 * time have much in common.
 */

import type { ErrorMoments } from './error-moments.ts';
import type { EnsembleMethod } from './method.ts';
import { equalWeights, weightedSum } from './method.ts';

const MOST_ROUNDS = 2000;
/** Weights that move less than this have arrived. */
const CLOSE = 1e-10;

export const stack: EnsembleMethod = {
  learn: (errors) => {
    const { members } = errors;
    const weights = minimum(problemOf(errors), members);
    return Float64Array.of(...weights, Math.max(0, 1 - weights.reduce((sum, weight) => sum + weight, 0)));
  },
  combine: weightedSum,
};

/** wᵀ A w - 2 cᵀ w. */
interface Quadratic {
  readonly a: Float64Array; // (M, M)
  readonly c: Float64Array; // (M)
}

/** In errors: f_m - b is e_m - e_b, and y - b is -e_b. */
function problemOf({ members, origins, count, products }: ErrorMoments): Quadratic {
  const size = members + 1;
  const product = (i: number, j: number): number => products[i * size + j] / count;
  const equal = equalWeights(members);
  let meanError = 0;
  for (let i = 0; i < members; i++)
    for (let j = 0; j < members; j++) meanError += equal[i] * equal[j] * product(i, j);
  const penalty = (meanError * members * members) / origins;
  const b = members;
  const a = Float64Array.from({ length: members * members }, (_, at) => {
    const [i, j] = [Math.floor(at / members), at % members];
    const ofForecasts = product(i, j) - product(i, b) - product(b, j) + product(b, b);
    return ofForecasts + (i === j ? penalty : 0);
  });
  const c = Float64Array.from(
    { length: members },
    (_, i) => product(b, b) - product(i, b) + penalty / members,
  );
  return { a, c };
}

/** Accelerated projected gradients (Beck & Teboulle 2009), from equal weights. */
function minimum({ a, c }: Quadratic, members: number): Float64Array {
  let weights = equalWeights(members).subarray(0, members);
  let trace = 0;
  for (let i = 0; i < members; i++) trace += a[i * members + i];
  if (!(trace > 0)) return weights;
  let ahead = weights;
  let momentum = 1;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const from = ahead;
    const next = projected(
      from.map((weight, i) => {
        let slope = -c[i];
        for (let j = 0; j < members; j++) slope += a[i * members + j] * from[j];
        return weight - slope / trace;
      }),
    );
    const moved = next.reduce((most, weight, i) => Math.max(most, Math.abs(weight - weights[i])), 0);
    const following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const before = weights;
    const share = (momentum - 1) / following;
    ahead = next.map((weight, i) => weight + share * (weight - before[i]));
    [weights, momentum] = [next, following];
    if (round > 0 && moved < CLOSE) break;
  }
  return weights;
}

/** The nearest weights that are not negative and sum to at most 1 (Duchi et al. 2008). */
function projected(weights: Float64Array): Float64Array {
  const positive = weights.map((weight) => Math.max(0, weight));
  if (positive.reduce((sum, weight) => sum + weight, 0) <= 1) return positive;
  const descending = weights.toSorted((x, y) => y - x);
  let [sum, excess] = [0, 0];
  for (const [i, weight] of descending.entries()) {
    sum += weight;
    const candidate = (sum - 1) / (i + 1);
    if (weight > candidate) excess = candidate;
  }
  return weights.map((weight) => Math.max(0, weight - excess));
}
