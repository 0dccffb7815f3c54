/** Diebold and Mariano's test of equal accuracy, with the small-sample correction of Harvey, Leybourne and Newbold. */

import { studentTCdf } from '../math/distributions.ts';
import { mean } from '../math/statistics.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { noteOf, varianceOfMean } from './long-run.ts';
import { undefinedTest } from './test-result.ts';
import type { TestResult } from './test-result.ts';
import { isSignificant } from './significant.ts';
import type { AdjustedTest } from './significant.ts';

/**
 * The test of the loss differentials d (loss of the model minus loss of naive, one per origin in order of time): negative if
 * the model is better.
 * @param lags - q, from `overlappingLags`
 */
export function dieboldMariano(d: Float64Array, lags: number): TestResult {
  const n = d.length;
  const k = lags + 1;
  const correction = correctionOf(n, lags);
  if (n < 2 || k >= n || correction <= 0)
    return undefinedTest(n, `${n} origins are too few if ${k} neighboring targets overlap`);
  const longRun = varianceOfMean(d, lags);
  if (longRun.variance === 0)
    return undefinedTest(
      n,
      mean(d) === 0 ? 'both have the same losses' : 'the loss differential never changes',
    );
  const statistic = (mean(d) / Math.sqrt(longRun.variance)) * Math.sqrt(correction);
  return { statistic, p: 2 * studentTCdf(-Math.abs(statistic), n - 1), n, note: noteOf(longRun) };
}

/** The correction of Harvey, Leybourne and Newbold for n origins: variances are divided by it. */
export function correctionOf(n: number, lags: number): number {
  const k = lags + 1;
  return (n + 1 - 2 * k + (k * (k - 1)) / n) / n;
}

/** Whether the model's losses are significantly smaller. */
export function isSignificantlyBetter(test: AdjustedTest & Pick<TestResult, 'statistic'>): boolean {
  return isSignificant(test) && test.statistic < 0;
}

/** Whether the model's losses are significantly larger. */
export function isSignificantlyWorse(test: AdjustedTest & Pick<TestResult, 'statistic'>): boolean {
  return isSignificant(test) && test.statistic > 0;
}

export const dm: MetricDescription = {
  name: 'dm',
  title: 'Diebold-Mariano test',
  formula:
    'mean(d) / √V · √((n + 1 - 2k + k(k-1)/n) / n), d = squared error - that of naive, V = (γ0 + 2 Σ_{j=1}^{k-1} γj) / n, k = ⌈step / stepSize⌉',
  unit: 'statistic',
  range: '-∞ .. ∞; p from Student t(n - 1), two-sided',
  better: 'lower',
  undefinedWhere:
    'both have the same losses, the differential never changes, or there are fewer origins than overlapping targets',
  note:
    'One differential per origin and step, never pooled over steps; in a panel the mean over the series, each divided by the mean ' +
    "squared error of naive at that step. Negative: the model's errors are smaller. If V is not positive, Bartlett weights are " +
    'used, and a note says so.',
  source:
    'Diebold & Mariano (1995), JBES 13(3); Harvey, Leybourne & Newbold (1997), IJF 13(2); checked against R forecast::dm.test',
};
