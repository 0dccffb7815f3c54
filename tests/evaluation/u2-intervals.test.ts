import { expect, test } from 'vitest';
import { ratioInterval as ratioIntervalOf } from '../../src/evaluation/u2-intervals.ts';
import { Random } from '../../src/math/random.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { smallResult } from '../report/result.ts';

type Points = readonly {
  readonly series: number;
  readonly origin: number;
  readonly own: number;
  readonly benchmark: number;
}[];

const ratioInterval = (points: Points, options: Parameters<typeof ratioIntervalOf>[1]) =>
  ratioIntervalOf(
    {
      series: Int32Array.from(points, ({ series }) => series),
      origin: Int32Array.from(points, ({ origin }) => origin),
      own: Float64Array.from(points, ({ own }) => own),
      benchmark: Float64Array.from(points, ({ benchmark }) => benchmark),
    },
    options,
  );

/** Squared errors of a model and of the benchmark, which move together as they do for forecasts of the same targets. */
function drawn(random: Random, n: number, scale: number): Points {
  return Array.from({ length: n }, (_, origin) => {
    const common = random.normal();
    const [own, benchmark] = [1, 2].map(() => (common + 0.5 * random.normal()) ** 2);
    return { series: 0, origin, own: scale * own, benchmark };
  });
}

test('contains the true U2 in about 95 of 100 samples, at 1 and far from it', () => {
  for (const scale of [1, 0.49]) {
    const random = new Random(7);
    const covered = Array.from({ length: 400 }, () =>
      ratioInterval(drawn(random, 80, scale), { origins: 80, lags: 0 }),
    ).filter(({ lo, hi }) => lo <= Math.sqrt(scale) && Math.sqrt(scale) <= hi).length;
    // 380 are expected, with a standard deviation of 4.4; squared errors have long tails, so a few fewer.
    expect(covered).toBeGreaterThan(360);
    expect(covered).toBeLessThan(396);
  }
});

test('excludes 1 where the test of Diebold and Mariano is significant, and only there', () => {
  const random = new Random(3);
  const drawings = [0, 2].flatMap((lags) =>
    Array.from({ length: 30 }, (_, k) => {
      const points = drawn(random, 60, 0.75 + 0.01 * k);
      const { lo, hi } = ratioInterval(points, { origins: 60, lags });
      const d = Float64Array.from(points, ({ own, benchmark }) => own - benchmark);
      return { excludes: lo > 1 || hi < 1, p: dieboldMariano(d, lags).p };
    }),
  );
  // Away from the limit: the two are the same test only where U2 is exactly 1.
  const sure = drawings.filter(({ p }) => p < 0.02);
  const unsure = drawings.filter(({ p }) => p > 0.1);
  expect([sure.length > 3, unsure.length > 3]).toEqual([true, true]);
  expect(sure.every(({ excludes }) => excludes)).toBe(true);
  expect(unsure.some(({ excludes }) => excludes)).toBe(false);
});

test('a series counts as much as another, whatever its price', () => {
  const random = new Random(5);
  const [a, b] = [drawn(random, 40, 0.9), drawn(random, 40, 1.1).map((each) => ({ ...each, series: 1 }))];
  const rich = b.map((each) => ({ ...each, own: 1e6 * each.own, benchmark: 1e6 * each.benchmark }));
  const options = { origins: 40, lags: 0 };
  const same = ratioInterval([...a, ...b], options);
  expect(ratioInterval([...a, ...rich], options).lo).toBeCloseTo(same.lo, 12);
  expect(same.hi - same.lo).toBeLessThan(ratioInterval(a, options).hi - ratioInterval(a, options).lo);
});

test('origins outside the part are no information', () => {
  const points = drawn(new Random(2), 30, 1);
  const part = ratioInterval(points, { origins: 30, lags: 0 });
  const more = ratioInterval(points, { origins: 300, lags: 0 });
  expect(more.lo).toBeCloseTo(part.lo, 12);
  expect(more.hi).toBeCloseTo(part.hi, 12);
});

test('there is none of fewer than ten origins without overlap, nor where the benchmark has no error', () => {
  const points = drawn(new Random(1), 18, 1);
  expect(ratioInterval(points, { origins: 18, lags: 0 }).lo).not.toBeNaN();
  expect(ratioInterval(points, { origins: 18, lags: 1 })).toEqual({ lo: NaN, hi: NaN });
  expect(ratioInterval(points.slice(0, 9), { origins: 18, lags: 0 })).toEqual({ lo: NaN, hi: NaN });
  const exact = points.map((each) => ({ ...each, benchmark: 0 }));
  expect(ratioInterval(exact, { origins: 18, lags: 0 })).toEqual({ lo: NaN, hi: NaN });
});

test('every part has one, around its U2; that of the benchmark is 1', () => {
  const wavy = Array.from({ length: 80 }, (_, i) => 100 + 5 * Math.sin(i) + (i % 7));
  const { models } = smallResult({
    series: { A: wavy, B: wavy.toReversed() },
    horizon: 2,
    rival: (y, last) => last + 0.3 * (y - last) + 0.5,
  });
  const [naive, rival] = models;
  const seriesScores = rival.bySeries.map(({ scores }) => scores);
  const regimeScores = rival.byRegimes.map(({ scores }) => scores);
  for (const part of ['bySteps', 'bySeries', 'byRegimes'] as const) {
    const u2 = { bySteps: rival.bySteps, bySeries: seriesScores, byRegimes: regimeScores }[part].map(
      (scores) => scores.u2,
    );
    const intervals = rival.u2Intervals[part];
    expect(intervals.length).toBe(u2.length);
    intervals.forEach(({ lo, hi }, i) => {
      expect(lo).toBeLessThan(u2[i]);
      expect(hi).toBeGreaterThan(u2[i]);
    });
    for (const { lo, hi } of naive.u2Intervals[part]) expect([lo, hi]).toEqual([1, 1]);
  }
  // One origin each.
  expect(rival.u2Intervals.byFolds.every(({ lo }) => Number.isNaN(lo))).toBe(true);
});
