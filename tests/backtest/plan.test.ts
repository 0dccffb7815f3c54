import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lookbackOf, planBacktest } from '../../src/backtest/plan.ts';
import { trainingOrigins } from '../../src/data/windows.ts';
import { DataError, UsageError } from '../../src/errors.ts';
import { optionsOf, panelOf } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const panelOfRows = (rows: number) => panelOf([Array.from({ length: rows }, (_, i) => i + 1)]);
/** Windows of 2 rows, of the price itself: the look back is 2. */
const small = (overrides: OptionOverrides = {}) =>
  optionsOf({ target: 'price', inputSize: 2, test: '4', refit: 0, ...overrides });
const plan = (rows: number, overrides: OptionOverrides = {}) =>
  planBacktest(panelOfRows(rows), small(overrides));

/** Folds as [start, cutoff, origins]. */
const folds = (rows: number, overrides: OptionOverrides) =>
  plan(rows, overrides).folds.map(({ start, cutoff, origins }) => [start, cutoff, [...origins]]);

describe('a plan of ten rows, the last four of them for testing', () => {
  test('fits on the first six and forecasts from the last of them on', () => {
    expect(plan(10)).toEqual({
      window: 'expanding',
      testStart: 6,
      testEnd: 9,
      origins: 4,
      refit: 4,
      folds: [{ fold: 0, start: 0, cutoff: 5, origins: Int32Array.of(5, 6, 7, 8) }],
      calibration: [],
      skippedRows: 0,
      unusedRows: 0,
      lookback: 2,
    });
  });

  test('fits again every `refit` origins, on rows up to the first of them', () => {
    expect(folds(10, { refit: 3 })).toEqual([
      [0, 5, [5, 6, 7]],
      [0, 8, [8]],
    ]);
    expect(folds(10, { refit: 1 }).map(([, cutoff]) => cutoff)).toEqual([5, 6, 7, 8]);
  });

  test('leaves `gap` rows between the last training target and the first origin', () => {
    expect(folds(10, { refit: 2, gap: 1 })).toEqual([
      [0, 4, [5, 6]],
      [0, 6, [7, 8]],
    ]);
  });

  test('slides a window of `trainSize` rows', () => {
    expect(folds(10, { refit: 2, trainSize: 5 })).toEqual([
      [1, 5, [5, 6]],
      [3, 7, [7, 8]],
    ]);
    expect(plan(10, { trainSize: 5 }).window).toBe('sliding');
  });

  test('moves by `stepSize` and ends at the last row: the first rows of the span are used for training', () => {
    const counted = { origins: 1, testStart: 7, testEnd: 9, skippedRows: 1, unusedRows: 0 };
    expect(plan(10, { horizon: 3, stepSize: 3 })).toMatchObject(counted);
    expect(folds(10, { horizon: 3, stepSize: 3 })).toEqual([[0, 6, [6]]]);
    expect(folds(10, { horizon: 1, stepSize: 3 })).toEqual([[0, 5, [5, 8]]]);
    expect(folds(10, { horizon: 1, stepSize: 3, test: '0.3', gap: 1 })).toEqual([[0, 7, [8]]]);
    expect(folds(10, { horizon: 2, stepSize: 2 })).toEqual([[0, 5, [5, 7]]]); // nothing is left over
    expect(folds(10, { horizon: 2, stepSize: 1 })).toEqual([[0, 5, [5, 6, 7]]]);
  });
});

describe('a test span from a date', () => {
  const from = { test: '2024-01-07', horizon: 3, stepSize: 3, refit: 1 };

  test('begins at the date, and leaves rows at the end for the next origin', () => {
    expect(plan(10, from)).toMatchObject({ testStart: 6, testEnd: 8, skippedRows: 0, unusedRows: 1 });
    expect(folds(10, from)).toEqual([[0, 5, [5]]]);
  });

  test('keeps its folds as rows are added, so that finished fits can be reused', () => {
    const all = folds(20, from);
    for (let rows = 10; rows < 20; rows++) expect(all).toEqual(expect.arrayContaining(folds(rows, from)));
  });
});

