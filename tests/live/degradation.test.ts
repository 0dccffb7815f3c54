/** The degradation test: checked against R, and on many simulated pasts without a change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nonOverlapping,
  differentialOf,
  differentialsOf,
  degradationTest,
} from '../../src/live/degradation.ts';
import type { Differentials } from '../../src/live/degradation.ts';
import { driftOf } from '../../src/live/drift.ts';
import { Random } from '../../src/math/random.ts';
import { pastOf } from './pasts.ts';

const LIVE = [
  0.31, -0.2, 1.4, 0.05, 0.9, -0.6, 2.2, 0.4, -1.1, 0.7, 0.15, 1.9, -0.35, 0.8, 0.02, -0.9, 1.2, 0.33, -0.1,
  0.6, 1.7, -0.45,
];
const PROMISED = [
  -0.3, 0.2, 0.6, -0.8, 0.1, 0.25, -0.55, 0.9, -0.15, 0.05, 0.4, -0.7, 0.35, -0.05, 0.15, -0.4, 0.55, -0.2,
  0.3, -0.1, 0.45, -0.65, 0.7, -0.25, 0.0, 0.12, -0.33, 0.21, -0.48, 0.52, 0.08, -0.17,
];
const of = (d: readonly number[], lags = 0): Differentials => ({
  d: Float64Array.from(d),
  lags,
  nonOverlapping: Math.ceil(d.length / (lags + 1)),
  leftOut: 0,
});

test('the test equals that of R if targets do not overlap', () => {
  // t.test(live, backtest, alternative = "greater"), R 4
  const { statistic, p, n, note } = degradationTest(of(LIVE), of(PROMISED));
  expect([statistic, p]).toBeAllClose([1.8778861748547742, 0.0354848773759347], { rtol: 1e-12 });
  expect([n, note]).toEqual([22, null]);
  // Swapped, p is that of the other side.
  const other = degradationTest(of(PROMISED), of([...LIVE, ...LIVE]));
  expect(other.p).toBeGreaterThan(0.99);
});

test('the note says how many forecasts are needed if there are too few', () => {
  expect(degradationTest(of(LIVE.slice(0, 19)), of(PROMISED))).toMatchObject({
    p: NaN,
    n: 19,
    note: '20 live forecasts without overlap are needed, there are 19',
  });
  expect(degradationTest(of(LIVE), of(PROMISED.slice(0, 29))).note).toBe(
    '30 backtest forecasts without overlap are needed, there are 29',
  );
  // Every third of twenty-two: eight without overlap.
  expect(degradationTest(of(LIVE, 2), of(PROMISED)).note).toBe(
    '20 live forecasts without overlap are needed, there are 8',
  );
  const still = Array.from({ length: 40 }, () => 0);
  expect(degradationTest(of(still), of(still))).toMatchObject({
    p: NaN,
    note: expect.stringContaining('never change'),
  });
});

test('a loss difference that changes only by rounding can be neither tested nor monitored for drift', () => {
  const points = (error: number) =>
    Array.from({ length: 60 }, (_, i) => {
      const [last, y] = [100 + 0.1 * i, 100 + 0.1 * (i + 1)];
      return { step: 1, origin: i, ds: i + 1, last, change: 0.1, yhat: y + error, y };
    });
  const [live, backtest] = [points(0.05), points(0.03)];
  expect(degradationTest(differentialsOf(live), differentialsOf(backtest))).toMatchObject({
    p: NaN,
    note: 'the loss differences to naive never change',
  });
  expect(driftOf([live], [backtest])).toMatchObject({
    isDrifting: undefined,
    note: 'the loss differences to naive never change in the backtest',
  });
});

test('the note says that the volatility is unknown if that is why there are too few', () => {
  const points = Array.from({ length: 50 }, (_, i) => {
    return { step: 1, origin: i, ds: i + 1, last: 5, change: 0, yhat: 6, y: 5 };
  });
  const still = differentialsOf(points);
  expect(degradationTest(still, still).note).toBe(
    '20 live forecasts without overlap are needed, there are 0, and 50 more at which the volatility of the series is 0 or unknown',
  );
  expect(driftOf([points], [points]).note).toBe(
    '30 backtest forecasts without overlap are needed, there are 0, and 50 more at which the volatility of the series is 0 or unknown',
  );
});

describe('a differential', () => {
  const point = { step: 4, origin: 0, ds: 4, last: 100, change: 2, yhat: 103, y: 101 };

  test('is the squared error minus that of naive, in units of the variance known at the origin', () => {
    expect(differentialOf(point)).toBe((4 - 1) / (4 * 4));
    expect(differentialOf({ ...point, yhat: 100 })).toBe(0);
  });

  test('does not depend on the unit of the prices', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1000, noNaN: true }), (unit) => {
        const other = { ...point, last: 100 * unit, change: 2 * unit, yhat: 103 * unit, y: 101 * unit };
        expect(differentialOf(other)).toBeCloseTo(differentialOf(point), 9);
      }),
    );
  });

  test('is left out if the volatility at the origin is unknown', () => {
    const { d, nonOverlapping: left } = differentialsOf([
      point,
      { ...point, change: NaN },
      { ...point, change: 0 },
    ]);
    expect([d.length, left]).toEqual([1, 1]);
  });
});

test('a target overlaps those of later origins before it', () => {
  const points = (origins: readonly number[], step: number) =>
    origins.map((origin) => ({ step, origin, ds: origin + step, last: 1, change: 1, yhat: 1, y: 1 }));
  expect(differentialsOf(points([0, 1, 2, 3, 4, 5, 6], 3))).toMatchObject({ lags: 2, nonOverlapping: 3 });
  expect(differentialsOf(points([0, 3, 6, 9], 3))).toMatchObject({ lags: 0, nonOverlapping: 4 });
  // One day is missing: the rest overlaps less, and the largest overlap counts.
  expect(differentialsOf(points([0, 2, 3, 6], 3))).toMatchObject({ lags: 1, nonOverlapping: 3 });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(60), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      (origins, step) => {
        const all = points(
          origins.toSorted((a, b) => a - b),
          step,
        );
        const chosen = nonOverlapping(all);
        expect(chosen.every(({ origin }, i) => i === 0 || origin >= chosen[i - 1].ds)).toBe(true);
        expect(differentialsOf(all).nonOverlapping).toBe(chosen.length);
      },
    ),
  );
});

describe('if live is as good as the backtest', () => {
  // For 600 pasts, a share of 0.05 has a standard error of 0.009. With 2,000 each the shares were 0.029 to 0.073 (docs/live.md).
  test.each([
    ['normal', 1, 1, 20, 30],
    ['garch', 1, 1, 60, 266],
    ['t3', 3, 3, 60, 90],
    ['garch', 7, 1, 140, 266],
  ] as const)(
    'with %s changes, %i steps ahead, it is significantly worse in one of twenty pasts',
    (kind, step, spacing, live, backtest) => {
      const random = new Random(11);
      const isWorse = Array.from({ length: 600 }, () => {
        const { p } = degradationTest(
          differentialsOf(pastOf(random, { kind, step, spacing: 1, origins: live })),
          differentialsOf(pastOf(random, { kind, step, spacing, origins: backtest })),
        );
        return p < 0.05;
      });
      const share = isWorse.filter(Boolean).length / isWorse.length;
      expect(share).toBeLessThan(0.09);
      expect(share).toBeGreaterThan(0.015);
    },
  );
});

test('sixty days detect live forecasts that are worse by half of a typical change', () => {
  const random = new Random(12);
  const found = Array.from({ length: 100 }, () => {
    const live = pastOf(random, { kind: 'garch', step: 1, spacing: 1, origins: 60, shift: 0.5 });
    const backtest = pastOf(random, { kind: 'garch', step: 1, spacing: 1, origins: 266 });
    return degradationTest(differentialsOf(live), differentialsOf(backtest)).p < 0.05;
  });
  expect(found.filter(Boolean).length).toBeGreaterThan(60);
});
