import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf } from '../../src/math/distributions.ts';
import { Random } from '../../src/math/random.ts';
import { normalQuantile } from '../../src/math/statistics.ts';
import { crps, crpsOfSamples } from '../../src/metrics/crps.ts';

/** Of a standard normal forecast: y (2Φ(y) - 1) + 2φ(y) - 1/√π (Gneiting & Raftery 2007, equation 5). */
function normalCrps(y: number): number {
  const density = Math.exp((-y * y) / 2) / Math.sqrt(2 * Math.PI);
  return y * (2 * normalCdf(y) - 1) + 2 * density - 1 / Math.sqrt(Math.PI);
}

describe('crps of samples', () => {
  test('is the mean distance to y less half of the mean distance between two samples', () => {
    // (3 + 1 + 3)/3 - (2 + 6 + 4)/(3 · 2)
    expect(crpsOfSamples(4, [1, 3, 7])).toBeCloseTo(7 / 3 - 2, 14);
  });

  test('is the sum over all pairs that defines it', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (list, y) => {
        const n = list.length;
        const distance = list.reduce((sum, x) => sum + Math.abs(x - y), 0) / n;
        const pairs = list.reduce((sum, a) => sum + list.reduce((all, b) => all + Math.abs(a - b), 0), 0);
        const expected = distance - pairs / (2 * n * (n - 1));
        expect(crpsOfSamples(y, Float64Array.from(list).toSorted())).toBeCloseTo(expected, 8);
      }),
    );
  });

  test('is not biased by how few samples there are', () => {
    const random = new Random(5);
    const trials = 20_000;
    let sum = 0;
    for (let i = 0; i < trials; i++)
      sum += crpsOfSamples(
        0.7,
        Float64Array.of(random.normal(), random.normal(), random.normal()).toSorted(),
      );
    // The standard deviation of one is about 0.6: four standard errors are 0.017.
    expect(Math.abs(sum / trials - normalCrps(0.7))).toBeLessThan(0.017);
  });

  test('is NaN below two samples', () => {
    expect([crpsOfSamples(1, []), crpsOfSamples(1, [2])]).toEqual([NaN, NaN]);
  });
});

describe('crps of quantiles', () => {
  const points = (shares: readonly number[], y: number) => ({
    shares,
    y: Float64Array.of(y),
    quantiles: shares.map((share) => Float64Array.of(normalQuantile(share))),
  });

  test('nears the closed form of a normal forecast as the grid grows finer', () => {
    const middles = Array.from({ length: 999 }, (_, i) => (i + 0.5) / 999);
    for (const y of [-2, 0, 0.7]) expect(crps.compute(points(middles, y))).toBeCloseTo(normalCrps(y), 3);
  });

  test('takes the grid of tenths too, and no uneven one', () => {
    const tenths = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
    expect(crps.compute(points(tenths, 0.7))).toBeGreaterThan(0);
    expect(crps.compute(points([0.025, 0.1, 0.9, 0.975], 0.7))).toBeNaN();
    expect(crps.compute(points([0.5], 0.7))).toBeNaN();
  });
});
