import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { giacominiWhite } from '../../src/significance/giacomini-white.ts';
import { errorsOf, recordedTests, rejectionRate, tolerance } from '../helpers/statistics.ts';

describe('giacominiWhite', () => {
  test('has the values of R, with and without lags', () => {
    const recorded = recordedTests('gw');
    expect(recorded.length).toBeGreaterThan(15);
    for (const { name, lags, statistic, p } of recorded) {
      const { e1, e2 } = errorsOf(name);
      const outcome = giacominiWhite(
        e1.map((error, i) => error ** 2 - e2[i] ** 2),
        lags,
      );
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-9 });
    }
  });

  test('rejects about 5 % if the difference is not predictable', () => {
    const random = new Random(4);
    const trials = 2000;
    const rate = rejectionRate(trials, () => {
      const d = Float64Array.from({ length: 200 }, () => random.normal());
      return giacominiWhite(d, 0).p;
    });
    expect(Math.abs(rate - 0.05)).toBeLessThan(tolerance(trials));
  });

  test('finds a difference that is zero on average and predictable from the last one', () => {
    const random = new Random(5);
    const trials = 200;
    const rate = rejectionRate(trials, () => {
      let last = 0;
      const d = Float64Array.from({ length: 200 }, () => (last = 0.5 * last + random.normal()));
      return giacominiWhite(d, 0).p;
    });
    expect(rate).toBeGreaterThan(0.95);
  });

  test('is undefined if there are too few origins or the differential never changes', () => {
    expect(giacominiWhite(new Float64Array(8).fill(1), 0)).toMatchObject({ p: NaN, n: 7 });
    expect(giacominiWhite(new Float64Array(50).fill(0.1), 0)).toMatchObject({ p: NaN, n: 49 });
  });
});
