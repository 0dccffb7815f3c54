import { expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { luckOf } from '../../src/tuning/luck.ts';

const ORIGINS = 120;
const noise = (random: Random, shift = 0): Float64Array =>
  Float64Array.from({ length: ORIGINS }, () => shift + random.normal());
const totalOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

test('the best of equal settings is significant about as often as the test says', () => {
  let found = 0;
  for (let round = 0; round < 100; round++) {
    const random = Random.from('equal', round);
    const settings = Array.from({ length: 10 }, () => noise(random));
    const best = Math.max(0, ...settings.map(totalOf));
    if (luckOf(settings, best, { lags: 0, seed: round }).p < 0.05) found++;
  }
  // Binomial with 100 draws of 0.05: 12 or more have a probability of 0.4 %.
  expect(found).toBeLessThan(12);
});

test('the expected luck is that of the maximum of normal numbers, and grows with their number', () => {
  const random = Random.from('maximum');
  const settings = Array.from({ length: 40 }, () => noise(random));
  const of = (count: number) => luckOf(settings.slice(0, count), 0, { lags: 0, seed: 1 }).expected;
  // E max of 10 standard normal numbers is 1.54, of 40 it is 2.16; of one and 0 it is 0.40. Sums of 120 have a deviation of √120.
  const scale = Math.sqrt(ORIGINS);
  expect(of(1) / scale).toBeCloseTo(0.4, 0);
  expect(Math.abs(of(10) / scale - 1.54)).toBeLessThan(0.25);
  expect(Math.abs(of(40) / scale - 2.16)).toBeLessThan(0.3);
});

test('a real improvement is significant', () => {
  const random = Random.from('better');
  const settings = [noise(random), noise(random, 0.6), noise(random)];
  expect(luckOf(settings, totalOf(settings[1]), { lags: 0, seed: 1 }).p).toBeLessThan(0.01);
});

test('a setting that was stopped has the noise of one that was not', () => {
  const random = Random.from('stopped');
  const whole = noise(random);
  const stopped = whole.map((value, t) => (t < ORIGINS / 4 ? value : NaN));
  const [a, b] = [whole, stopped].map((one) => luckOf([one], 0, { lags: 0, seed: 1 }).expected);
  expect(b / a).toBeGreaterThan(0.7);
  expect(b / a).toBeLessThan(1.4);
});

test('without another setting there is no luck', () => {
  expect(luckOf([], 0, { lags: 0, seed: 1 })).toEqual({ expected: 0, p: 1 });
});
