import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mean,
  median,
  normalQuantile,
  quantile,
  sampleVariance,
  standardDeviation,
  wilson,
} from '../../src/math/statistics.ts';
import { autocorrelation, populationVariance } from '../helpers/moments.ts';

const list = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 });

describe('mean and variance', () => {
  test('of 1, 2, 3, 6 are 3 and 14/4, or 14/3 of a sample', () => {
    const x = [1, 2, 3, 6];
    expect(mean(x)).toBe(3);
    expect(populationVariance(x)).toBe(14 / 4);
    expect(sampleVariance(x)).toBe(14 / 3);
    expect(standardDeviation(x)).toBe(Math.sqrt(14 / 3));
  });

  test('are exact where all values are equal', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 2, max: 50 }),
        (value, n) => {
          const x = new Float64Array(n).fill(value);
          expect(mean(x) === value).toBe(true); // 0 and -0 are equal
          expect(sampleVariance(x)).toBe(0);
        },
      ),
    );
  });

  test('lose nothing where values are large and close together', () => {
    expect(mean([1e15 + 1, 1e15 + 2, 1e15 + 3])).toBe(1e15 + 2);
    expect(sampleVariance([1e15 + 1, 1e15 + 2, 1e15 + 3])).toBe(1);
  });

  test('are NaN where there are too few values, or one is NaN', () => {
    for (const statistic of [mean, populationVariance, median]) expect(statistic([])).toBeNaN();
    expect(populationVariance([5])).toBe(0);
    expect(sampleVariance([5])).toBeNaN();
    expect(standardDeviation([5])).toBeNaN();
    for (const statistic of [mean, populationVariance, sampleVariance, standardDeviation, median]) {
      expect(statistic([1, NaN, 3])).toBeNaN();
    }
  });

  test('follow a shift and a scale', () => {
    fc.assert(
      fc.property(list, (x) => {
        const moved = x.map((value) => 3 - 2 * value);
        expect([mean(moved)]).toBeAllClose([3 - 2 * mean(x)], { rtol: 1e-9, atol: 1e-9 });
        expect([sampleVariance(moved)]).toBeAllClose([4 * sampleVariance(x)], { rtol: 1e-9, atol: 1e-9 });
        expect(sampleVariance(x)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('quantile', () => {
  test('lies on the line between order statistics, as type 7', () => {
    const x = [40, 10, 30, 20]; // positions 0, 1, 2, 3
    expect(quantile(x, 0)).toBe(10);
    expect(quantile(x, 1)).toBe(40);
    expect(quantile(x, 1 / 3)).toBe(20);
    expect(quantile(x, 0.25)).toBe(17.5); // position 0.75
    expect(quantile(x, 0.9)).toBeCloseTo(37, 12); // position 2.7
    expect(median(x)).toBe(25);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([7])).toBe(7);
  });

  test('leaves the order of its argument alone', () => {
    const x = Float64Array.of(3, 1, 2);
    median(x);
    expect(x).toEqual(Float64Array.of(3, 1, 2));
  });

  test('lies between the least and the greatest value and grows with the share', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(list, share, share, (x, a, b) => {
        expect(quantile(x, a)).toBeGreaterThanOrEqual(Math.min(...x));
        expect(quantile(x, a)).toBeLessThanOrEqual(Math.max(...x));
        expect(quantile(x, Math.min(a, b))).toBeLessThanOrEqual(quantile(x, Math.max(a, b)));
      }),
    );
  });

  test('takes infinite values and refuses shares outside 0 to 1', () => {
    expect(quantile([-Infinity, 0, Infinity], 0.5)).toBe(0);
    expect(quantile([-Infinity, 0, Infinity], 1)).toBe(Infinity);
    for (const share of [-0.1, 1.1, NaN]) expect(() => quantile([1, 2], share)).toThrow(RangeError);
  });
});

describe('autocorrelation', () => {
  test('of 1, 2, 3, 4 is 1, 1/4, -3/10, -9/20', () => {
    // distances -1.5, -0.5, 0.5, 1.5; their squares sum to 5
    const x = [1, 2, 3, 4];
    expect(autocorrelation(x, 0)).toBe(1);
    expect(autocorrelation(x, 1)).toBe(0.25);
    expect(autocorrelation(x, 2)).toBe(-0.3);
    expect(autocorrelation(x, 3)).toBe(-0.45);
  });

  test('is NaN where nothing changes and where the lag is too long', () => {
    expect(autocorrelation([0.1, 0.1, 0.1], 1)).toBeNaN();
    expect(autocorrelation([1, 2, 3], 3)).toBeNaN();
  });
});

describe('wilson', () => {
  test('gives the interval of published examples', () => {
    // Newcombe (1998), Statistics in Medicine 17, table I, method 3
    expect(wilson(81, 263)).toBeAllClose([0.2553, 0.3662], { atol: 5e-5 });
    expect(wilson(15, 148)).toBeAllClose([0.0624, 0.1605], { atol: 5e-5 });
    expect(wilson(0, 20)).toBeAllClose([0, 0.1611], { atol: 5e-5 });
    expect(wilson(1, 29)).toBeAllClose([0.0061, 0.1718], { atol: 5e-5 });
  });

  test('reaches 0 and 1 exactly where nothing or all was a hit', () => {
    expect(wilson(0, 7)[0]).toBe(0);
    expect(wilson(7, 7)[1]).toBe(1);
  });

  test('holds the rate, mirrors misses, and grows with the level', () => {
    const trial = fc
      .integer({ min: 1, max: 1e6 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(trial, ([hits, n]) => {
        const [lo, hi] = wilson(hits, n);
        expect(lo).toBeLessThanOrEqual(hits / n);
        expect(hi).toBeGreaterThanOrEqual(hits / n);
        expect(wilson(n - hits, n)).toBeAllClose([1 - hi, 1 - lo], { atol: 1e-12 });
        expect(wilson(hits, n, 0.99)[1] - wilson(hits, n, 0.99)[0]).toBeGreaterThan(hi - lo);
      }),
    );
  });

  test('is NaN without trials', () => {
    expect(wilson(0, 0)).toEqual([NaN, NaN]);
  });
});

describe('normalQuantile', () => {
  test('gives the values of a 400-digit computation', () => {
    // mpmath: Newton's method on its normal distribution
    const table = [
      [1e-300, -37.0470962993612],
      [1e-20, -9.262340089798407],
      [1e-5, -4.264890793922825],
      [0.025, -1.9599639845400543],
      [0.075, -1.439531470938456],
      [0.3, -0.5244005127080408],
      [0.975, 1.9599639845400538],
      [0.995, 2.5758293035489004],
      [0.9999999, 5.199337582290661],
    ];
    for (const [p, z] of table) expect([normalQuantile(p)]).toBeAllClose([z], { rtol: 1e-15 });
  });

  test('is 0 in the middle, infinite at the ends and NaN outside', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    for (const p of [-0.1, 1.1, NaN]) expect(normalQuantile(p)).toBeNaN();
  });
});
