import { describe, expect, test } from 'vitest';
import { intervalsOf } from '../../../src/backtest/intervals/table.ts';
import { optionsOf, panelOf, walk } from '../../helpers/panels.ts';

const panel = panelOf([walk(60, 1), walk(60, 2)]);
const options = optionsOf({ horizon: 2, level: [50, 80], interval: 'conformal' });
/** Every row from 20 is an origin of both series. */
const places = [0, 1].flatMap((series) =>
  Array.from({ length: 30 }, (_, i) => [1, 2].map((step) => ({ series, origin: 20 + i, step }))).flat(),
);
const table = {
  series: Int32Array.from(places, ({ series }) => series),
  origin: Int32Array.from(places, ({ origin }) => origin),
  step: Int32Array.from(places, ({ step }) => step),
  y: Float64Array.from(places, ({ series, origin, step }) => panel.series[series].observed[origin + step]),
  yhat: new Map([
    ['naive', Float64Array.from(places, ({ series, origin }) => panel.series[series].values[origin])],
  ]),
};

describe('intervalsOf', () => {
  test('calibrates every series and step by its own errors', () => {
    const [half] = intervalsOf(table, new Map(), panel, options).intervals.get('naive')!;
    const at = places.findIndex(({ series, origin, step }) => series === 1 && origin === 25 && step === 2);
    const errors = places.flatMap(({ series, origin, step }, i) =>
      series === 1 && step === 2 && origin + 2 <= 25
        ? [Math.abs(table.yhat.get('naive')![i] - table.y[i])]
        : [],
    );
    expect(errors.length).toBe(4);
    const sorted = errors.toSorted((a, b) => a - b);
    expect(half.hi[at] - table.yhat.get('naive')![at]).toBeCloseTo(sorted[2], 10); // ⌈5 · .5⌉ = 3rd
  });

  test('gives one interval per level around the forecast, wider for higher levels', () => {
    const levels = intervalsOf(table, new Map(), panel, options).intervals.get('naive')!;
    expect(levels.map(({ level }) => level)).toEqual([50, 80]);
    levels[1].lo.forEach((lo, i) => {
      if (Number.isNaN(lo)) return;
      expect(lo).toBeLessThanOrEqual(levels[0].lo[i]);
      expect(levels[1].hi[i]).toBeGreaterThanOrEqual(levels[0].hi[i]);
    });
  });

  test("keeps a model's own intervals, which have no samples behind them", () => {
    const own = [50, 80].map((level) => ({ level, lo: table.y.map(() => 1), hi: table.y.map(() => 2) }));
    const made = intervalsOf(table, new Map([['naive', own]]), panel, options);
    expect(made.intervals.get('naive')).toBe(own);
    expect(made.crps.has('naive')).toBe(false);
  });

  test('gives none if no level is requested', () => {
    const { intervals, crps } = intervalsOf(table, new Map(), panel, { ...options, level: [] });
    expect([intervals.size, crps.size]).toEqual([0, 0]);
  });
});
