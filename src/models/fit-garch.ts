/**
 * GARCH(1,1) of changes with mean zero (Bollerslev 1986, Generalized autoregressive conditional heteroskedasticity):
 *
 *     σ²_{t+1} = ω + α x²_t + β σ²_t          E σ²_{t+k} = v + (α + β)^{k-1} (σ²_{t+1} - v),  v = ω / (1 - α - β)
 *
 * ω, α and β maximise the Gaussian likelihood, -½ Σ (log σ²_t + x²_t / σ²_t), which is consistent for other distributions too
 * (quasi-maximum likelihood, Bollerslev, Wooldridge 1992). Where x² is a measured variance instead of a squared change, the same
 * recursion is the multiplicative error model of Engle, Gallo (2006). A change that is unknown counts as its variance.
 */

import { exp, log } from '../math/elementary.ts';
import { nelderMead } from '../math/nelder-mead.ts';

export interface Garch {
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Fewer changes do not tell α and β: the variance is then constant. */
const LEAST_CHANGES = 100;
/** Evaluations of the likelihood, and how close the corners of the search come. */
const SEARCH = { evaluations: 1000, tolerance: 1e-10 };
/** Where the search starts: persistence α + β, and the share of α in it. */
const [PERSISTENCE, SHARE] = [0.97, 0.1];

/** @param squares - x² in order, `NaN` where unknown; all zero or unknown gives a variance of 0 */
export function fitGarch(squares: Float64Array): Garch {
  const known = squares.reduce((count, x) => (Number.isNaN(x) ? count : count + 1), 0);
  const mean = known === 0 ? 0 : firstVariance(squares);
  if (known < LEAST_CHANGES || !(mean > 0)) return { omega: mean, alpha: 0, beta: 0 };
  // In units of the mean, so that the search does not depend on the size of prices.
  const scaled = squares.map((x) => x / mean);
  const start = Float64Array.of(0, logit(PERSISTENCE), logit(SHARE));
  const { x } = nelderMead((theta) => deviance(scaled, garchOf(theta)), start, SEARCH);
  const { omega, alpha, beta } = garchOf(x);
  return { omega: omega * mean, alpha, beta };
}

/** -2 log L without its constant; the first variance is the mean of the squares. */
export function deviance(squares: Float64Array, { omega, alpha, beta }: Garch): number {
  let variance = firstVariance(squares);
  let total = 0;
  for (const x of squares) {
    if (Number.isNaN(x)) {
      variance = omega + (alpha + beta) * variance;
      continue;
    }
    total += log(variance) + x / variance;
    variance = omega + alpha * x + beta * variance;
  }
  return total;
}

/** σ²_{t+1}, from x²_t and σ²_t. */
export function nextVariance({ omega, alpha, beta }: Garch, square: number, variance: number): number {
  return omega + alpha * (Number.isNaN(square) ? variance : square) + beta * variance;
}

/** E σ²_{t+k} for k = 1..K, from σ²_{t+1}. */
export function aheadVariances({ omega, alpha, beta }: Garch, next: number, steps: number): Float64Array {
  const out = new Float64Array(steps);
  let variance = next;
  for (let k = 0; k < steps; k++) {
    out[k] = variance;
    variance = omega + (alpha + beta) * variance;
  }
  return out;
}

/** The mean of the known squares, from which the recursion starts; `NaN` if there are none. */
export function firstVariance(squares: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const x of squares) if (!Number.isNaN(x)) [sum, count] = [sum + x, count + 1];
  return sum / count;
}

/** Any three numbers as a stationary model: unconditional variance, persistence, and the share of α in it. */
function garchOf([size, persistence, share]: Float64Array): Garch {
  const sum = logistic(persistence);
  const alpha = sum * logistic(share);
  return { omega: exp(size) * (1 - sum), alpha, beta: sum - alpha };
}

const logistic = (x: number): number => 1 / (1 + exp(-x));
const logit = (p: number): number => log(p / (1 - p));
