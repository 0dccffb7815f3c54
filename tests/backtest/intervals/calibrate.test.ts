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
  readonly from?: number;
}

/** One origin a row: the bounds minus the forecast. Errors are actual value minus forecast here, as bounds are. */
function bounds({
  error,
  scale,
  step = 1,
  level = 80,
  method = 'conformal',
  gamma = 0.02,
  from = 0,
}: Sequence) {
  const sequence = {
    origin: Int32Array.from(error, (_, i) => i),
    step,
    error: Float64Array.from(error, (value) => -value),
    rounding: new Float64Array(error.length),
    scale: Float64Array.from(scale ?? error.map(() => 1)),
    from,
  };
  const { lo, hi, crps } = calibrate(sequence, [level], intervalMethods[method], gamma);
  return { lo: Array.from(lo[0]), hi: Array.from(hi[0]), crps: Array.from(crps) };
}

const isCovered = (error: number, lo: number, hi: number): boolean => lo <= error && error <= hi;

describe('the rank', () => {
  test('is ⌊(n + 1) α / 2⌋, and needs ⌈2/α⌉ - 1 errors', () => {
    expect([9, 19, 20, 29].map((n) => rankOf(80, n))).toEqual([1, 2, 2, 3]);
    expect([50, 80, 90, 95, 99, 99.9].map(errorsNeeded)).toEqual([3, 9, 19, 39, 199, 1999]);
    for (let tenths = 10; tenths < 1000; tenths += 3) {
      const level = tenths / 10;
      const needed = errorsNeeded(level);
      expect([rankOf(level, needed) >= 1, rankOf(level, needed - 1) >= 1]).toEqual([true, needed === 1]);
    }
  });

  test('are found at once for a level that needs more than any series has', () => {
    expect(errorsNeeded(100 - 1e-12)).toBeGreaterThan(1e13);
  });
});

describe('conformal bounds', () => {
  test('are ranked errors of the past on each side; none while there are too few errors', () => {
    const { lo, hi } = bounds({ error: [3, -1, 4, -2, 9], level: 50 });
    expect(lo).toEqual([NaN, NaN, NaN, -1, -2]); // 1st of 3, 1st of 4
    expect(hi).toEqual([NaN, NaN, NaN, 4, 4]); // 3rd of 3, 4th of 4
  });

  test('always contain the forecast', () => {
    const { lo, hi } = bounds({ error: [3, 1, 4, 2], level: 50 });
    expect([lo[3], hi[3]]).toEqual([0, 4]);
    const below = bounds({ error: [-3, -1, -4, 2], level: 50 });
    expect([below.lo[3], below.hi[3]]).toEqual([-4, 0]);
  });

  test('at step k use errors of origins at least k rows back', () => {
    expect(bounds({ error: [3, -1, 4, -2, 9, 0], level: 50, step: 3 }).lo).toEqual([
      ...Array(5).fill(NaN),
      -1,
    ]);
  });

  test('start at the first forecast after those that only lend their errors', () => {
    const error = [3, -1, 4, -2, 9];
    const whole = bounds({ error, level: 50 });
    const { lo, hi, crps } = bounds({ error, level: 50, from: 3 });
    expect([lo, hi, crps]).toEqual([whole.lo.slice(3), whole.hi.slice(3), whole.crps.slice(3)]);
  });

  test('skip unknown errors', () => {
    const { lo, hi } = bounds({ error: [3, NaN, -1, 4, 9], level: 50 });
    expect([lo.at(-1), hi.at(-1)]).toEqual([-1, 4]);
  });

  test('use the latest 250 errors if they are not scaled, and all of them if they are', () => {
    const error = Array.from({ length: 300 }, (_, i) => (i < 40 ? 100 : i % 10));
    expect(bounds({ error, level: 90 }).hi.at(-1)).toBe(9);
    expect(bounds({ error, level: 90, method: 'scaled' }).hi.at(-1)).toBe(100);
  });

  test('do not depend on values that are not known yet', () => {
    const errors = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 12, maxLength: 40 });
    const step = fc.integer({ min: 1, max: 4 });
    const method = fc.constantFrom<IntervalMethodName>('conformal', 'scaled', 'aci', 'aci-scaled');
    fc.assert(
      fc.property(errors, step, method, fc.nat(39), fc.nat(8), (error, k, name, at, from) => {
        const i = Math.max(at % error.length, from);
        const changed = error.map((value, j) => (j + k > i ? 1e6 : value));
        const upTo = (values: readonly number[]): number[][] => {
          const { lo, hi } = bounds({ error: values, step: k, method: name, level: 50, from });
          return [lo.slice(0, i + 1 - from), hi.slice(0, i + 1 - from)];
        };
        expect(upTo(changed)).toEqual(upTo(error));
      }),
    );
  });

  test('cover 93.5 % of independent normal errors with thirty earlier ones, where plain quantiles of ten cover 73 %', () => {
    const random = new Random(1);
    const trials = 20_000;
    let [covered, plain] = [0, 0];
    for (let i = 0; i < trials; i++) {
      const error = Array.from({ length: 31 }, () => random.normal());
      const { lo, hi } = bounds({ error, level: 90 });
      if (isCovered(error[30], lo[30], hi[30])) covered++;
      const ten = error.slice(0, 10).toSorted((a, b) => a - b);
      const at = (share: number): number => {
        const place = share * 9; // type 7, as NumPy's
        const below = Math.floor(place);
        return ten[below] + (place - below) * (ten[Math.min(below + 1, 9)] - ten[below]);
      };
      if (isCovered(error[30], at(0.05), at(0.95))) plain++;
    }
    // Ranks 1 and 30 leave 2 of 31 outside: .9355; three binomial standard errors of 20,000 trials are .0055.
    expect(Math.abs(covered / trials - 29 / 31)).toBeLessThan(0.0055);
    expect(plain / trials).toBeLessThan(0.78);
  });
});

