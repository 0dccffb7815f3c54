/**
 * Bounds of rounding errors. The last digits of a difference between large numbers are rounding errors, and a test must not
 * take them for evidence. u = 2^-44 is 256 times the spacing of numbers near 1; this also covers a model that computes the
 * same number in another way:
 *
 *   |a - b| <= u (|a| + |b|)                       a and b are the same
 *   (a - b)² is known within δ (2|a - b| + δ) + 10⁻¹² (a - b)²,  δ = u (|a| + |b|)
 */

import { mean } from './statistics.ts';

const UNIT = 256 * Number.EPSILON;
/** Sums of squares lose some more digits. */
const RELATIVE = 1e-12;

/** A bound of the rounding error of a - b. */
export function differenceRounding(a: number, b: number): number {
  return UNIT * (Math.abs(a) + Math.abs(b));
}

/** A bound of the rounding error of (a - b)². */
export function squareRounding(a: number, b: number): number {
  const distance = Math.abs(a - b);
  const rounding = differenceRounding(a, b);
  return rounding * (2 * distance + rounding) + RELATIVE * distance * distance;
}

/** Whether two numbers differ by no more than rounding; false if one is `NaN`. */
export function isSame(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= Math.min(differenceRounding(a, b), Number.MAX_VALUE);
}

/** Whether a value lies outside an interval by more than rounding. */
export function isOutside(value: number, lo: number, hi: number): boolean {
  return !((value >= lo || isSame(value, lo)) && (value <= hi || isSame(value, hi)));
}

/**
 * The numbers without rounding: those within their rounding error of 0 become 0. If all of them differ from their mean only by
 * rounding, all become the mean.
 * @param rounding - bounds of the rounding errors of the numbers
 */
export function withoutRounding(x: Float64Array, rounding: Float64Array): Float64Array {
  const rounded = x.map((value, i) => (Math.abs(value) <= rounding[i] ? 0 : value));
  const centre = mean(rounded);
  const slack = mean(rounding);
  const isConstant = rounded.every((value, i) => Math.abs(value - centre) <= rounding[i] + slack);
  return isConstant ? rounded.fill(centre) : rounded;
}
