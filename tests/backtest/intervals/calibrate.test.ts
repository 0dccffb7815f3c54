import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate, errorsNeeded, rankOf } from '../../../src/backtest/intervals/calibrate.ts';
import { intervalMethods } from '../../../src/backtest/intervals/index.ts';
import type { IntervalMethodName } from '../../../src/backtest/intervals/index.ts';
import { Random } from '../../../src/math/random.ts';
import { crpsOfSamples } from '../../../src/metrics/crps.ts';

interface Sequence {
  readonly error: readonly number[];
  readonly scale?: readonly number[];
  readonly step?: number;
  readonly level?: number;
  readonly method?: IntervalMethodName;
  readonly gamma?: number;
}

/** One origin a row. */
function halves({ error, scale, step = 1, level = 80, method = 'conformal', gamma = 0.02 }: Sequence) {
  const sequence = {
    origin: Int32Array.from(error, (_, i) => i),
    step,
    error: Float64Array.from(error),
    rounding: new Float64Array(error.length),
    scale: Float64Array.from(scale ?? error.map(() => 1)),
  };
  const { half, crps } = calibrate(sequence, [level], intervalMethods[method], gamma);
  return { half: Array.from(half[0]), crps: Array.from(crps) };
}

describe('the rank', () => {
  test('is ⌈(n + 1) level⌉, and needs ⌈1/α⌉ - 1 errors', () => {
    expect([9, 10, 19].map((n) => rankOf(80, n))).toEqual([8, 9, 16]);
    expect([50, 80, 90, 95, 99, 99.9].map(errorsNeeded)).toEqual([1, 4, 9, 19, 99, 999]);
  });
});

describe('conformal half-widths', () => {
  test('are ranked absolute errors of the past; none while there are too few errors', () => {
    expect(halves({ error: [3, -1, 4, -2, 9, 0] }).half).toEqual([NaN, NaN, NaN, NaN, 4, 9]); // 4th of 4, 5th of 5
  });

  test('at step k use errors of origins at least k rows back', () => {
    expect(halves({ error: [3, -1, 4, -2, 9, 0, 7], step: 3 }).half).toEqual([
      ...[NaN, NaN, NaN, NaN, NaN, NaN],
      4,
    ]);
  });

  test('skip unknown errors', () => {
    expect(halves({ error: [3, NaN, -1, 4, -2, 9] }).half.at(-1)).toBe(4);
  });

  test('do not depend on values that are not known yet', () => {
    const errors = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 8, maxLength: 40 });
    const step = fc.integer({ min: 1, max: 4 });
    const method = fc.constantFrom<IntervalMethodName>('conformal', 'scaled', 'aci', 'aci-scaled');
    fc.assert(
      fc.property(errors, step, method, fc.nat(39), (error, k, name, at) => {
        const i = at % error.length;
        const changed = error.map((value, j) => (j + k > i ? 1e6 : value));
        const before = halves({ error, step: k, method: name }).half.slice(0, i + 1);
        expect(halves({ error: changed, step: k, method: name }).half.slice(0, i + 1)).toEqual(before);
      }),
    );
  });

  test('cover 90.2 % of independent normal errors with thirty earlier ones, where a plain quantile of ten covers 83 %', () => {
    const random = new Random(1);
    const trials = 20_000;
    let [covered, plain] = [0, 0];
    for (let i = 0; i < trials; i++) {
      const error = Array.from({ length: 31 }, () => random.normal());
      if (Math.abs(error[30]) <= halves({ error, level: 90 }).half[30]) covered++;
      const ten = error
        .slice(0, 10)
        .map(Math.abs)
        .toSorted((a, b) => a - b);
      if (Math.abs(error[30]) <= ten[8] + 0.1 * (ten[9] - ten[8])) plain++; // type 7, as NumPy's
    }
    // 28 of 31 are .903; three binomial standard errors of 20,000 trials are .0064.
    expect(Math.abs(covered / trials - 28 / 31)).toBeLessThan(0.0064);
    expect(plain / trials).toBeLessThan(0.84);
  });
});