describe('scaled bounds', () => {
  test('are those of errors divided by volatility, times the volatility at the origin', () => {
    const { lo, hi } = bounds({ error: [2, -4, 6, 0], scale: [1, 2, 3, 5], method: 'scaled', level: 50 });
    expect([lo[3], hi[3]]).toEqual([-10, 10]);
  });

  test('are undefined if the volatility is unknown or zero', () => {
    const { lo } = bounds({
      error: [1, 1, 1, 1, 1, 1],
      scale: [1, 1, 1, 1, 0, NaN],
      method: 'scaled',
      level: 50,
    });
    expect(lo.slice(4)).toEqual([NaN, NaN]);
  });

  test('keep their coverage when volatility varies, in calm and in volatile periods', () => {
    const random = new Random(2);
    const count = 4000;
    const scale = Array.from({ length: count }, (_, i) => 1 + 0.8 * Math.sin(i / 50));
    const error = scale.map((size) => size * random.normal());
    const rate = (method: IntervalMethodName, from: (i: number) => boolean): number => {
      const { lo, hi } = bounds({ error, method, ...(method === 'scaled' && { scale }) });
      const rows = lo.map((_, i) => i).filter((i) => i > 300 && from(i));
      return rows.filter((i) => isCovered(error[i], lo[i], hi[i])).length / rows.length;
    };
    // Some 1,850 points on either side: three standard errors are .028.
    for (const side of [(i: number) => scale[i] > 1, (i: number) => scale[i] <= 1])
      expect(Math.abs(rate('scaled', side) - 0.8)).toBeLessThan(0.028);
    expect(rate('conformal', (i) => scale[i] > 1)).toBeLessThan(0.74);
  });
});

