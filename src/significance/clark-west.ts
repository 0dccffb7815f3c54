/** Clark and West's test: does a model that nests naive contain information that naive does not have? */

import { normalCdf } from '../math/distributions.ts';
import { mean } from '../math/statistics.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { noteOf, varianceOfMean } from './long-run.ts';
import { undefinedTest } from './test-result.ts';
import type { TestResult } from './test-result.ts';

/**
 * The test of the adjusted differentials f = e1² - (e2² - (yhat1 - yhat2)²), with 1 for naive and 2 for the model, one per
 * origin in order of time: positive if the model contains more information.
 */
export function clarkWest(f: Float64Array, lags: number): TestResult {
  const n = f.length;
  if (n < 2 || lags + 1 >= n)
    return undefinedTest(n, `${n} origins are too few if ${lags + 1} neighboring targets overlap`);
  const longRun = varianceOfMean(f, lags);
  if (longRun.variance === 0)
    return undefinedTest(
      n,
      mean(f) === 0 ? 'both have the same forecasts' : 'the differential never changes',
    );
  const statistic = mean(f) / Math.sqrt(longRun.variance);
  return { statistic, p: normalCdf(-statistic), n, note: noteOf(longRun) };
}

export const cw: MetricDescription = {
  name: 'cw',
  title: 'Clark-West test',
  formula: 'mean(f) / √V, f = e_naive² - (e² - (yhat_naive - yhat)²), V as for dm',
  unit: 'statistic',
  range: '-∞ .. ∞; p from the normal, upper side only',
  better: 'higher',
  undefinedWhere: 'both have the same forecasts, or there are fewer origins than overlapping targets',
  note:
    'Naive is a special case of every model, so a model that only adds noise has larger errors, and dm favors naive. This test corrects ' +
    'for the noise: a small p means that the model contains information beyond naive, not that its errors are smaller.',
  source:
    'Clark & West (2007), Approximately normal tests for equal predictive accuracy in nested models, J. Econometrics 138(1)',
};
