/**
 * Statistics of a list of numbers. Sums are of differences, first from the first value and then from the mean, so that large
 * values close to each other lose no digits, and equal values have exactly their mean and a variance of 0. Every result is
 * `NaN` if there are too few values or one of them is `NaN`.
 */

import { log } from './elementary.ts';

/** Arithmetic mean; `NaN` without values. */
export function mean(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] - x[0];
  return x[0] + sum / x.length;
}

/** Unbiased estimate of the variance, over n - 1; `NaN` for fewer than two values. */
export function sampleVariance(x: ArrayLike<number>): number {
  return x.length < 2 ? NaN : sumOfSquares(x) / (x.length - 1);
}

/** Square root of the sample variance; `NaN` for fewer than two values. */
export function standardDeviation(x: ArrayLike<number>): number {
  return Math.sqrt(sampleVariance(x));
}

/** Sum of squared distances from the mean, minus the error from rounding the mean. */
function sumOfSquares(x: ArrayLike<number>): number {
  const centre = mean(x);
  let squares = 0;
  let sum = 0; // zero, except for rounding
  for (let i = 0; i < x.length; i++) {
    const distance = x[i] - centre;
    squares += distance * distance;
    sum += distance;
  }
  return squares - (sum * sum) / x.length;
}

/** The value with half of x below it; `NaN` without values. */
export function median(x: ArrayLike<number>): number {
  return quantile(x, 0.5);
}

/**
 * The value with a share of x below it, interpolated between order statistics: type 7 of Hyndman and Fan (1996), the default
 * of R and NumPy. `NaN` without values.
 * @param share - from 0, the least value, to 1, the greatest
 */
export function quantile(x: ArrayLike<number>, share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`expected a share from 0 to 1, got ${share}`);
  const sorted = (x instanceof Float64Array ? x : Float64Array.from(x)).toSorted(); // NaN comes last
  return sorted.length === 0 || Number.isNaN(sorted[sorted.length - 1])
    ? NaN
    : quantileOfSorted(sorted, share);
}

/** The same of one or more values that are sorted already. */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const weight = position - below;
  if (weight === 0) return sorted[below];
  // Rounding can make the interpolation slightly too large.
  return Math.min(sorted[below] + weight * (sorted[below + 1] - sorted[below]), sorted[below + 1]);
}

/**
 * Confidence interval [lo, hi] of a probability, from `hits` in `n` trials (Wilson 1927, without continuity correction);
 * `NaN` without trials.
 *
 *   (hits + z²/2 ± z √(hits (n - hits)/n + z²/4)) / (n + z²),  z the normal quantile of (1 + level)/2
 */
export function wilson(hits: number, n: number, level = 0.95): [lo: number, hi: number] {
  if (n === 0) return [NaN, NaN];
  const z = normalQuantile((1 + level) / 2);
  const centre = hits + (z * z) / 2;
  const half = z * Math.sqrt((hits * (n - hits)) / n + (z * z) / 4);
  // Exact bounds if all or none are hits, without rounding errors.
  const lo = hits === 0 ? 0 : (centre - half) / (n + z * z);
  const hi = hits === n ? 1 : (centre + half) / (n + z * z);
  return [lo, hi];
}

/**
 * The z with P(Z <= z) = p for a standard normal Z: -Infinity at 0, Infinity at 1, `NaN` outside. Relative error about
 * 1e-16 (Wichura 1988, algorithm AS 241, PPND16).
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, CENTRE_ABOVE)) / polynomial(r, CENTRE_BELOW);
  }
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-log(tail));
  const z =
    r <= 5
      ? polynomial(r - 1.6, TAIL_ABOVE) / polynomial(r - 1.6, TAIL_BELOW)
      : polynomial(r - 5, FAR_ABOVE) / polynomial(r - 5, FAR_BELOW);
  return q < 0 ? -z : z;
}

/** c[0] + c[1] x + c[2] x² + ... */
function polynomial(x: number, c: readonly number[]): number {
  let value = 0;
  for (let i = c.length - 1; i >= 0; i--) value = value * x + c[i];
  return value;
}

// Coefficients of AS 241 as the nearest doubles: numerator and denominator around 1/2, in the tails, and
// far out in the tails
const CENTRE_ABOVE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRE_BELOW = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const TAIL_ABOVE = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const TAIL_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_ABOVE = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_BELOW = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];