describe('adaptive bounds', () => {
  test('follow α ← α + γ (α₀ - miss) after a miss and a hit', () => {
    // Nine errors give the first interval of 80 %: the 1st and the 9th. A miss asks for 80 + 0.1 · 80 = 88 %.
    const error = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 50, 0, 0];
    const { hi } = bounds({ error, method: 'aci', gamma: 0.1 });
    expect(hi[9]).toBe(4);
    expect(hi[10]).toBe(50); // rank ⌊11 · .12 / 2⌋ = 0: the outermost
    const before = Array.from({ length: 39 }, (_, i) => i - 19);
    const hit = bounds({ error: [...before, 0, 0], method: 'aci', gamma: 1, from: 39 });
    // 39 errors: ranks 4 and 36 at 80 %. A hit asks for 60 %, and there are 40 errors: ranks 8 and 33.
    expect([hit.lo[0], hit.hi[0], hit.lo[1], hit.hi[1]]).toEqual([-16, 16, -12, 12]);
  });

  test('move by a share of γ where targets overlap', () => {
    const before = Array.from({ length: 99 }, (_, i) => i - 49);
    const overlapping = bounds({
      error: [...before, ...Array(8).fill(0)],
      step: 4,
      method: 'aci',
      gamma: 1,
      from: 95,
    });
    const single = bounds({ error: [...before, ...Array(8).fill(0)], method: 'aci', gamma: 1, from: 95 });
    expect(single.hi.at(-1)).toBe(0);
    expect(overlapping.hi.at(-1)).toBeGreaterThan(20);
  });

  test('stay within the errors that occurred, however many misses there are', () => {
    const misses = Array.from({ length: 60 }, (_, i) => 1.5 ** i);
    expect(bounds({ error: misses, method: 'aci', gamma: 0.5 }).hi[59]).toBe(misses[58]);
    expect(bounds({ error: misses }).hi[59]).toBeLessThan(misses[58]);
  });

  test('do not take rounding for a miss', () => {
    // The fourth error equals the upper bound, computed in another way.
    const third = (rounding: number): number => {
      const sequence = {
        origin: Int32Array.of(0, 1, 2, 3, 4),
        step: 1,
        error: Float64Array.of(1, 0, -0.3, -(0.1 + 0.2), 0),
        rounding: new Float64Array(5).fill(rounding),
        scale: new Float64Array(5).fill(1),
        from: 0,
      };
      return calibrate(sequence, [50], intervalMethods.aci, 1).hi[0][4];
    };
    expect(third(0)).toBe(0.1 + 0.2); // a miss asks for 100 %: the outermost
    expect(third(1e-15)).toBe(0.3); // a hit for 0 %: the two in the middle
  });

  test('keep their coverage in the long run when errors keep growing', () => {
    const random = new Random(3);
    const error = Array.from({ length: 3000 }, (_, i) => (1 + i / 100) * random.normal());
    const rate = (method: IntervalMethodName): number => {
      const { lo, hi } = bounds({ error, method, gamma: 0.05 });
      const rows = [...lo.keys()].filter((i) => i >= 300);
      return rows.filter((i) => isCovered(error[i], lo[i], hi[i])).length / rows.length;
    };
    // |miss rate - α| <= (max(α, 1 - α) + γ) / (γ T) for Gibbs and Candès: .006, and the cap at the outermost errors.
    expect(Math.abs(rate('aci') - 0.8)).toBeLessThan(0.015);
    expect(rate('conformal')).toBeLessThan(0.78);
  });
});

test('crps is that of the forecast plus each earlier error', () => {
  const { crps } = bounds({ error: [-1, 2, -4] });
  expect(crps.slice(0, 2)).toEqual([NaN, NaN]);
  expect(crps[2]).toBeCloseTo(crpsOfSamples(-4, [-1, 2]), 14);
  const scaled = bounds({ error: [-1, 2, -4], scale: [1, 2, 3], method: 'scaled' }).crps;
  expect(scaled[2]).toBeCloseTo(crpsOfSamples(-4, [-3, 3]), 14);
});
