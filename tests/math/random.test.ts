import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { mean } from '../../src/math/statistics.ts';
import { autocorrelation, populationVariance } from '../helpers/moments.ts';

function take(n: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: n }, draw);
}

/** Share of the values whose size is above the bound. */
function beyond(x: Float64Array, bound: number): number {
  return mean(x.map((value) => (Math.abs(value) > bound ? 1 : 0)));
}

/** Σ (observed - expected)² / expected for counts that are expected to be equal. */
function chiSquare(counts: ArrayLike<number>): number {
  const expected = mean(counts);
  return Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const word = (x: bigint) => BigInt.asUintN(32, x);
const rotate = (x: bigint, k: bigint) => word((x << k) | (x >> (32n - k)));

/** xoshiro128starstar.c once more, in integers of any size. */
function* xoshiro(state: readonly bigint[]): Generator<number, never> {
  const s = [...state];
  while (true) {
    yield Number(word(rotate(word(s[1] * 5n), 7n) * 9n));
    const t = word(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
  }
}

describe('the generator', () => {
  test('gives the words of the reference implementation', () => {
    const random = new Random(Uint32Array.of(1, 2, 3, 4));
    // as in the tests of the Rust crate rand_xoshiro, written by xoshiro128starstar.c 1.1
    expect([...take(10, () => random.uint32())]).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  test('does what the algorithm says, from any state', () => {
    const state = fc.uint32Array({ minLength: 4, maxLength: 4 }).filter((s) => s.some((bits) => bits !== 0));
    fc.assert(
      fc.property(state, (words) => {
        const random = new Random(words);
        const reference = xoshiro(Array.from(words, BigInt));
        for (let i = 0; i < 50; i++) expect(random.uint32()).toBe(reference.next().value);
      }),
    );
  });

  test('refuses the state from which nothing comes', () => {
    expect(() => new Random(new Uint32Array(4))).toThrow(RangeError);
    expect(() => new Random(new Uint32Array(3).fill(1))).toThrow(RangeError);
  });
});

describe('seeds', () => {
  test('give the numbers that were recorded', () => {
    const random = new Random(1);
    expect(random.uint32()).toBe(2863164244);
    expect(random.uniform()).toBe(0.17998193987409794);
    expect(random.integer(1000)).toBe(481);
    expect(random.normal()).toBe(1.771301736543574);
    expect(random.studentT(5)).toBe(0.9365323653707732);
  });

  test('give the same stream through the constructor and through their parts', () => {
    expect(Random.from(7).uint32()).toBe(new Random(7).uint32());
    expect(Random.from('a').uint32()).toBe(new Random('a').uint32());
  });

  test('give different streams for different parts, however they are cut, ordered or typed', () => {
    const streams = [
      Random.from(),
      Random.from(''),
      Random.from('', ''),
      Random.from(1),
      Random.from('1'),
      Random.from(1, 2),
      Random.from(2, 1),
      Random.from(12),
      Random.from('1,2'),
      Random.from('1', '2'),
      Random.from('"1"', '2'),
      Random.from('ab', 'c'),
      Random.from('a', 'bc'),
      Random.from(NaN),
      Random.from(Infinity),
      Random.from(0.1),
      Random.from(-1),
    ];
    const starts = streams.map((random) => `${random.uint32()} ${random.uint32()}`);
    expect(new Set(starts).size).toBe(streams.length);
  });

  test('next to each other give streams that have nothing to do with each other', () => {
    const first = take(1000, () => 0).map((_, seed) => new Random(seed).uniform());
    expect(Math.abs(autocorrelation(first, 1))).toBeLessThan(0.1); // three standard errors of 1/√1000
  });
});

// Seeds are fixed, so these hold or fail for good; bounds are about four standard errors.
describe('uniform', () => {
  test('fills [0, 1) evenly', () => {
    const random = new Random(2);
    const counts = new Uint32Array(100);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.uniform() * 100)]++;
    expect(chiSquare(counts)).toBeLessThan(155); // 99 degrees of freedom: mean 99, sd 14
    expect(chiSquare(counts)).toBeGreaterThan(55);
  });

  test('has mean 1/2, variance 1/12 and no memory', () => {
    const random = new Random(3);
    const x = take(100_000, () => random.uniform());
    expect(mean(x)).toBeCloseTo(1 / 2, 2);
    expect(populationVariance(x)).toBeCloseTo(1 / 12, 2);
    for (const lag of [1, 2, 3, 4]) expect(Math.abs(autocorrelation(x, lag))).toBeLessThan(0.013);
  });

  test('uses 53 bits', () => {
    const random = new Random(4);
    const x = take(1000, () => random.uniform() * 2 ** 53);
    expect(x.every((value) => Number.isInteger(value) && value < 2 ** 53)).toBe(true);
    expect(x.some((value) => value % 2 === 1)).toBe(true);
  });
});

describe('integer', () => {
  test('takes every value equally often', () => {
    const random = new Random(5);
    const counts = new Uint32Array(7);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++;
    expect(chiSquare(counts)).toBeLessThan(20); // 6 degrees of freedom: mean 6, sd 3.5
  });

  test('favours no value where 2^32 is no multiple of n', () => {
    const random = new Random(6);
    const n = 3 * 2 ** 30; // the remainder of a word would fall into the lower third half of the time
    const low = take(10_000, () => (random.integer(n) < 2 ** 30 ? 1 : 0));
    expect(Math.abs(mean(low) - 1 / 3)).toBeLessThan(0.02);
  });

  test('stays in its range, to the ends of what n can be', () => {
    const random = new Random(7);
    expect(random.integer(1)).toBe(0);
    expect(random.integer(2 ** 32)).toBeLessThan(2 ** 32);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (n) => {
        const value = random.integer(n);
        return Number.isInteger(value) && value >= 0 && value < n;
      }),
    );
    for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1]) expect(() => random.integer(n)).toThrow(RangeError);
  });
});

