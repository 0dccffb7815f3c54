import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { clarkWest } from '../../src/significance/clark-west.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { errorsOf, recordedTests, rejectionRate, tolerance } from '../helpers/statistics.ts';

/** y is noise; the model adds the noise of a mean estimated from the 60 values before. Naive forecasts 0. */
function nested(random: Random, origins: number): { readonly d: Float64Array; readonly f: Float64Array } {
  const y = Float64Array.from({ length: origins + 60 }, () => random.normal());
  const d = new Float64Array(origins);
  const f = new Float64Array(origins);
  let sum = y.subarray(0, 60).reduce((total, value) => total + value, 0);
  for (let i = 0; i < origins; i++) {
    const yhat = sum / 60;
    const [naive, model] = [y[60 + i] ** 2, (yhat - y[60 + i]) ** 2];
    d[i] = model - naive;
    f[i] = naive - (model - yhat ** 2);
    sum += y[60 + i] - y[i];
  }
  return { d, f };
}

describe('clarkWest', () => {
  test('has the values of R', () => {
    const recorded = recordedTests('cw');
    expect(recorded.length).toBeGreaterThan(15);
    for (const { name, lags, statistic, p } of recorded) {
      const { e1, e2 } = errorsOf(name);
      const outcome = clarkWest(
        e2.map((naive, i) => naive ** 2 - (e1[i] ** 2 - (e1[i] - naive) ** 2)),
        lags,
      );
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-10 });
    }
  });

  test('rejects at most 5 % if the model has no information, while dm favors naive', () => {
    const random = new Random(3);
    const trials = 2000;
    const means: number[] = [];
    const rate = rejectionRate(trials, () => {
      const { d, f } = nested(random, 120);
      means.push(dieboldMariano(d, 0).statistic);
      return clarkWest(f, 0).p;
    });
    // Clark and West find it slightly conservative: their tables have 2 % to 5 %.
    expect(rate).toBeLessThan(0.05 + tolerance(trials));
    expect(rate).toBeGreaterThan(0.01);
    expect(means.reduce((sum, value) => sum + value, 0) / trials).toBeGreaterThan(0.3);
  });

  test('is undefined if both have the same forecasts or there are too few origins', () => {
    expect(clarkWest(new Float64Array(5), 0)).toMatchObject({ p: NaN, note: 'both have the same forecasts' });
    expect(clarkWest(Float64Array.of(1, 2), 1)).toMatchObject({ p: NaN });
  });
});
