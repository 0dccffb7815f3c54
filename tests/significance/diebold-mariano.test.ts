import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { errorsOf, recordedTests, rejectionRate, tolerance } from '../helpers/statistics.ts';

const differential = (name: string) => {
  const { e1, e2 } = errorsOf(name);
  return e1.map((error, i) => error ** 2 - e2[i] ** 2);
};

describe('dieboldMariano', () => {
  test('has the statistic and p of forecast::dm.test, at every number of lags', () => {
    const recorded = recordedTests('dm');
    expect(recorded.length).toBeGreaterThan(15);
    for (const { name, lags, statistic, p } of recorded) {
      const outcome = dieboldMariano(differential(name), lags);
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-10 });
      expect(outcome.note).toBeNull();
    }
  });

  test('uses Bartlett weights, with a note, if the variance with equal weights is not positive', () => {
    const recorded = recordedTests('dm-bartlett');
    expect(recorded.length).toBe(2);
    for (const { name, lags, statistic, p } of recorded) {
      const outcome = dieboldMariano(differential(name), lags);
      // The variance is the small difference of terms a hundred times larger.
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-9 });
      expect(outcome.note).toContain('Bartlett');
    }
  });

  test('is negative if the model is better, and changes its sign if the two are swapped', () => {
    const d = differential('independent');
    const [one, other] = [
      dieboldMariano(d, 1),
      dieboldMariano(
        d.map((value) => -value),
        1,
      ),
    ];
    expect(one.statistic).toBeLessThan(0);
    expect(other).toEqual({ ...one, statistic: -one.statistic });
  });

  test('does not depend on the unit of the losses', () => {
    const d = differential('independent');
    expect(
      dieboldMariano(
        d.map((value) => 1024 * value),
        2,
      ),
    ).toEqual(dieboldMariano(d, 2)); // exact: a power of two
  });

  test('is undefined, with the reason, if there is nothing to test', () => {
    expect(dieboldMariano(new Float64Array(9), 0)).toMatchObject({
      p: NaN,
      note: 'both have the same losses',
    });
    expect(dieboldMariano(new Float64Array(9).fill(0.1), 0)).toMatchObject({
      p: NaN,
      note: 'the loss differential never changes',
    });
    expect(dieboldMariano(Float64Array.of(1, 2, 4), 2)).toMatchObject({ n: 3, p: NaN });
    expect(dieboldMariano(Float64Array.of(1), 0)).toMatchObject({ n: 1, p: NaN });
  });

  test('rejects about 5 % if two forecasts are equally good', () => {
    const random = new Random(1);
    const trials = 2000;
    const rate = rejectionRate(trials, () => {
      const d = Float64Array.from({ length: 60 }, () => random.normal() ** 2 - random.normal() ** 2);
      return dieboldMariano(d, 0).p;
    });
    expect(Math.abs(rate - 0.05)).toBeLessThan(tolerance(trials));
  });

  test('rejects about 5 % three steps ahead, with correlated errors of neighboring origins', () => {
    const random = new Random(2);
    const trials = 2000;
    const errors = () => {
      const shocks = Float64Array.from({ length: 252 }, () => random.normal());
      return Float64Array.from({ length: 250 }, (_, i) => shocks[i] + shocks[i + 1] + shocks[i + 2]);
    };
    const rate = rejectionRate(trials, () => {
      const [one, other] = [errors(), errors()];
      return dieboldMariano(
        one.map((error, i) => error ** 2 - other[i] ** 2),
        2,
      ).p;
    });
    // The estimated variance is slightly too small: with the correction, 1 % more rejections remain at n = 250.
    expect(rate).toBeGreaterThan(0.05 - tolerance(trials));
    expect(rate).toBeLessThan(0.06 + tolerance(trials));
    // Without the lags the test would be badly wrong.
    const naive = rejectionRate(500, () => {
      const [one, other] = [errors(), errors()];
      return dieboldMariano(
        one.map((error, i) => error ** 2 - other[i] ** 2),
        0,
      ).p;
    });
    expect(naive).toBeGreaterThan(0.12);
  });
});
