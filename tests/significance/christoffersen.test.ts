import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { quantile } from '../../src/math/statistics.ts';
import { christoffersenTest } from '../../src/significance/christoffersen.ts';
import { errorsOf, recordedTests, rejectionRate, tolerance } from '../helpers/statistics.ts';

describe('christoffersenTest', () => {
  test('has the deviances of logistic regressions in R', () => {
    const recorded = recordedTests('christoffersen');
    expect(recorded.length).toBeGreaterThan(3);
    for (const { name, statistic, p } of recorded) {
      const { e1 } = errorsOf(name);
      const limit = quantile(e1.map(Math.abs), 0.75);
      const outcome = christoffersenTest(Array.from(e1, (error) => Math.abs(error) > limit));
      // glm stops when its deviance changes by less than 1e-14 of itself.
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-7 });
    }
  });

  test('rejects about 5 % if misses are independent', () => {
    const random = new Random(8);
    const trials = 2000;
    const rate = rejectionRate(
      trials,
      () => christoffersenTest(Array.from({ length: 400 }, () => random.uniform() < 0.2)).p,
    );
    // Counts are integers and chi-square is asymptotic: 1 % in addition to the binomial error.
    expect(Math.abs(rate - 0.05)).toBeLessThan(tolerance(trials) + 0.01);
  });

  test('finds clustered misses', () => {
    const runs = Array.from({ length: 100 }, (_, i) => i % 20 < 4);
    expect(christoffersenTest(runs).p).toBeLessThan(1e-6);
  });

  test('is undefined, with the reason, if no miss is followed by an interval or every interval was missed', () => {
    expect(christoffersenTest([false, false, true])).toMatchObject({
      p: NaN,
      note: 'no miss has an interval after it',
    });
    expect(christoffersenTest([true, true])).toMatchObject({ p: NaN, note: 'every interval was missed' });
    expect(christoffersenTest([true, true, false])).toMatchObject({
      p: NaN,
      note: 'every interval but the last was missed',
    });
    expect(christoffersenTest([])).toMatchObject({ n: 0, p: NaN });
  });
});
