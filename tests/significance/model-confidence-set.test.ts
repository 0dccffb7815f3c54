import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { CONFIDENCE_SET_SIZE, modelConfidenceSet } from '../../src/significance/model-confidence-set.ts';
import { recordedLosses, recordedTests } from '../helpers/statistics.ts';

/** Losses of models that differ only by `shifts`. */
function lossesOf(random: Random, n: number, shifts: readonly number[]): Float64Array[] {
  const common = Float64Array.from({ length: n }, () => random.normal() ** 2);
  return shifts.map((shift) => common.map((value) => value + shift + random.normal()));
}

describe('modelConfidenceSet', () => {
  test('has the p of an implementation in R with another bootstrap', () => {
    // That implementation has no correction for few origins.
    const set = modelConfidenceSet(recordedLosses(), new Random(1), { correct: (t) => t });
    const recorded = recordedTests('mcs').map(({ p }) => p);
    // 2,000 resamples: four standard errors of a p of 0.5 are 0.045.
    expect(set.map(({ p }) => p)).toBeAllClose(recorded, { rtol: 0, atol: 0.045 });
    expect(set.map(({ isIn }) => isIn)).toEqual(recorded.map((p) => p >= CONFIDENCE_SET_SIZE));
  });

  test.each([20, 50, 100])('keeps all of %i losses that are equally good nine times in ten', (n) => {
    const random = new Random(2);
    const trials = 300;
    let whole = 0;
    for (let i = 0; i < trials; i++)
      if (modelConfidenceSet(lossesOf(random, n, [0, 0, 0]), random).every(({ isIn }) => isIn)) whole++;
    // Three binomial standard errors are 0.052. Without the correction for few origins it is 0.78 at n = 20.
    expect(whole / trials).toBeGreaterThan(0.9 - 0.052);
    expect(whole / trials).toBeLessThanOrEqual(0.9 + 0.052);
  });

  test('excludes a model that is clearly worse, and never the best', () => {
    const random = new Random(3);
    for (let i = 0; i < 20; i++) {
      const set = modelConfidenceSet(lossesOf(random, 200, [0, 0.8, 0]), random);
      expect(set[1].isIn).toBe(false);
      expect(set.some(({ p }) => p === 1)).toBe(true);
    }
  });

  test('has about the p of Diebold and Mariano for two models', () => {
    const random = new Random(4);
    for (let i = 0; i < 5; i++) {
      const [a, b] = lossesOf(random, 4000, [0, 0.05]);
      const worst = Math.min(...modelConfidenceSet([a, b], random).map(({ p }) => p));
      const { p } = dieboldMariano(
        a.map((value, j) => value - b[j]),
        0,
      );
      // Blocks of 63 of 4,000 rows estimate the variance to about 10 %.
      expect(Math.abs(worst - p)).toBeLessThan(0.03);
    }
  });

  test('keeps both of two models with the same losses', () => {
    const loss = Float64Array.of(1, 2, 3, 4);
    expect(modelConfidenceSet([loss, loss], new Random(1)).map(({ isIn }) => isIn)).toEqual([true, true]);
  });

  test('is the same for the same seed, and undefined for fewer than two origins', () => {
    const losses = recordedLosses();
    expect(modelConfidenceSet(losses, new Random(9))).toEqual(modelConfidenceSet(losses, new Random(9)));
    expect(modelConfidenceSet([Float64Array.of(1)], new Random(1))).toEqual([{ p: NaN, isIn: true }]);
  });
});
