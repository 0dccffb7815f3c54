/** Holm's adjustment over the tests of several models, or of several pairs of them, at every step. Copies count once. */

import { holm } from '../significance/holm.ts';

export interface AdjustedP {
  /** By model, then by step. */
  readonly adjusted: readonly (readonly number[])[];
  /** Number of p-values that the adjustment covers. */
  readonly comparisons: number;
}

/** Two p of the same losses are the same test if they differ by less than this share. */
const SAME_P = 1e-9;

/**
 * The adjusted p. Models with the same losses and the same p count once.
 * @param p - by model, then by step
 * @param firsts - by model, the first one with the same losses
 */
export function adjust(p: readonly (readonly number[])[], firsts: readonly number[]): AdjustedP {
  const isCopy = p.map((ofModel, m) =>
    ofModel.map((value, k) => firsts[m] !== m && Math.abs(value - p[firsts[m]][k]) <= SAME_P * value),
  );
  const counted = p.map((ofModel, m) => ofModel.map((value, k) => (isCopy[m][k] ? NaN : value)));
  const flat = holm(counted.flat());
  const steps = p.at(0)?.length ?? 0;
  return {
    adjusted: p.map((ofModel, m) => ofModel.map((_, k) => flat[(isCopy[m][k] ? firsts[m] : m) * steps + k])),
    comparisons: flat.filter((value) => !Number.isNaN(value)).length,
  };
}