describe('the test span', () => {
  const spanOf = (rows: number, span: string, overrides: OptionOverrides = {}) => {
    const { testStart, testEnd, origins } = plan(rows, { ...overrides, test: span });
    return [testStart, testEnd, origins];
  };

  test('is that of the course: a share of the rows after a window of sixty', () => {
    for (const target of ['price', 'log-return'] as const) {
      expect(spanOf(1828, '0.15', { inputSize: 60, target })).toEqual([1562, 1827, 266]);
      expect(spanOf(2485, '0.15', { inputSize: 60, target })).toEqual([2121, 2484, 364]);
    }
  });

  test('is the same by share, by rows and by date', () => {
    const bySize = spanOf(102, '20');
    expect(bySize).toEqual([82, 101, 20]);
    expect(spanOf(102, '0.2')).toEqual(bySize); // of 102 - 2
    expect(spanOf(102, '2024-03-23')).toEqual(bySize); // day 82 after the first of January
    expect(spanOf(102, '2024-03-22T12:00Z')).toEqual(bySize); // the first row from then on
  });

  test('starts no earlier for a longer horizon', () => {
    expect(spanOf(102, '20', { horizon: 5, stepSize: 5 })).toEqual([82, 101, 4]);
  });
});

describe('what cannot be planned', () => {
  const refusal = (rows: number, overrides: OptionOverrides): unknown => {
    try {
      return plan(rows, overrides);
    } catch (error) {
      return error;
    }
  };

  test.each([
    ['2023-12-31', '2024-01-01 and up to 2024-01-10'], // before the first row
    ['2024-01-01', 'a date after 2024-01-01'], // nothing left to train on
    ['2024-01-11', '2024-01-10, got `2024-01-11`'],
  ])('a test span from %s of ten days is a usage error', (date, message) => {
    const error = refusal(10, { test: date });
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ exit: 2, message: expect.stringContaining(message) });
  });

  test('a test span shorter than the horizon is refused with both', () => {
    const error = refusal(10, { test: '2', horizon: 3, stepSize: 1 });
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({
      exit: 12,
      message: 'expected a test span of at least `--horizon` 3 rows, got 2',
    });
  });

  test.each<[string, number, OptionOverrides, string, string]>([
    [
      'too few rows',
      7,
      {},
      'expected at least 4 rows to train on before 2024-01-04, got 3 of 7',
      'longer history',
    ],
    ['a test span of all rows', 10, { test: '10' }, 'before 2024-01-01, got 0 of 10', 'longer history'],
    ['a test span of more rows than there are', 10, { test: '99' }, 'got 0 of 10', 'longer history'],
    ['a year as the test span', 10, { test: '2024' }, 'got 0 of 10', 'write `--test 2024-01-01`'],
    ['a gap that eats the training rows', 10, { gap: 3 }, 'got 3 of 10', '--gap'],
    ['a sliding window that no window fits into', 10, { trainSize: 3 }, 'got 3 of 10', '--train-size'],
  ])('%s: a data error', (_, rows, overrides, message, hint) => {
    const error = refusal(rows, overrides);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({
      exit: 12,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  test('one row more is enough', () => {
    expect(plan(8).folds[0]).toMatchObject({ start: 0, cutoff: 3 });
    expect(plan(10, { gap: 2 }).folds[0].cutoff).toBe(3);
    expect(plan(10, { trainSize: 4 }).folds[0].start).toBe(2);
  });
});

describe('the look back', () => {
  test('is the longest of all models, so that all are scored on the same origins', () => {
    expect(lookbackOf(small({ models: ['drift'] }))).toBe(2);
    expect(lookbackOf(small({ models: ['mlp'], target: 'log-return' }))).toBe(3); // a return needs a row before
    expect(lookbackOf(small({ models: ['mlp', 'seasonal-naive'], seasonality: 7 }))).toBe(7);
    // Seasonal-naive is a benchmark under a season.
    expect(lookbackOf(small({ models: ['mlp'], seasonality: 7 }))).toBe(7);
    expect(lookbackOf(small({ models: ['mlp'] }))).toBe(2);
  });
});

describe('every plan', () => {
  const anyCase = fc.record({
    rows: fc.integer({ min: 4, max: 150 }),
    inputSize: fc.integer({ min: 1, max: 8 }),
    target: fc.constantFrom('price' as const, 'log-return' as const),
    horizon: fc.integer({ min: 1, max: 4 }),
    stepSize: fc.integer({ min: 1, max: 5 }),
    gap: fc.nat(4),
    trainSize: fc.option(fc.integer({ min: 2, max: 60 })),
    refit: fc.oneof(fc.constant('auto' as const), fc.nat(30)),
    test: fc.oneof(
      fc.integer({ min: 1, max: 100 }).map(String),
      fc.integer({ min: 1, max: 99 }).map((percent) => String(percent / 100)),
    ),
  });

  test('has the properties above, or there are too few rows', () => {
    let planned = 0;
    fc.assert(
      fc.property(anyCase, ({ rows, ...overrides }) => {
        const panel = panelOfRows(rows);
        const options = optionsOf(overrides);
        const { horizon, stepSize, gap, trainSize, refit, inputSize } = options;
        const share = Number(overrides.test);
        const testRows = share < 1 ? Math.ceil(share * Math.max(rows - inputSize, 0)) : share;
        const first = rows - testRows - 1;
        const needed = lookbackOf(options) + horizon + 1;
        if (testRows < horizon || Math.min(first - gap + 1, trainSize ?? rows) < needed) {
          expect(() => planBacktest(panel, options)).toThrow(DataError);
          return;
        }
        planned++;
        const result = planBacktest(panel, options);
        const origins = result.folds.flatMap((fold) => [...fold.origins]);
        // Origins: from the row before the test span on, one step size apart, none twice, none left out.
        expect(result.testStart).toBe(first + 1 + result.skippedRows);
        expect(origins).toEqual(origins.map((_, i) => result.testStart - 1 + i * stepSize));
        expect(origins).toHaveLength(result.origins);
        // Targets: all within the rows, and not one more origin would fit.
        expect(result.testEnd).toBe(origins[origins.length - 1] + horizon);
        expect([result.testEnd, result.unusedRows]).toEqual([rows - 1, 0]);
        expect(result.skippedRows).toBeGreaterThanOrEqual(0);
        expect(result.skippedRows).toBeLessThan(stepSize);
        // Folds: as many as asked for, and fitted on what was known at their first origin, less the gap.
        if (refit === 0) expect(result.folds).toHaveLength(1);
        else if (refit === 'auto') expect(result.folds.length).toBeLessThanOrEqual(10);
        else expect(result.folds).toHaveLength(Math.ceil(result.origins / refit));
        result.folds.forEach((fold, index) => {
          expect(fold.fold).toBe(index);
          expect(fold.cutoff).toBe(fold.origins[0] - gap);
          const isLast = index === result.folds.length - 1;
          if (!isLast) expect(fold.origins).toHaveLength(result.refit);
          expect(fold.origins.length).toBeLessThanOrEqual(result.refit);
          const size = fold.cutoff - fold.start + 1;
          expect(size).toBe(Math.min(fold.cutoff + 1, trainSize ?? Infinity));
          const windows = trainingOrigins(panel.series[0], fold, result.lookback, horizon);
          expect(windows.length).toBe(size - result.lookback - horizon + 1);
          expect(windows[0] - result.lookback + 1).toBe(fold.start);
          expect(windows[windows.length - 1] + horizon).toBe(fold.cutoff);
        });
      }),
      { numRuns: 500 },
    );
    expect(planned).toBeGreaterThan(100);
  });

  test('depends only on the grid, not on values', () => {
    const values = Array.from({ length: 40 }, (_, i) => i + 1);
    const gappy = values.map((value, i) => (i % 3 === 1 ? NaN : value));
    const options = small({ test: '0.3', refit: 'auto' });
    expect(planBacktest(panelOf([values, gappy]), options)).toEqual(planBacktest(panelOf([values]), options));
  });
});
