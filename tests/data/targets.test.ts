import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetNames, targets as registry } from '../../src/data/targets.ts';
import type { Target, TargetName } from '../../src/data/targets.ts';

const targets: Readonly<Record<TargetName, Target>> = registry;
const EPSILON = Number.EPSILON;
const price = fc.double({ min: 1e-8, max: 1e8, noNaN: true });
/** Prices of diff and price may be anything, as the column may. */
const anything = fc.double({ min: -1e12, max: 1e12, noNaN: true });

test('targets say themselves in numbers one can check in the head', () => {
  const values = Float64Array.of(100, 110, 99);
  expect(targets['log-return'].input(values, 1)).toBeCloseTo(Math.log(1.1), 15);
  expect(targets['log-return'].encode(110, 100)).toBeCloseTo(0.09531017980432493, 15);
  expect(targets['log-return'].decode(Math.LN2, 50)).toBeCloseTo(100, 12);
  expect(targets.diff.input(values, 2)).toBe(-11);
  expect(targets.diff.encode(110, 100)).toBe(10);
  expect(targets.diff.decode(-10, 100)).toBe(90);
  expect(targets.price.input(values, 2)).toBe(99);
  expect(targets.price.encode(110, 100)).toBe(110);
  expect(targets.price.decode(90, 100)).toBe(90);
});

describe.each(targetNames)('target `%s`', (name) => {
  const target = targets[name];
  const prices = target.accepts(-1) ? anything : price;

  test('is undone by its inverse', () => {
    fc.assert(
      fc.property(prices, prices, (p, origin) => {
        const value = target.encode(p, origin);
        // A log return v is off by half an ulp of v, which exp makes |v| times as large; a difference by an
        // ulp of the larger of the two prices.
        const bound =
          target.level(1) === 0
            ? (3 + Math.abs(value)) * EPSILON * p
            : name === 'diff'
              ? EPSILON * (Math.abs(p) + Math.abs(origin))
              : 0;
        expect(Math.abs(target.decode(value, origin) - p)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test('sees in a row what it would forecast from the row before', () => {
    fc.assert(
      fc.property(prices, prices, (before, now) => {
        expect(target.input(Float64Array.of(before, now), 1)).toBe(target.encode(now, before));
      }),
    );
  });

  test('reads no row before those it says it needs, and is NaN where one is absent', () => {
    const values = Float64Array.of(NaN, 5, 6, 7);
    for (let row = 0; row < 4; row++)
      expect(Number.isNaN(target.input(values, row))).toBe(row - target.extraRows < 1);
  });

  test('accepts the prices it can encode', () => {
    fc.assert(
      fc.property(anything, (p) => {
        expect(target.accepts(p)).toBe(Number.isFinite(target.encode(p, 1)));
      }),
    );
  });
});

describe.each(targetNames.filter((name) => targets[name].isChange))('change `%s`', (name) => {
  test('forecasts naive to the bit when it says nothing', () => {
    fc.assert(
      fc.property(price, (p) => {
        expect(targets[name].decode(0, p)).toBe(p);
        expect(targets[name].encode(p, p)).toBe(0);
      }),
    );
  });
});
