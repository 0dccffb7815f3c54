import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cos, exp, log, sin } from '../../src/math/elementary.ts';
import { Random } from '../../src/math/random.ts';

/** How many doubles apart two numbers of the same sign are. */
function ulpsApart(x: number, y: number): number {
  if (Object.is(x, y)) return 0;
  const [a, b] = new BigInt64Array(Float64Array.of(x, y).buffer);
  return Math.abs(Number(a - b));
}

/** The most doubles that two functions are apart, over many arguments in a range. */
function worst(ours: (x: number) => number, theirs: (x: number) => number, min: number, max: number): number {
  const samples = fc.sample(fc.double({ min, max, noNaN: true }), { numRuns: 20_000, seed: 1 });
  return Math.max(...samples.map((x) => ulpsApart(ours(x), theirs(x))));
}

// Both are within 1 ulp of the true value, which lies between two neighbouring doubles: so both are one of them.
describe('beside Math, at most one ulp apart', () => {
  test('exp from where it is 0 to where it overflows', () => {
    expect(worst(exp, Math.exp, -746, 710)).toBeLessThanOrEqual(1);
  });

  test('log over all positive numbers, subnormal ones too', () => {
    expect(worst(log, Math.log, 5e-324, Number.MAX_VALUE)).toBeLessThanOrEqual(1);
  });

  test('log around 1, where the result is nearly 0', () => {
    expect(worst(log, Math.log, 0.5, 2)).toBeLessThanOrEqual(1);
  });

  test('sin and cos up to a million', () => {
    expect(worst(sin, Math.sin, -1e6, 1e6)).toBeLessThanOrEqual(1);
    expect(worst(cos, Math.cos, -1e6, 1e6)).toBeLessThanOrEqual(1);
  });

  test('sin and cos at multiples of π/2, where nearly all digits cancel', () => {
    for (let k = 1; k < 10_000; k++) {
      const x = (k * Math.PI) / 2;
      expect(ulpsApart(sin(x), Math.sin(x))).toBeLessThanOrEqual(1);
      expect(ulpsApart(cos(x), Math.cos(x))).toBeLessThanOrEqual(1);
    }
  });
});

describe('special values', () => {
  test('exp is exact at 0, infinities and NaN, and at the ends of its range', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(NaN)).toBeNaN();
    expect(exp(709.782712893384)).toBe(1.7976931348622732e308);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.1332191019411)).toBe(5e-324);
    expect(exp(-745.1332191019412)).toBe(0);
  });

  test('log is exact at 1 and 0, at infinity and NaN, and below 0', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(-0)).toBe(-Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-Infinity)).toBeNaN();
    expect(log(NaN)).toBeNaN();
    expect(log(5e-324)).toBe(-744.4400719213812);
  });

  test('sin and cos keep the sign of zero and have no value at infinity or beyond their range', () => {
    expect(sin(0)).toBe(0);
    expect(sin(-0)).toBe(-0);
    expect(cos(0)).toBe(1);
    expect(sin(5e-324)).toBe(5e-324);
    expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
    for (const x of [Infinity, -Infinity, NaN, 2e6, 1e300]) {
      expect(sin(x)).toBeNaN();
      expect(cos(x)).toBeNaN();
    }
  });
});

test('has the same bits on every machine', () => {
  const random = new Random(1);
  const values = Float64Array.from({ length: 40_000 }, (_, i) => {
    const u = random.uniform();
    return [exp(1400 * u - 700), log(u), sin(1000 * u), cos(1000 * u)][i % 4];
  });
  expect(createHash('sha256').update(values).digest('hex')).toBe(
    '86c1be42f6c2385a730a5cba82e4f7b9e1c1072b83e71e793337a45854a1ec1c',
  );
});
