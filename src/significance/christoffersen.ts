/** Christoffersen's test of independence: are misses clustered? */

import { chiSquareUpper } from '../math/distributions.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { logLikelihood } from './kupiec.ts';
import { undefinedTest } from './test-result.ts';
import type { TestResult } from './test-result.ts';

/** The test of misses in order of time, for intervals whose targets do not overlap. */
export function christoffersenTest(misses: readonly boolean[]): TestResult {
  const n = misses.length;
  /** By whether the previous interval was missed: number of intervals that follow, and of misses among them. */
  const after = [0, 0];
  const missed = [0, 0];
  for (let i = 1; i < n; i++) {
    const before = misses[i - 1] ? 1 : 0;
    after[before]++;
    if (misses[i]) missed[before]++;
  }
  const all = missed[0] + missed[1];
  if (after[0] === 0 || after[1] === 0)
    return undefinedTest(
      n,
      after[1] === 0
        ? 'no miss has an interval after it'
        : `every interval ${misses[n - 1] ? '' : 'but the last '}was missed`,
    );
  const likelihood = (x: number, of: number, p: number): number =>
    logLikelihood(x, p) + logLikelihood(of - x, 1 - p);
  const apart =
    likelihood(missed[0], after[0], missed[0] / after[0]) +
    likelihood(missed[1], after[1], missed[1] / after[1]);
  const pooled = likelihood(all, n - 1, all / (n - 1));
  const statistic = Math.max(2 * (apart - pooled), 0);
  return { statistic, p: chiSquareUpper(statistic, 1), n, note: null };
}

export const christoffersen: MetricDescription = {
  name: 'christoffersen',
  title: 'Christoffersen test of independence',
  formula:
    '2 log of L(π01, π11) / L(π), π01 and π11 the probabilities of a miss after a hit and after a miss, π one probability for both',
  unit: 'statistic',
  range: '0 .. ∞; p from chi-square(1)',
  better: 'lower',
  undefinedWhere: 'no miss has an interval after it, or every interval but the last was missed',
  note: 'Like kupiec, per series and step. A small p: misses are clustered, for example because intervals do not widen when volatility is high.',
  source: 'Christoffersen (1998), Evaluating interval forecasts, International Economic Review 39(4)',
};
