import { expect, test } from 'vitest';
import { explainedShare } from '../../src/evaluation/patterns.ts';
import { Random } from '../../src/math/random.ts';

const noise = (rows: number, seed: number): Float64Array => {
  const random = Random.from(seed, 'noise');
  return Float64Array.from({ length: rows }, () => random.normal());
};

test('changes without a pattern explain nearly nothing of themselves', () => {
  for (const seed of [1, 2, 3]) {
    expect(explainedShare(noise(120, seed))).toBeLessThan(0.1);
    expect(explainedShare(noise(1000, seed))).toBeLessThan(0.03);
  }
});

test('a wave, and a season that is longer than the regression, explain most of themselves', () => {
  const random = noise(1000, 4);
  expect(explainedShare(random.map((value, i) => 10 * Math.sin(i / 5) + value))).toBeGreaterThan(0.8);
  expect(explainedShare(random.map((value, i) => (i % 168 === 0 ? 100 : 0) + value))).toBeGreaterThan(0.6);
});

test('smoothed changes explain much of themselves, so a note is needed', () => {
  const random = noise(1000, 5);
  const smooth = random.map((_, i) => random.subarray(Math.max(0, i - 4), i + 1).reduce((a, b) => a + b, 0));
  expect(explainedShare(smooth)).toBeGreaterThan(0.5);
});

test('gaps are left out; too few or constant changes have no answer', () => {
  const wave = Float64Array.from({ length: 400 }, (_, i) => (i % 50 === 0 ? NaN : Math.sin(i / 5)));
  expect(explainedShare(wave)).toBeGreaterThan(0.8);
  expect(explainedShare(noise(99, 1))).toBeNaN();
  expect(explainedShare(new Float64Array(200))).toBeNaN();
});
