import { describe, expect, test } from 'vitest';
import { calibrationFolds, needsCalibration } from '../../src/backtest/calibration.ts';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import { modelNamed } from '../../src/models/index.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const folds = (first: number, overrides: OptionOverrides = {}, { training = 10, series = 1 } = {}) =>
  calibrationFolds({ first, training, series }, optionsOf({ level: [80], ...overrides })).map(
    ({ fold, start, cutoff, origins }) => [fold, start, cutoff, origins[0], origins.at(-1), origins.length],
  );

describe('the fits before the test span', () => {
  test('are fitted on a third and on two thirds of the rows, and forecast those up to the next', () => {
    expect(folds(89)).toEqual([
      [0, 0, 30, 30, 59, 30],
      [1, 0, 60, 60, 88, 29],
    ]);
  });

  test('leave out the gap, and slide if training does', () => {
    expect(folds(89, { gap: 2, trainSize: 20 })).toEqual([
      [0, 9, 28, 30, 59, 30],
      [1, 39, 58, 60, 88, 29],
    ]);
  });

  test('have at least twice the rows that a fit needs', () => {
    expect(folds(89, {}, { training: 16 })).toEqual([[0, 0, 60, 60, 88, 29]]);
    expect(folds(89, {}, { training: 31 })).toEqual([]);
  });

  test('forecast from at most 1,000 rows, counted from the end; from fewer if there are many series and steps', () => {
    const spread = calibrationFolds({ first: 6000, training: 10, series: 1 }, optionsOf({ level: [80] }));
    const origins = spread.flatMap((fold) => [...fold.origins]);
    expect(origins.length).toBe(1000);
    expect(origins.at(-1)).toBe(5996);
    expect(new Set(origins.slice(1).map((row, i) => row - origins[i]))).toEqual(new Set([4]));
    const count = (series: number, horizon: number): number =>
      calibrationFolds({ first: 6000, training: 10, series }, optionsOf({ level: [80], horizon })).reduce(
        (sum, fold) => sum + fold.origins.length,
        0,
      );
    expect([count(100, 50), count(2000, 96)].map((n) => Math.round(n / 10))).toEqual([40, 10]);
  });

  test('do not exist without intervals, and no network that learns its bounds has them', () => {
    expect(folds(89, { level: [] })).toEqual([]);
    const learnt = optionsOf({ level: [80], loss: 'quantile' });
    expect(['mlp', 'linear', 'naive'].map((name) => needsCalibration(modelNamed(name), learnt))).toEqual([
      false,
      true,
      true,
    ]);
    expect(needsCalibration(modelNamed('mlp'), optionsOf({ level: [80] }))).toBe(true);
    expect(needsCalibration(modelNamed('mlp'), optionsOf({ level: [] }))).toBe(false);
  });
});

const panel = panelOf([walk(300, 1), walk(300, 2)]);
const options = { models: ['linear', 'mlp'], level: [80, 95], horizon: 3, stepSize: 1, test: '60', refit: 0 };

test('every origin has an interval of every model', async () => {
  const { table, fits } = await makeForecasts(panel, optionsOf(options), { workers: 1 });
  for (const ofModel of table.intervals.values())
    for (const { lo, hi } of ofModel) expect([...lo, ...hi].some(Number.isNaN)).toBe(false);
  // One fit in the test span and two before it.
  expect(fits.filter(({ model }) => model === 'mlp').map(({ fold }) => fold)).toEqual([0, 1, 2]);
});

test('the fits before the test span move no forecast, also if each fit starts from the one before', async () => {
  const warm = { ...options, warm: true, refit: 20 };
  const plain = await makeForecasts(panel, optionsOf({ ...warm, level: [] }), { workers: 1 });
  const { table } = await makeForecasts(panel, optionsOf(warm), { workers: 1 });
  expect(table.yhat).toEqual(plain.table.yhat);
});

test('a failed fit before the test span costs intervals, and no forecast or score', async () => {
  const values = walk(300, 3).map((value, row) => (row < 160 ? value * 1e60 : value));
  const overrides = {
    target: 'diff',
    scaler: 'none',
    level: [80],
    test: '60',
    refit: 0,
    trainSize: 60,
  } as const;
  const result = await backtest(panelOf([values]), optionsOf(overrides));
  expect(result.failures).toEqual([]);
  expect(textsOf(result.warnings)).toContainEqual(
    expect.stringMatching(
      /^mlp has fewer intervals, since a fit before the test span failed: the loss of mlp is no longer/,
    ),
  );
  const mlp = result.models.find(({ model }) => model === 'mlp')!;
  expect([mlp.scores.n, mlp.intervals[0].missing]).toEqual([60, 9]);
});
