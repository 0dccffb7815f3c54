import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { blockLength, bootstrapVariance, resampleRows } from '../../src/math/stationary-bootstrap.ts';
import { mean, sampleVariance } from '../../src/math/statistics.ts';
import { recordedWorth } from '../helpers/worth.ts';

const { blocks } = recordedWorth();

describe('blockLength', () => {
  test.each(blocks)('of $name is that of a program in R', ({ x, block }) => {
    // Fifteen digits of x are recorded.
    expect([blockLength(Float64Array.from(x))]).toBeAllClose([block], { rtol: 1e-9, atol: 0 });
  });

  test('is 1 where nothing changes or there is nothing to learn it from', () => {
    expect(blockLength(new Float64Array(50).fill(3))).toBe(1);
    expect(blockLength(Float64Array.of(1, 2))).toBe(1);
    expect(blockLength(new Float64Array())).toBe(1);
  });
});

describe('bootstrapVariance', () => {
  test.each(blocks)('of $name is that of a program in R', ({ x, block, variances }) => {
    const own = [1, block, 7.5].map((length) => bootstrapVariance(Float64Array.from(x), length));
    // The two sum autocovariances in other orders, and weights below 1e-12 are left out here.
    expect(own).toBeAllClose(variances, { rtol: 1e-9, atol: 0 });
  });

  test('is that of the means of resamples', () => {
    const x = Float64Array.from(blocks.find(({ name }) => name === 'ar')!.x);
    const [block, random, rows] = [12, new Random(1), new Int32Array(x.length)];
    const means = Float64Array.from({ length: 4000 }, () =>
      mean(Array.from(resampleRows(rows, block, random), (row) => x[row])),
    );
    // Three standard errors of the variance of 4,000 numbers are 7 %.
    expect(Math.abs((x.length * sampleVariance(means)) / bootstrapVariance(x, block) - 1)).toBeLessThan(0.07);
  });
});

describe('resampleRows', () => {
  test('continues a block with the mean length that is asked for, and wraps around', () => {
    const rows = resampleRows(new Int32Array(20_000), 8, new Random(2));
    const starts = rows.filter((row, i) => i > 0 && row !== (rows[i - 1] + 1) % rows.length).length;
    // A binomial count of 2,500 with a standard deviation of 47.
    expect(Math.abs(starts - 2500)).toBeLessThan(4 * 47);
    expect(Math.max(...rows)).toBeLessThan(20_000);
    const tiny = resampleRows(new Int32Array(3), 1e9, new Random(3));
    expect(tiny).toEqual(Int32Array.from([0, 1, 2], (i) => (tiny[0] + i) % 3));
  });
});
