import { expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { alarms } from '../../src/evaluation/alarms.ts';
import { insampleOf } from '../../src/evaluation/insample.ts';
import { groupedRows, rowsInOrder, rowsWhere } from '../../src/evaluation/table-rows.ts';
import type { Trial } from '../../src/evaluation/trial.ts';
import { quantities } from '../../src/data/quantities.ts';
import { Random } from '../../src/math/random.ts';
import { panelOf, walk } from '../helpers/panels.ts';

/** A column that counts how many of its entries are read. */
function counted<T extends Float64Array | Int32Array>(column: T, count: { reads: number }): T {
  return new Proxy(column, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) count.reads++;
      if (key === 'map' || key === 'slice' || key === 'some' || key === 'filter')
        count.reads += target.length;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const MODELS = ['naive', 'other', 'third'];

/** A trial of `ids` series, 30 origins and `horizon` steps with columns that count. */
function countedTrial(
  ids: number,
  horizon: number,
): { readonly trial: Trial; readonly count: { reads: number } } {
  const random = new Random(5);
  const count = { reads: 0 };
  const n = ids * 30 * horizon;
  const at = (of: (s: number, t: number, k: number) => number): Int32Array =>
    Int32Array.from({ length: n }, (_, i) =>
      of(Math.floor(i / (30 * horizon)), Math.floor(i / horizon) % 30, i % horizon),
    );
  const draw = (): Float64Array => Float64Array.from({ length: n }, () => 100 + random.normal());
  const [y, last, volatility] = [draw(), draw(), draw()];
  const table = {
    series: counted(
      at((s) => s),
      count,
    ),
    fold: counted(
      at(() => 0),
      count,
    ),
    cutoff: at(() => 99),
    origin: counted(
      at((_, t) => 200 + t * horizon),
      count,
    ),
    step: counted(
      at((_, __, k) => k + 1),
      count,
    ),
    y: counted(y, count),
    last: counted(last, count),
    yhat: new Map(MODELS.map((model) => [model, counted(model === 'naive' ? last : draw(), count)])),
    spread: new Map(),
    intervals: new Map([['other', [{ level: 80, lo: y.map((v) => v - 1), hi: y.map((v) => v + 1) }]]]),
    crps: new Map(),
    probabilities: new Map(),
  };
  const trial: Trial = {
    table,
    ids: Array.from({ length: ids }, (_, s) => `S${s}`),
    cutoffs: [99],
    horizon,
    stepSize: horizon,
    seed: 1,
    quantity: quantities.price,
    column: 'close',
    insample: { absolute: () => 1, squared: () => 1 },
    volatility,
    valueBefore: () => NaN,
    noGiacominiWhiteReason: null,
  };
  return { trial, count };
}

function readsOf(ids: number, horizon: number): number {
  const { trial, count } = countedTrial(ids, horizon);
  alarms(evaluate(trial, MODELS), trial);
  return count.reads;
}

test('what an evaluation reads of its table grows with the number of series, not with its square', () => {
  const [small, large] = [readsOf(10, 1), readsOf(40, 1)];
  expect(large / small).toBeGreaterThan(3.5);
  expect(large / small).toBeLessThan(4.1);
});

test('and with the number of steps', () => {
  const [small, large] = [readsOf(4, 3), readsOf(4, 12)];
  expect(large / small).toBeGreaterThan(3.5);
  expect(large / small).toBeLessThan(4.1);
});

test('folds that start at the same row read the training rows once', () => {
  const panel = panelOf([walk(400, 1)]);
  const count = { reads: 0 };
  const observed = counted(panel.series[0].observed, count);
  const counting = { ...panel, series: [{ ...panel.series[0], observed }] };
  const folds = [99, 199, 299, 399].map((cutoff, fold) => ({
    fold,
    start: 0,
    cutoff,
    origins: new Int32Array(),
  }));
  const of = insampleOf(counting, folds, 7);
  expect(count.reads).toBe(2 * (400 - 7));
  // The same, to the bit, as each fold by itself.
  for (const fold of folds) {
    const alone = insampleOf(panel, [fold], 7);
    expect(of.absolute(fold.fold, 0)).toBe(alone.absolute(0, 0));
    expect(of.squared(fold.fold, 0)).toBe(alone.squared(0, 0));
  }
});

test('a fold that starts later has a pass of its own', () => {
  const panel = panelOf([walk(60, 1), walk(60, 2)]);
  const folds = [
    { fold: 0, start: 0, cutoff: 29, origins: new Int32Array() },
    { fold: 1, start: 10, cutoff: 39, origins: new Int32Array() },
  ];
  const of = insampleOf(panel, folds, 1);
  const values = panel.series[1].observed;
  let sum = 0;
  for (let row = 11; row <= 39; row++) sum += Math.abs(values[row] - values[row - 1]);
  expect(of.absolute(1, 1)).toBe(sum / 29);
});

test('rows are grouped and sorted in their order', () => {
  const column = Int32Array.of(2, 0, 2, 7, 0, -1);
  const rows = rowsWhere(6, (i) => i !== 2);
  expect([...rows]).toEqual([0, 1, 3, 4, 5]);
  expect(groupedRows(rows, column, 3).map((group) => [...group])).toEqual([[1, 4], [], [0]]);
  expect([...rowsInOrder(rows, column)]).toEqual([5, 1, 4, 0, 3]);
  // Far apart, they are sorted instead of counted.
  expect([...rowsInOrder(Int32Array.of(0, 1, 2), Int32Array.of(1e9, -5, 1e9))]).toEqual([1, 0, 2]);
  expect([...rowsInOrder(new Int32Array(), column)]).toEqual([]);
});
