/**
 * How good the best of many settings looks if all of them are equal: the reality check of White (2000, Econometrica 68). The
 * differences of the losses from those of the default are resampled in blocks of origins (circular; Politis and Romano
 * 1992), each around its mean of 0, with the same origins for all settings. The best mean of every draw is what luck
 * gives. A setting that was stopped early gets the noise of as many origins as the others.
 */

import { Random } from '../math/random.ts';

export interface Luck {
  /** Mean over the draws of the largest improvement by luck alone, as the losses have it. */
  readonly expected: number;
  /** Share of the draws in which luck gives at least the improvement that was found. */
  readonly p: number;
}

const DRAWS = 1000;

/**
 * @param improvements - by setting, the default's loss minus its own at each origin; `NaN` where it was stopped
 * @param found - the sum of the improvements of the chosen one
 * @param lags - origins before one whose targets overlap with its own
 */
export function luckOf(
  improvements: readonly Float64Array[],
  found: number,
  { lags, seed }: { readonly lags: number; readonly seed: number },
): Luck {
  if (improvements.length === 0) return { expected: 0, p: 1 };
  const n = improvements[0].length;
  const noises = improvements.map(centred);
  const length = Math.min(n, Math.max(lags + 1, cubeRoot(n)));
  const random = Random.from(seed, 'luck');
  const weights = new Float64Array(n);
  let sum = 0;
  let reached = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    weights.fill(0);
    for (let drawn = 0; drawn < n; drawn += length) {
      const from = random.integer(n);
      for (let i = 0; i < Math.min(length, n - drawn); i++) weights[(from + i) % n]++;
    }
    const best = noises.reduce((most, noise) => Math.max(most, dot(noise, weights)), 0);
    sum += best;
    if (best >= found) reached++;
  }
  return { expected: sum / DRAWS, p: (reached + 1) / (DRAWS + 1) };
}

/** Without its mean, 0 where it is unknown, and scaled to the noise of a sum over all origins. */
function centred(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return values.map(() => 0);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const scale = Math.sqrt(values.length / known.length);
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) * scale));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function cubeRoot(n: number): number {
  let root = 1;
  while ((root + 1) ** 3 <= n) root++;
  return root;
}
