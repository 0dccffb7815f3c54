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
    const [half] = intervalsOf(table, panel, options).intervals.get('naive')!;
    const yhat = table.yhat.get('naive')!;
    const at = places.findIndex(({ series, origin, step }) => series === 1 && origin === 25 && step === 2);
    const errors = places.flatMap(({ series, origin, step }, i) =>
      series === 1 && step === 2 && origin + 2 <= 25 ? [table.y[i] - yhat[i]] : [],
    );
    expect(errors.length).toBe(4);
    const sorted = errors.toSorted((a, b) => a - b);
    // ⌊5 · .25⌋ = 1st on either side; the interval contains the forecast.
    expect(half.hi[at] - yhat[at]).toBeCloseTo(Math.max(sorted[3], 0), 10);
    expect(half.lo[at] - yhat[at]).toBeCloseTo(Math.min(sorted[0], 0), 10);
  });

  test('counts errors of earlier forecasts, so that the first origin has an interval too', () => {
    const isEarly = (i: number): boolean => places[i].origin < 35;
    const part = (keep: (i: number) => boolean): typeof table => {
      const rows = Array.from(places.keys()).filter(keep);
      const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]);
      const ints = (column: Int32Array) => Int32Array.from(rows, (i) => column[i]);
      return {
        series: ints(table.series),
        origin: ints(table.origin),
        step: ints(table.step),
        y: pick(table.y),
        yhat: new Map([['naive', pick(table.yhat.get('naive')!)]]),
      };
    };
    const whole = intervalsOf(table, panel, options).intervals.get('naive')!;
    const [early, late] = [part(isEarly), part((i) => !isEarly(i))];
    const parts = intervalsOf(late, panel, options, { past: early }).intervals.get('naive')!;
    const later = Array.from(places.keys()).filter((i) => !isEarly(i));
    parts.forEach(({ lo }, l) => expect([...lo]).toEqual(later.map((i) => whole[l].lo[i])));
    expect(parts[1].lo.some(Number.isNaN)).toBe(false);
  });

  test('gives one interval per level around the forecast, wider for higher levels', () => {
    const levels = intervalsOf(table, panel, options).intervals.get('naive')!;
    expect(levels.map(({ level }) => level)).toEqual([50, 80]);
    levels[1].lo.forEach((lo, i) => {
      if (Number.isNaN(lo)) return;
      expect(lo).toBeLessThanOrEqual(levels[0].lo[i]);
      expect(levels[1].hi[i]).toBeGreaterThanOrEqual(levels[0].hi[i]);
    });
  });

  test('by `garch` are as if the series began when it first moved', () => {
    const moving = walk(60, 3);
    const still = panelOf([[...moving.slice(0, 30).fill(moving[30]), ...moving.slice(30)]]);
    const short = panelOf([moving.slice(30)]);
    const origins = Array.from({ length: 28 }, (_, i) => 31 + i);
    const at = (from: number) => {
      const rows = origins.map((row) => row - from).filter((row) => row >= 0);
      const { values } = (from === 0 ? still : short).series[0];
      return {
        series: new Int32Array(rows.length),
        origin: Int32Array.from(rows),
        step: new Int32Array(rows.length).fill(1),
        y: Float64Array.from(rows, (row) => values[row + 1]),
        yhat: new Map([['naive', Float64Array.from(rows, (row) => values[row])]]),
      };
    };
    const past = {
      series: new Int32Array(20),
      origin: Int32Array.from({ length: 20 }, (_, i) => 5 + i),
      step: new Int32Array(20).fill(1),
      y: new Float64Array(20).fill(moving[30]),
      yhat: new Map([['naive', new Float64Array(20).fill(moving[30])]]),
    };
    const set = { ...options, interval: 'garch' as const, horizon: 1 };
    const all = intervalsOf(at(0), still, set, { past }).intervals.get('naive')!;
    const known = intervalsOf(at(30), short, set).intervals.get('naive')!;
    expect(all.map(({ lo }) => [...lo])).toEqual(known.map(({ lo }) => [...lo]));
  });

  test('by `garch` exist for a series that begins in the test span', () => {
    const late = panelOf([[...walk(60, 1).slice(0, 25).fill(NaN), ...walk(60, 2).slice(25)]]);
    const rows = Array.from({ length: 30 }, (_, i) => 25 + i);
    const { values } = late.series[0];
    const young = {
      series: new Int32Array(31),
      origin: Int32Array.from([20, ...rows]),
      step: new Int32Array(31).fill(1),
      y: Float64Array.from([20, ...rows], (row) => values[row + 1]),
      yhat: new Map([['naive', Float64Array.from([20, ...rows], (row) => values[row])]]),
    };
    const set = { ...options, interval: 'garch' as const, horizon: 1 };
    const [half] = intervalsOf(young, late, set).intervals.get('naive')!;
    expect(half.lo.slice(-20).some(Number.isNaN)).toBe(false);
  });

  test("keeps a model's own intervals, which have no samples behind them", () => {
    const own = [50, 80].map((level) => ({ level, lo: table.y.map(() => 1), hi: table.y.map(() => 2) }));
    const made = intervalsOf(table, panel, options, { own: new Map([['naive', own]]) });
    expect(made.intervals.get('naive')).toBe(own);
    expect(made.crps.has('naive')).toBe(false);
  });

  test('gives none if no level is requested', () => {
    const { intervals, crps } = intervalsOf(table, panel, { ...options, level: [] });
    expect([intervals.size, crps.size]).toEqual([0, 0]);
  });
});