describe('normal', () => {
  const random = new Random(8);
  const x = take(200_000, () => random.normal());

  test('has mean 0, variance 1, no skew and kurtosis 3', () => {
    expect(Math.abs(mean(x))).toBeLessThan(0.01);
    expect(Math.abs(mean(x.map((value) => value ** 2)) - 1)).toBeLessThan(0.015);
    expect(Math.abs(mean(x.map((value) => value ** 3)))).toBeLessThan(0.04);
    expect(Math.abs(mean(x.map((value) => value ** 4)) - 3)).toBeLessThan(0.1);
  });

  test('falls within 1, 2 and 3 standard deviations as often as it should', () => {
    expect(1 - beyond(x, 1)).toBeCloseTo(0.6827, 2);
    expect(1 - beyond(x, 2)).toBeCloseTo(0.9545, 2);
    expect(1 - beyond(x, 3)).toBeCloseTo(0.9973, 3);
  });
});

describe('studentT', () => {
  test('has variance df / (df - 2) and the fat tails of its df', () => {
    const random = new Random(9);
    const x = take(200_000, () => random.studentT(5));
    expect(mean(x)).toBeCloseTo(0, 1);
    expect(populationVariance(x)).toBeCloseTo(5 / 3, 1);
    // two-sided points of the t table for 5 degrees of freedom
    expect(beyond(x, 2.5706)).toBeCloseTo(0.05, 2);
    expect(beyond(x, 4.0321)).toBeCloseTo(0.01, 2);
  });
});

describe('shuffle', () => {
  test('keeps every element', () => {
    fc.assert(
      fc.property(fc.int32Array(), fc.integer(), (array, seed) => {
        const shuffled = array.slice();
        new Random(seed).shuffle(shuffled);
        expect(shuffled.toSorted()).toEqual(array.toSorted());
      }),
    );
  });

  test('gives every order equally often', () => {
    const random = new Random(10);
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const array = Uint32Array.of(1, 2, 3);
      random.shuffle(array);
      counts.set(array.join(), (counts.get(array.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(chiSquare([...counts.values()])).toBeLessThan(18); // 5 degrees of freedom: mean 5, sd 3.2
  });
});
