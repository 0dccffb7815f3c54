/**
 * The gamma function, and the two incomplete functions that distributions are computed from. Series and continued fractions
 * are those of Abramowitz & Stegun (1964), chapters 6 and 26, with fractions evaluated forward (Lentz 1976). For their
 * accuracy see `distributions.ts`.
 */

import { exp, log } from './elementary.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** Stirling's series is accurate to the last bit from here on. */
const STIRLING_FROM = 16;
/** Replaces 0 in a continued fraction. */
const TINY = 1e-300;
const MOST_TERMS = 10_000;

/** log Γ(x) for x > 0; `NaN` elsewhere. */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN;
  let factor = 1;
  let z = x;
  for (; z < STIRLING_FROM; z++) factor *= z;
  return (z - 0.5) * log(z) - z + HALF_LOG_TWO_PI + stirlingRest(z) - log(factor);
}

/** The remainder of Stirling's formula: 1/12x - 1/360x³ + … for x >= 16. */
function stirlingRest(x: number): number {
  const z = 1 / (x * x);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188))))) / x;
}

/** x^a e^-x / Γ(a), without the rounding errors of large powers. */
function gammaDensity(a: number, x: number): number {
  if (a < STIRLING_FROM) return exp(a * log(x) - x - logGamma(a));
  // log Γ(a) by Stirling, with the large terms cancelled: a log(x/a) + a - x is small near x = a.
  const d = (x - a) / a;
  return Math.sqrt(a) * exp(-a * (d - logOnePlus(d)) - HALF_LOG_TWO_PI - stirlingRest(a));
}

/** log(1 + d), accurate for small d too (Kahan). */
export function logOnePlus(d: number): number {
  const u = 1 + d;
  if (u === 1) return d;
  return u === Infinity ? log(u) : (log(u) * d) / (u - 1);
}

/** Probabilities that a gamma variable of shape `a` is below x (P) and above it (Q); each is accurate if small. */
export function incompleteGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (!(a > 0) || !(x >= 0)) return { lower: NaN, upper: NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const density = gammaDensity(a, x);
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    const lower = density * sum;
    return { lower, upper: 1 - lower };
  }
  const upper = density / fraction(x + 1 - a, (n) => [-n * (n - a), x + 2 * n + 1 - a]);
  return { lower: 1 - upper, upper };
}

/**
 * Probabilities that a beta(a, b) variable is below x and above it; each is accurate if small.
 * @param rest - 1 - x, if the caller knows it more accurately than by subtraction
 */
export function incompleteBeta(
  a: number,
  b: number,
  x: number,
  rest: number = 1 - x,
): { readonly lower: number; readonly upper: number } {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(rest >= 0)) return { lower: NaN, upper: NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (rest === 0) return { lower: 1, upper: 0 };
  if (x > (a + 1) / (a + b + 2)) {
    const { lower, upper } = incompleteBeta(b, a, rest, x);
    return { lower: upper, upper: lower };
  }
  const density = exp(logBetaDensity(a, b, x, rest));
  const lower =
    density /
    a /
    fraction(1, (n) => {
      const m = n >> 1;
      const numerator =
        n % 2 === 0
          ? (m * (b - m) * x) / ((a + n - 1) * (a + n))
          : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n));
      return [numerator, 1];
    });
  return { lower, upper: 1 - lower };
}

/** log of x^a (1 - x)^b / B(a, b); near 1 the logarithm is computed from the small rest, which has all its digits. */
function logBetaDensity(a: number, b: number, x: number, rest: number): number {
  const logX = rest < 0.5 ? logOnePlus(-rest) : log(x);
  const logRest = x < 0.5 ? logOnePlus(-x) : log(rest);
  return a * logX + b * logRest - logBeta(a, b);
}

/** log B(a, b); large arguments are treated jointly, since their log Γ would cancel. */
function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < STIRLING_FROM) return logGamma(a) + logGamma(b) - logGamma(a + b);
  // log Γ(large) - log Γ(large + small)
  const ratio =
    -(large - 0.5) * logOnePlus(small / large) -
    small * log(large + small) +
    small +
    stirlingRest(large) -
    stirlingRest(large + small);
  return logGamma(small) + ratio;
}

/** b0 + a1/(b1 + a2/(b2 + …)) of the pairs [a_n, b_n]. */
function fraction(b0: number, pair: (n: number) => readonly [a: number, b: number]): number {
  let value = b0 === 0 ? TINY : b0;
  let c = value;
  let d = 0;
  for (let n = 1; n < MOST_TERMS; n++) {
    const [a, b] = pair(n);
    d = b + a * d;
    if (d === 0) d = TINY;
    c = b + a / c;
    if (c === 0) c = TINY;
    d = 1 / d;
    const step = c * d;
    value *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return value;
}
