/** Clark and West's test: does a model that contains naive know anything that naive does not? */

import { normalCdf } from '../math/distributions.ts';
import { mean } from '../math/statistics.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { noteOf, varianceOfMean } from './long-run.ts';
import { undefinedTest } from './outcome.ts';
import type { TestResult } from './outcome.ts';

/**
 * Of the adjusted differentials f = e1² - (e2² - (yhat1 - yhat2)²), 1 being naive and 2 the model, one per origin in
 * order of time: positive where the model knows more.
 */
export function clarkWest(f: Float64Array, lags: number): TestResult {
  const n = f.length;
  if (n < 2 || lags + 1 >= n)
    return undefinedTest(n, `${n} origins are too few when ${lags + 1} neighbouring targets overlap`);
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
    'Naive is the special case of every model, so a model that only adds noise has larger errors, and dm leans to naive. This test takes the ' +
    'noise out: a small p says that there is something to learn, not that the forecast as it stands has smaller errors.',
  source:
    'Clark & West (2007), Approximately normal tests for equal predictive accuracy in nested models, J. Econometrics 138(1)',
};
