/** Kupiec's test of coverage: does the share of misses match the level? */

import { chiSquareUpper } from '../math/distributions.ts';
import { log } from '../math/elementary.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { undefinedTest } from './test-result.ts';
import type { TestResult } from './test-result.ts';

/** count · log p, with 0 · -∞ = 0. */
export function logLikelihood(count: number, p: number): number {
  return count === 0 ? 0 : count * log(p);
}

/**
 * The test of the misses of intervals whose targets do not overlap.
 * @param level - percent, for example 80
 */
export function kupiecTest(misses: readonly boolean[], level: number): TestResult {
  const n = misses.length;
  if (n === 0) return undefinedTest(0, 'there are no intervals');
  const x = misses.reduce((count, miss) => count + (miss ? 1 : 0), 0);
  const likelihood = (p: number): number => logLikelihood(x, p) + logLikelihood(n - x, 1 - p);
  const statistic = Math.max(2 * (likelihood(x / n) - likelihood(1 - level / 100)), 0);
  return { statistic, p: chiSquareUpper(statistic, 1), n, note: null };
}

export const kupiec: MetricDescription = {
  name: 'kupiec',
  title: 'Kupiec test of coverage',
  formula: '2 log of L(x/n) / L(α), L(p) = p^x (1 - p)^(n - x), x misses of n, α = 1 - level',
  unit: 'statistic',
  range: '0 .. ∞; p from chi-square(1)',
  better: 'lower',
  undefinedWhere: 'there are no intervals',
  note: 'Per series and step; if targets overlap, only on every ⌈step / stepSize⌉-th origin. A small p: the coverage differs from the level.',
  source:
    'Kupiec (1995), Techniques for verifying the accuracy of risk measurement models, Journal of Derivatives 3(2)',
};
