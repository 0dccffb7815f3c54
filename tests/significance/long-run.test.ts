import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { sampleVariance } from '../../src/math/statistics.ts';
import { varianceOfMean } from '../../src/significance/long-run.ts';

describe('varianceOfMean', () => {
  test('is the population variance over n without lags', () => {
    expect(varianceOfMean(Float64Array.of(1, 2, 3, 6), 0)).toEqual({ variance: 14 / 16, isBartlett: false });
  });

  test('is the variance of means of autocorrelated numbers', () => {
    const random = new Random(1);
    const means: number[] = [];
    let estimates = 0;
    for (let i = 0; i < 2000; i++) {
      const shocks = Float64Array.from({ length: 101 }, () => random.normal());
      const x = Float64Array.from({ length: 100 }, (_, j) => shocks[j] + shocks[j + 1]);
      means.push(x.reduce((sum, value) => sum + value, 0) / 100);
      estimates += varianceOfMean(x, 1).variance / 2000;
    }
    // The variance of 2,000 means has a standard error of 3 %; the estimate is a few percent too low at n = 100.
    expect(Math.abs(estimates / sampleVariance(means) - 1)).toBeLessThan(0.14);
  });

  test('uses Bartlett weights if it would not be positive, and is 0 if nothing changes', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const { variance, isBartlett } = varianceOfMean(x, 1);
    expect(isBartlett).toBe(true);
    expect(variance).toBeGreaterThan(0);
    expect(varianceOfMean(new Float64Array(5).fill(0.1), 2).variance).toBe(0);
    expect(varianceOfMean(Float64Array.of(1), 0).variance).toBeNaN();
    // γ0 + 2 γ1 is 0; in tenths it is a rounding error.
    for (const unit of [1, 0.1, 0.7e-8]) {
      const waves = Float64Array.from({ length: 30 }, (_, i) => unit * [1, -1, 0][i % 3]);
      expect(varianceOfMean(waves, 1).isBartlett).toBe(true);
    }
  });
});
