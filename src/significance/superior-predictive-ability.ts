/**
 * The test for superior predictive ability of Hansen (2005): whether the best of several models is better than a benchmark. It takes into
 * account that the best was chosen. White's reality check (2000) is its upper bound.
 */

import type { Random } from '../math/random.ts';
import { log } from '../math/elementary.ts';
import { blockLength, bootstrapVariance, resampleRows } from '../math/stationary-bootstrap.ts';
import { mean } from '../math/statistics.ts';
import type { MetricDescription } from '../metrics/metric.ts';

/** A p near 0.05 has a standard error of 0.005. */
const RESAMPLES = 2000;
/** Rows on which a model must differ from the benchmark: the mean of fewer numbers is not nearly normal. */
const FEWEST_DIFFERENCES = 20;

/** A variance of blocks that is a smaller share of that of single rows is 0 except for rounding. */
const SMALLEST = 1e-9;

export interface SuperiorAbility {
  /** The p of the best model: consistent, and its lower and upper bound; `NaN` if no model can be tested. */
  readonly p: number;
  readonly lower: number;
  readonly upper: number;
  /** The largest studentised mean, at least 0. */
  readonly statistic: number;
  /** Mean length of a block. */
  readonly block: number;
  /** By model, p adjusted for all of them: the share of resamples whose largest mean is above its own; `NaN` if it cannot be tested. */
  readonly adjusted: readonly number[];
}

/**
 * The test from the performance of each model less that of the benchmark, d_k,t, in order of time, all of length n:
 *
 *   T = max(max_k √n mean d_k / ω_k, 0),  ω_k² the variance of √n mean d_k under the stationary bootstrap
 *   T* likewise of resamples of d_k less g(mean d_k); p the share of T* above T
 *   g(d) = max(0, d) for the lower bound, d for the upper, and d where d >= -√(2 ω² log log n / n), else 0
 *
 * Blocks have the longest of the mean lengths that are chosen for the models. A model that differs from the benchmark on fewer than 20
 * rows cannot be tested.
 */
export function superiorAbility(differences: readonly Float64Array[], random: Random): SuperiorAbility {
  const candidates = differences.map((d) => (canTest(d) ? blockLength(d) : NaN));
  const tested = Array.from(candidates.keys()).filter((k) => !Number.isNaN(candidates[k]));
  if (tested.length === 0)
    return {
      p: NaN,
      lower: NaN,
      upper: NaN,
      statistic: NaN,
      block: NaN,
      adjusted: differences.map(() => NaN),
    };
  const block = Math.max(...tested.map((k) => candidates[k]));
  const studied = tested.map((k) => studentised(differences[k], block));
  const largest = studied.map(() => 0);
  const n = differences[0].length;
  const threshold = -Math.sqrt(2 * log(Math.max(log(n), 1)));
  const centres = {
    lower: studied.map(({ t }) => Math.max(0, t)),
    consistent: studied.map(({ t }) => (t >= threshold ? t : 0)),
    upper: studied.map(({ t }) => t),
  };
  const statistic = Math.max(0, ...studied.map(({ t }) => t));
  const above = { lower: 0, upper: 0 };
  const rows = new Int32Array(n);
  for (let b = 0; b < RESAMPLES; b++) {
    resampleRows(rows, block, random);
    const means = studied.map(({ z }) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += z[rows[i]];
      return sum / Math.sqrt(n);
    });
    const largestOf = (centre: readonly number[]): number =>
      means.reduce((most, value, k) => Math.max(most, value - centre[k]), 0);
    if (largestOf(centres.lower) > statistic) above.lower++;
    if (largestOf(centres.upper) > statistic) above.upper++;
    const most = largestOf(centres.consistent);
    studied.forEach(({ t }, k) => {
      if (most > Math.max(t, 0)) largest[k]++;
    });
  }
  // A model that is no better than the benchmark is not better than it by chance either.
  const pOf = studied.map(({ t }, k) => (t > 0 ? largest[k] / RESAMPLES : 1));
  const isBetter = statistic > 0;
  return {
    p: Math.min(...pOf),
    lower: isBetter ? above.lower / RESAMPLES : 1,
    upper: isBetter ? above.upper / RESAMPLES : 1,
    statistic,
    block,
    adjusted: differences.map((_, k) => (tested.includes(k) ? pOf[tested.indexOf(k)] : NaN)),
  };
}

/** Whether enough rows differ. */
function canTest(d: Float64Array): boolean {
  const differing = d.reduce((count, value) => (value === 0 ? count : count + 1), 0);
  return differing >= FEWEST_DIFFERENCES && d.some((value) => value !== d[0]);
}

/** d / ω, and √n times its mean. */
function studentised(d: Float64Array, block: number): { readonly z: Float64Array; readonly t: number } {
  const variance = Math.max(bootstrapVariance(d, block), SMALLEST * bootstrapVariance(d, 1));
  const deviation = Math.sqrt(variance);
  const z = d.map((value) => value / deviation);
  return { z, t: mean(z) * Math.sqrt(d.length) };
}

export const spa: MetricDescription = {
  name: 'spa',
  title: 'superior predictive ability',
  formula:
    'T = max(max_k √n mean d_k / ω_k, 0), d_k the net returns of model k less those of the benchmark; p = share of T* > T in resamples of d_k about its mean, or about 0 where √n mean d_k / ω_k < -√(2 log log n)',
  unit: 'statistic',
  range: 'p 0 .. 1',
  better: 'higher',
  undefinedWhere: 'a model differs from the benchmark in fewer than 20 rows',
  note:
    'Asked for with `--cost`. The p of each model is adjusted for all models of the run: the share of resamples whose largest T is above its own. Stationary bootstrap, 2,000 resamples; ' +
    'ω is its exact standard deviation, and the mean block is the longest that is chosen for the models. Seeded: same seed, same p.',
  source:
    'Hansen (2005), A test for superior predictive ability, JBES 23(4); White (2000), A reality check for data snooping, Econometrica 68(5); ' +
    'Politis & White (2004), Automatic block-length selection, Econometric Reviews 23(1), corrected by Patton, Politis & White (2009)',
};
