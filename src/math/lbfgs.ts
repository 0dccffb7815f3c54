/**
 * Minimum of a smooth convex function of many variables: limited-memory BFGS (Nocedal 1980, Updating quasi-Newton matrices
 * with limited storage) with a backtracking line search. The steps are the same on every machine.
 */

import { dot } from './vector.ts';

export interface SmoothMinimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Whether every derivative is within the tolerance; otherwise there were too many steps, or none reduced the value. */
  readonly isConverged: boolean;
}

export interface LbfgsOptions {
  /** The search ends when no derivative is larger. */
  readonly tolerance?: number;
  readonly iterations?: number;
  /** Approximately the inverse Hessian times `v`; sets the scale of the first steps. */
  readonly precondition?: (v: Float64Array) => Float64Array;
}

/** Pairs of steps and gradient changes that are kept. */
const MEMORY = 10;
/** Least decrease of a step, as a share of the linear prediction (Armijo). */
const DECREASE = 1e-4;
/** Relative difference of two values below which slopes are compared instead, because of rounding. */
const ROUNDING = 1e-10;
/** Halvings of a step before the search gives up. */
const HALVINGS = 40;

/**
 * The minimum, from `start` on.
 * @param f - the value at x; writes the derivatives there into `gradient`
 */
export function lbfgs(
  f: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  options: LbfgsOptions = {},
): SmoothMinimum {
  const { tolerance = 1e-8, iterations = 500, precondition = (v) => v } = options;
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = f(x, gradient);
  const pairs: Pair[] = [];
  for (let iteration = 0; ; iteration++) {
    const isConverged = gradient.every((one) => Math.abs(one) <= tolerance);
    if (isConverged || iteration === iterations) return { x, value, iterations: iteration, isConverged };
    const direction = directionOf(gradient, pairs, precondition);
    const slope = dot(direction, gradient);
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    let nextValue = NaN;
    let length = 1;
    let halvings = 0;
    for (; halvings < HALVINGS; halvings++, length /= 2) {
      for (let j = 0; j < x.length; j++) next[j] = x[j] + length * direction[j];
      nextValue = f(next, nextGradient);
      if (nextValue <= value + DECREASE * length * slope) break;
      // Near the minimum, rounding hides the decrease, but slopes show it (Hager, Zhang 2005).
      const isLevel = nextValue <= value + ROUNDING * Math.abs(value);
      if (isLevel && dot(direction, nextGradient) <= (2 * DECREASE - 1) * slope) break;
    }
    // No step reduces the value by more than rounding.
    if (halvings === HALVINGS || !(slope < 0)) return { x, value, iterations: iteration, isConverged: false };
    const s = next.map((one, j) => one - x[j]);
    const y = nextGradient.map((one, j) => one - gradient[j]);
    const curvature = dot(s, y);
    if (curvature > 0) pairs.push({ s, y, curvature });
    if (pairs.length > MEMORY) pairs.shift();
    [x, gradient, value] = [next, nextGradient, nextValue];
  }
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** sᵀ y */
  readonly curvature: number;
}

/** Minus the approximate inverse Hessian times the gradient, by Nocedal's two loops. */
function directionOf(
  gradient: Float64Array,
  pairs: readonly Pair[],
  precondition: (v: Float64Array) => Float64Array,
): Float64Array {
  const q = gradient.map((one) => -one);
  const shares = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, curvature } = pairs[i];
    shares[i] = dot(s, q) / curvature;
    for (let j = 0; j < q.length; j++) q[j] -= shares[i] * y[j];
  }
  const r = precondition(q);
  const latest = pairs.at(-1);
  if (latest) {
    // Scaled by the curvature along the last step.
    const scale = latest.curvature / dot(latest.y, precondition(latest.y.slice()));
    for (let j = 0; j < r.length; j++) r[j] *= scale;
  }
  pairs.forEach(({ s, y, curvature }, i) => {
    const share = shares[i] - dot(y, r) / curvature;
    for (let j = 0; j < r.length; j++) r[j] += share * s[j];
  });
  return r;
}
