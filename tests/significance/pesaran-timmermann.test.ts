import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { quantile } from '../../src/math/statistics.ts';
import {
  excessHits,
  pesaranTimmermann,
  pesaranTimmermannOfMeans,
} from '../../src/significance/pesaran-timmermann.ts';
import type { Directions } from '../../src/significance/pesaran-timmermann.ts';
import { errorsOf, recordedTests, rejectionRate, tolerance } from '../helpers/statistics.ts';

/** Built as in the R script. */
function sidesOf(name: string): Directions {
  const { e1, e2 } = errorsOf(name);
  const [middle, low] = [quantile(e1, 0.5), quantile(e2, 0.4)];
  return { forecast: Array.from(e1, (x) => x > middle), actual: Array.from(e2, (y) => y > low) };
}

const ofMeans = (sides: Directions, lags = 0) =>
  pesaranTimmermannOfMeans(Float64Array.from(excessHits(sides)), lags);

describe('pesaranTimmermann', () => {
  test('has the values of R', () => {
    const recorded = recordedTests('pt');
    expect(recorded.length).toBeGreaterThan(3);
    for (const { name, statistic, p } of recorded) {
      const outcome = pesaranTimmermann(sidesOf(name));
      // A p of one minus a small number has the precision of the small number.
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-10 });
    }
  });

  test('has a square close to the chi-square of independence of the same table', () => {
    for (const { name, statistic } of recordedTests('chisq')) {
      const { n } = pesaranTimmermann(sidesOf(name));
      // They differ by a term of order 1/n.
      expect(pesaranTimmermann(sidesOf(name)).statistic ** 2).toBeCloseTo(statistic, n > 100 ? -0.5 : 0);
    }
  });

  test('is undefined for always forecasting "up"', () => {
    const truth = [true, true, false, true];
    expect(pesaranTimmermann({ forecast: [true, true, true, true], actual: truth })).toMatchObject({
      p: NaN,
      note: 'every forecast has the same direction',
    });
    expect(pesaranTimmermann({ forecast: truth, actual: [true, true, true, true] })).toMatchObject({
      p: NaN,
    });
    expect(pesaranTimmermann({ forecast: [], actual: [] })).toMatchObject({ n: 0, p: NaN });
  });

  test('is undefined as a mean, with the true reason', () => {
    const truth = [true, false, true, false];
    expect(ofMeans({ forecast: truth, actual: [true, true, true, true] }).note).toBe(
      'all forecasts or all actual values have the same direction',
    );
    // Always right, and half of them up: a half above chance at every origin.
    expect(ofMeans({ forecast: truth, actual: truth }).note).toBe(
      'the difference from chance is the same at every origin',
    );
  });

  test('rejects about 5 % if the directions are independent, in either form', () => {
    const random = new Random(6);
    const trials = 2000;
    for (const outcome of [pesaranTimmermann, ofMeans]) {
      const rate = rejectionRate(trials, () => {
        const ups = (share: number) => Array.from({ length: 200 }, () => random.uniform() < share);
        return outcome({ forecast: ups(0.6), actual: ups(0.55) }).p;
      });
      expect(Math.abs(rate - 0.05)).toBeLessThan(tolerance(trials));
    }
  });

  test('accounts for overlapping targets', () => {
    const random = new Random(7);
    const trials = 1000;
    const runs = (): boolean[] => {
      const shocks = Float64Array.from({ length: 305 }, () => random.normal());
      return Array.from(
        { length: 300 },
        (_, i) => shocks.subarray(i, i + 5).reduce((sum, x) => sum + x, 0) > 0,
      );
    };
    const rate = rejectionRate(trials, () => ofMeans({ forecast: runs(), actual: runs() }, 4).p);
    const wrong = rejectionRate(trials, () => pesaranTimmermann({ forecast: runs(), actual: runs() }).p);
    // Estimated variances are slightly too small with nine lags on 300 origins.
    expect(rate).toBeLessThan(0.06 + tolerance(trials));
    expect(wrong).toBeGreaterThan(rate + 0.05);
  });

  test('has the same difference in both forms, as a mean over origins and as published', () => {
    const sides = sidesOf('independent');
    const [px, py] = [sides.forecast, sides.actual].map((ups) => ups.filter(Boolean).length / ups.length);
    const hits = sides.actual.filter((up, i) => up === sides.forecast[i]).length / sides.actual.length;
    const z = excessHits(sides);
    expect(z.reduce((sum, value) => sum + value, 0) / z.length).toBeCloseTo(
      hits - px * py - (1 - px) * (1 - py),
      14,
    );
  });
});
