import { expect, test } from 'vitest';
import { calibrationBins, calibrationError } from '../../src/metrics/calibration.ts';
import { ece } from '../../src/metrics/ece.ts';
import { Random } from '../../src/math/random.ts';
import { classPoints, withoutProbabilities } from './classes.ts';

test('bins are ten of equal width, those without a probability left out, and 1 is in the last', () => {
  const said = [0.05, 0.15, 0.17, 0.95, 1];
  const bins = calibrationBins(said, (i) => i > 1);
  expect(bins.map(({ from, to, n, hits }) => [from, to, n, hits])).toEqual([
    [0, 0.1, 1, 0],
    [0.1, 0.2, 2, 1],
    [0.9, 1, 2, 2],
  ]);
  expect(bins.map(({ forecast }) => forecast)).toBeAllClose([0.05, 0.16, 0.975], { rtol: 1e-12 });
  // (.05 + 2 |.16 - .5| + 2 |.975 - 1|) / 5
  expect(calibrationError(bins)).toBeCloseTo((0.05 + 0.68 + 0.05) / 5, 12);
});

test('is the mean of the errors of the classes', () => {
  // Up is said with .6 and .4 and comes both times; flat never with 0; down with .4 and .6 and never comes.
  const given = classPoints(
    [1, 1],
    [
      [0.4, 0, 0.6],
      [0.6, 0, 0.4],
    ],
  );
  expect(ece.compute(given)).toBeCloseTo((0.5 + 0 + 0.5) / 3, 12);
  expect(ece.compute(withoutProbabilities(given))).toBe(NaN);
});

test('is small where things come as often as said, and grows with what is said too surely', () => {
  const random = new Random(5);
  const truth = Array.from({ length: 20_000 }, () => 0.2 + 0.6 * random.uniform());
  const y = truth.map((up) => (random.uniform() < up ? 1 : -1));
  const honest = classPoints(
    y,
    truth.map((up) => [1 - up, 0, up]),
  );
  const boastful = classPoints(
    y,
    truth.map((up) => (up > 0.5 ? [0.05, 0, 0.95] : [0.95, 0, 0.05])),
  );
  // Chance alone leaves about √(p (1 - p) / n_b) ≈ .009 in each bin of 3300.
  expect(ece.compute(honest)).toBeLessThan(0.02);
  // .95 said where .65 is the mean: .3 off for two of three classes.
  expect(ece.compute(boastful)).toBeCloseTo((2 / 3) * 0.3, 1);
});
