import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { direction, measureDirection } from '../../src/metrics/direction.ts';
import { Random } from '../../src/math/random.ts';
import { anyPoints, asNaive, none, points } from './points.ts';

describe('direction', () => {
  test('counts the forecasts on the side of the origin on which the truth came out', () => {
    const p = points({ last: [10, 10, 10, 10], y: [12, 12, 8, 8], yhat: [11, 9, 11, 5] });
    expect(measureDirection(p)).toMatchObject({ hits: 2, n: 4, rate: 0.5, alwaysUp: 0.5, ties: 0 });
    expect(direction.compute(p)).toBe(0.5);
  });

  test('leaves out and counts ties of truth or forecast with the value at the origin', () => {
    const p = points({ last: [10, 10, 10], y: [10, 12, 12], yhat: [11, 10, 13] });
    expect(measureDirection(p)).toMatchObject({ hits: 1, n: 1, rate: 1, alwaysUp: 1, ties: 2 });
  });

  test('gives the always-up rate of the same points', () => {
    const p = points({ last: [10, 10, 10, 10], y: [12, 12, 12, 8], yhat: [9, 9, 9, 10] });
    expect(measureDirection(p)).toMatchObject({ hits: 0, n: 3, alwaysUp: 1, ties: 1 });
  });

  test('has the Wilson 95 % interval', () => {
    // 50 of 100: 0.5 ± 0.0962, published to three digits as 0.404 .. 0.596.
    const y = Array.from({ length: 100 }, (_, i) => (i < 50 ? 11 : 9));
    const { rate, lo, hi } = measureDirection(points({ last: y.map(() => 10), y, yhat: y.map(() => 12) }));
    expect(rate).toBe(0.5);
    expect(lo).toBeCloseTo(0.4038, 4);
    expect(hi).toBeCloseTo(0.5962, 4);
  });

  test('has the interval of independent points as it is, and a wider one where points go together', () => {
    const y = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 9 : 11));
    const alone = { last: y.map(() => 10), y, yhat: y.map(() => 12) };
    expect(measureDirection(points(alone))).toMatchObject({ n: 60, effective: 60, rate: 2 / 3 });
    // Every point three times, as of three series that rise and fall together: they say no more than one of them.
    const thrice = (values: readonly number[]) => values.flatMap((value) => [value, value, value]);
    const together = points({
      last: thrice(alone.last),
      y: thrice(y),
      yhat: thrice(alone.yhat),
      series: y.flatMap(() => [0, 1, 2]),
      origin: thrice(y.map((_, i) => i)),
    });
    const { n, effective, rate, lo, hi } = measureDirection(together);
    expect([n, effective, rate]).toEqual([180, 60, 2 / 3]);
    const one = measureDirection(points(alone));
    expect([lo, hi]).toBeAllClose([one.lo, one.hi], { rtol: 1e-12 });
  });

  test('counts origins whose targets overlap as what they say together', () => {
    // Five independent changes are behind every target, of which neighbours share four.
    const random = new Random(5);
    const changes = Array.from({ length: 205 }, () => random.normal());
    const y = Array.from({ length: 200 }, (_, i) => 10 + changes.slice(i, i + 5).reduce((a, b) => a + b));
    const all = { last: y.map(() => 10), y, yhat: y.map(() => 12) };
    const far = measureDirection(points({ ...all, step: y.map(() => 5) }));
    expect(measureDirection(points(all)).effective).toBe(200);
    expect(far.effective).toBeLessThan(100);
    // Where all are hits, nothing shows how they go together: origins that share no row are counted.
    const right = points({ ...all, yhat: y, step: y.map(() => 5) });
    expect(measureDirection(right)).toMatchObject({ n: 200, effective: 40, rate: 1 });
    // Nine origins without overlap are too few to tell.
    const few = { ...all, y: y.slice(0, 45), last: all.last.slice(0, 45), yhat: all.yhat.slice(0, 45) };
    expect(measureDirection(points({ ...few, step: few.y.map(() => 5) }))).toMatchObject({
      n: 45,
      effective: NaN,
      lo: NaN,
      hi: NaN,
    });
  });

  test('has no interval from a single origin of several points, but one of single points that stand alone', () => {
    const y = [11, 12, 9, 13];
    const points4 = { last: y.map(() => 10), y, yhat: y.map(() => 12) };
    const oneOrigin = measureDirection(
      points({ ...points4, series: [0, 1, 2, 3], origin: y.map(() => 7), step: y.map(() => 1) }),
    );
    expect(oneOrigin).toMatchObject({ n: 4, rate: 0.75, effective: NaN, lo: NaN, hi: NaN });
    const apart = measureDirection(points({ ...points4, origin: [1, 2, 3, 4], step: y.map(() => 1) }));
    expect(apart.effective).toBe(4);
    expect(apart.hi).toBeLessThan(1);
  });

  test('holds the truth about 19 times in 20 where series go together', () => {
    const random = new Random(3);
    const trials = 400;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const rows = Array.from({ length: 60 }, (_, origin) => {
        const market = random.normal();
        return Array.from({ length: 9 }, (__, series) => ({
          origin,
          series,
          change: market + random.normal(),
        }));
      }).flat();
      const { lo, hi } = measureDirection(
        points({
          y: rows.map(({ change }) => 10 + change),
          last: rows.map(() => 10),
          yhat: rows.map(() => 11),
          series: rows.map(({ series }) => series),
          origin: rows.map(({ origin }) => origin),
        }),
      );
      if (lo <= 0.5 && 0.5 <= hi) held++;
    }
    // Three binomial standard errors are .033; as of independent points the interval holds in about three of four.
    expect(held / trials).toBeGreaterThan(0.95 - 0.033);
  });

  test('is NaN for naive, whose points are all ties', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const naive = measureDirection(asNaive(p));
        expect(naive).toEqual({
          hits: 0,
          n: 0,
          effective: 0,
          rate: NaN,
          lo: NaN,
          hi: NaN,
          alwaysUp: NaN,
          ties: p.y.length,
        });
      }),
    );
  });

  test('is NaN without points', () => {
    expect(measureDirection(none)).toEqual({
      hits: 0,
      n: 0,
      effective: 0,
      rate: NaN,
      lo: NaN,
      hi: NaN,
      alwaysUp: NaN,
      ties: 0,
    });
  });

  test('has its rate inside its interval, and both inside 0 .. 1', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const { n, rate, lo, hi } = measureDirection(p);
        if (n === 0) return;
        expect(lo).toBeGreaterThanOrEqual(0);
        expect(lo).toBeLessThanOrEqual(rate);
        expect(hi).toBeGreaterThanOrEqual(rate);
        expect(hi).toBeLessThanOrEqual(1);
      }),
    );
  });
});