describe('scaled half-widths', () => {
  test('are those of errors divided by volatility, times the volatility at the origin', () => {
    expect(halves({ error: [2, 4, 6, 8, 0], scale: [1, 2, 3, 4, 5], method: 'scaled' }).half[4]).toBe(10);
  });

  test('are undefined if the volatility is unknown or zero', () => {
    const error = [1, 1, 1, 1, 1, 1];
    const { half } = halves({ error, scale: [1, 1, 1, 1, 0, NaN], method: 'scaled' });
    expect(half.slice(4)).toEqual([NaN, NaN]);
  });

  test('keep their coverage when volatility varies, in calm and in volatile periods', () => {
    const random = new Random(2);
    const count = 4000;
    const scale = Array.from({ length: count }, (_, i) => 1 + 0.8 * Math.sin(i / 50));
    const error = scale.map((size) => size * random.normal());
    const rate = (method: IntervalMethodName, from: (i: number) => boolean): number => {
      const { half } = halves({ error, scale, method });
      const rows = half.map((_, i) => i).filter((i) => i > 200 && from(i));
      return rows.filter((i) => Math.abs(error[i]) <= half[i]).length / rows.length;
    };
    // Some 1,900 points on either side: three standard errors are .028.
    for (const side of [(i: number) => scale[i] > 1, (i: number) => scale[i] <= 1])
      expect(Math.abs(rate('scaled', side) - 0.8)).toBeLessThan(0.028);
    expect(rate('conformal', (i) => scale[i] > 1)).toBeLessThan(0.72);
  });
});

describe('adaptive half-widths', () => {
  test('widen after misses, up to the largest error, and narrow after hits', () => {
    const hits = Array.from({ length: 60 }, (_, i) => (i < 40 ? 1 + ((7 * i) % 10) : 1));
    const narrower = halves({ error: hits, method: 'aci', gamma: 0.05 }).half;
    expect(narrower[59]).toBeLessThan(halves({ error: hits }).half[59]);
    const misses = Array.from({ length: 40 }, (_, i) => 1.5 ** i);
    expect(halves({ error: misses, method: 'aci', gamma: 0.5 }).half[39]).toBe(misses[38]);
    expect(halves({ error: misses }).half[39]).toBeLessThan(misses[38]);
  });

  test('follow α ← α + γ (α₀ - miss) after a miss and a hit', () => {
    // Five errors give the first interval at the level 80: the 4th of 4. A miss asks for 80 + 0.1 · 80 = 88 %.
    const { half } = halves({ error: [1, 2, 3, 4, 50, 0, 0], method: 'aci', gamma: 0.1 });
    expect(half[4]).toBe(4);
    expect(half[5]).toBe(50); // rank ⌈6 · .88⌉ = 6 of 5: the largest
    expect(half[6]).toBe(50); // a hit: 86 %, rank ⌈7 · .86⌉ = 7 of 6
  });

  test('do not take rounding for a miss', () => {
    // The first error is the half-width of the second forecast, whose error is the same number, computed in another way.
    const error = Float64Array.of(0.3, 0.1 + 0.2, 0);
    const third = (rounding: number): number => {
      const sequence = {
        origin: Int32Array.of(0, 1, 2),
        step: 1,
        error,
        rounding: new Float64Array(3).fill(rounding),
        scale: new Float64Array(3).fill(1),
      };
      return calibrate(sequence, [50], intervalMethods.aci, 0.5).half[0][2];
    };
    expect(third(0)).toBe(error[1]); // a miss asks for 75 %: the larger of the two
    expect(third(1e-15)).toBe(error[0]); // a hit for 25 %
  });

  test('keep their coverage in the long run when errors keep growing', () => {
    const random = new Random(3);
    const error = Array.from({ length: 3000 }, (_, i) => (1 + i / 100) * random.normal());
    const rate = (method: IntervalMethodName): number => {
      const { half } = halves({ error, method, gamma: 0.05 });
      return half.filter((value, i) => Math.abs(error[i]) <= value).length / half.length;
    };
    // |miss rate - α| <= (max(α, 1 - α) + γ) / (γ T) for Gibbs and Candès: .006, and the cap at the largest error.
    expect(Math.abs(rate('aci') - 0.8)).toBeLessThan(0.015);
    expect(rate('conformal')).toBeLessThan(0.75);
  });
});

test('crps is that of the forecast minus each earlier error', () => {
  const { crps } = halves({ error: [1, -2, 4] });
  expect(crps.slice(0, 2)).toEqual([NaN, NaN]);
  // In terms of y - yhat: samples -1 and 2, and what came is -4.
  expect(crps[2]).toBeCloseTo(crpsOfSamples(-4, [-1, 2]), 14);
  const scaled = halves({ error: [1, -2, 4], scale: [1, 2, 3], method: 'scaled' }).crps;
  expect(scaled[2]).toBeCloseTo(crpsOfSamples(-4, [-3, 3]), 14);
});
