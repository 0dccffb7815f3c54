import type { FoldResult } from '../../src/backtest/forecast-table.ts';
import { describe, expect, test } from 'vitest';
import { fillTable, plannedOrigins } from '../../src/backtest/origins.ts';
import { planBacktest } from '../../src/backtest/plan.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(60, 1), walk(60, 2)]);
const options = optionsOf({ models: ['mlp'], test: '12', refit: 6, horizon: 2, stepSize: 1, level: [50] });
const plan = planBacktest(panel, options);
const planned = plannedOrigins(panel, plan, options);

/** Each value names its fold and its place in it; bounds stand 1 below and 2 above. */
function resultOf(model: string, fold: number, makesIntervals: boolean): FoldResult {
  const yhat = Float64Array.from(
    { length: planned.byFold[fold].row.length * options.horizon },
    (_, i) => 1000 * fold + i,
  );
  const own = [{ level: 50, lo: yhat.map((value) => value - 1), hi: yhat.map((value) => value + 2) }];
  return {
    model,
    fold,
    yhat,
    spread: undefined,
    intervals: makesIntervals ? own : [],
    probabilities: [],
    parameters: 1,
    training: [],
    states: [],
    seconds: 0,
  };
}

const folds = plan.folds.map((_, fold) => fold);
const results = [
  ...folds.map((fold) => resultOf('naive', fold, false)),
  ...folds.map((fold) => resultOf('mlp', fold, true)),
];

describe('fillTable', () => {
  const table = fillTable(planned, results, ['naive', 'mlp'], panel, options);

  test('copies every forecast of every fold to its row', () => {
    expect(folds.length).toBe(2);
    const yhat = table.yhat.get('mlp')!;
    expect([...yhat].toSorted((a, b) => a - b)).toEqual(
      results.slice(2).flatMap((result) => [...result.yhat]),
    );
    yhat.forEach((value, i) => expect(Math.floor(value / 1000)).toBe(table.fold[i]));
  });

  test('copies the intervals of a model that makes its own, and calibrates those of the others', () => {
    const [own] = table.intervals.get('mlp')!;
    expect(own.level).toBe(50);
    table.yhat
      .get('mlp')!
      .forEach((value, i) => expect([own.lo[i], own.hi[i]]).toEqual([value - 1, value + 2]));
    const [calibrated] = table.intervals.get('naive')!;
    const naive = table.yhat.get('naive')!;
    const drawn = [...naive.keys()].filter((i) => !Number.isNaN(calibrated.lo[i]));
    expect(drawn.length).toBeGreaterThan(10);
    for (const i of drawn) expect(calibrated.lo[i] <= naive[i] && naive[i] <= calibrated.hi[i]).toBe(true);
    expect(table.crps.has('mlp')).toBe(false);
  });

  test('leaves rows of an unfinished fold empty', () => {
    const half = fillTable(planned, results.slice(0, 3), ['naive', 'mlp'], panel, options);
    const [own] = half.intervals.get('mlp')!;
    half.fold.forEach((fold, i) => expect(Number.isNaN(own.lo[i])).toBe(fold === 1));
  });
});
