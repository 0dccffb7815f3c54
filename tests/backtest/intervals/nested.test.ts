import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastNext } from '../../../src/backtest/forecast-next.ts';
import { calibrate } from '../../../src/backtest/intervals/calibrate.ts';
import { intervalMethodNames, intervalMethods } from '../../../src/backtest/intervals/index.ts';
import { backtest } from '../../../src/evaluation/backtest.ts';
import type { Interval } from '../../../src/models/model.ts';
import { optionsOf, panelOf, walk } from '../../helpers/panels.ts';

const level = [50, 80, 90, 95];

/** Pairs of neighboring levels, and those of them that are not nested. */
function crossed(intervals: readonly Interval[]): { readonly pairs: number; readonly crossings: number } {
  let [pairs, crossings] = [0, 0];
  for (let l = 1; l < intervals.length; l++)
    intervals[l].lo.forEach((lo, i) => {
      if (Number.isNaN(lo)) return;
      pairs++;
      const [inner, outer] = [intervals[l - 1], intervals[l]];
      if (!(lo <= inner.lo[i] && inner.lo[i] <= inner.hi[i] && inner.hi[i] <= outer.hi[i])) crossings++;
    });
  return { pairs, crossings };
}

describe('the intervals of one forecast are nested', () => {
  test.each(intervalMethodNames)('in a backtest and in a forecast, by %s', async (interval) => {
    const panel = panelOf([walk(400, 3), walk(400, 4)]);
    const options = { models: ['drift', 'ses'], level, interval, aciGamma: 0.1, horizon: 3, stepSize: 1 };
    const past = await backtest(panel, optionsOf({ ...options, test: '250', refit: 0 }));
    const next = await forecastNext(panel, optionsOf(options));
    for (const intervals of [past.forecasts.intervals, next.intervals])
      for (const ofModel of intervals.values()) {
        const { pairs, crossings } = crossed(ofModel);
        expect(pairs).toBeGreaterThan(5);
        expect(crossings).toBe(0);
      }
  });

  test('of networks that learn their bounds', async () => {
    const options = { models: ['mlp'], level, loss: 'quantile', members: 2, epochs: 2, horizon: 2 } as const;
    const panel = panelOf([walk(200, 5)]);
    const past = await backtest(panel, optionsOf({ ...options, test: '60', refit: 0 }));
    const next = await forecastNext(panel, optionsOf(options));
    for (const intervals of [past.forecasts.intervals, next.intervals])
      expect(crossed(intervals.get('mlp')!)).toMatchObject({ crossings: 0 });
  });

  test('for any errors and any adaptation rate, and the lowest level does not depend on the others', () => {
    const errors = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 50, maxLength: 90 });
    const method = fc.constantFrom(...intervalMethodNames);
    fc.assert(
      fc.property(errors, method, fc.double({ min: 0.001, max: 0.9, noNaN: true }), (error, name, gamma) => {
        const sequence = {
          origin: Int32Array.from(error, (_, i) => i),
          step: 1,
          error: Float64Array.from(error),
          rounding: new Float64Array(error.length),
          scale: Float64Array.from(error, (_, i) => 1 + (i % 3)),
          from: 0,
        };
        const { lo, hi } = calibrate(sequence, level, intervalMethods[name], gamma);
        for (let l = 1; l < level.length; l++)
          lo[l].forEach((value, i) => {
            if (Number.isNaN(value)) return;
            expect(value).toBeLessThanOrEqual(lo[l - 1][i]);
            expect(hi[l][i]).toBeGreaterThanOrEqual(hi[l - 1][i]);
          });
        // The lowest level has none below it.
        const alone = calibrate(sequence, [level[0]], intervalMethods[name], gamma);
        expect([lo[0], hi[0]]).toEqual([alone.lo[0], alone.hi[0]]);
      }),
    );
  });
});
