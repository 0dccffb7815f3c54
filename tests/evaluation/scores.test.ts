import { quantities } from '../../src/data/quantities.ts';
import type { ForecastTable } from '../../src/backtest/forecast-table.ts';
import { insampleOf } from '../../src/evaluation/insample.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/backtest/plan.ts';
import { scoreModel } from '../../src/evaluation/scores.ts';
import type { Trial } from '../../src/evaluation/trial.ts';
import { metricsOf } from '../../src/metrics/index.ts';
import { panelOf } from '../helpers/panels.ts';

/** Two series; the last value of B is missing. */
const panel = panelOf([
  [10, 12, 11, 13, 14, 16],
  [100, 104, 100, 108, 104, NaN],
]);
const plan: Plan = {
  window: 'expanding',
  testStart: 3,
  testEnd: 5,
  origins: 2,
  refit: 1,
  folds: [
    { fold: 0, start: 0, cutoff: 2, origins: Int32Array.of(2) },
    { fold: 1, start: 0, cutoff: 3, origins: Int32Array.of(3) },
  ],
  calibration: [],
  skippedRows: 0,
  unusedRows: 0,
  lookback: 1,
};
/** Two steps from each origin of each series. Errors: A -1 -2 | 0 -2, B -4 0 | 6 and one unknown. */
const table: ForecastTable = {
  series: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
  fold: Int32Array.of(0, 0, 1, 1, 0, 0, 1, 1),
  cutoff: Int32Array.of(2, 2, 3, 3, 2, 2, 3, 3),
  origin: Int32Array.of(2, 2, 3, 3, 2, 2, 3, 3),
  step: Int32Array.of(1, 2, 1, 2, 1, 2, 1, 2),
  y: Float64Array.of(13, 14, 14, 16, 108, 104, 104, NaN),
  last: Float64Array.of(11, 11, 13, 13, 100, 100, 108, 108),
  yhat: new Map([['m', Float64Array.of(12, 12, 14, 14, 104, 104, 110, 999)]]),
  spread: new Map(),
  intervals: new Map(),
  crps: new Map(),
  probabilities: new Map(),
};
const insample = insampleOf(panel, plan.folds, 1);
const trial: Trial = {
  table,
  ids: ['A', 'B'],
  cutoffs: plan.folds.map(({ cutoff }) => cutoff),
  horizon: 2,
  stepSize: 1,
  seed: 1,
  insample,
  volatility: Float64Array.of(0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.1, 0.1),
  valueBefore: () => NaN,
  noGiacominiWhiteReason: null,
  quantity: quantities.price,
  column: 'close',
};
const score = (changes: Partial<ForecastTable> = {}) =>
  scoreModel('m', { ...trial, table: { ...table, ...changes } });

describe('the differences of the training rows', () => {
  const cells = (seasonality: number, folds = plan.folds, of = panel) => {
    const { absolute, squared } = insampleOf(of, folds, seasonality);
    return folds.map((_, f) => of.series.map((__, s) => [absolute(f, s), squared(f, s)]));
  };

  test('are those of each fold and series, up to its cutoff', () => {
    expect(cells(1)).toEqual([
      [
        [(2 + 1) / 2, (4 + 1) / 2],
        [4, 16],
      ],
      [
        [(2 + 1 + 2) / 3, (4 + 1 + 4) / 3],
        [(4 + 4 + 8) / 3, (16 + 16 + 64) / 3],
      ],
    ]);
  });

  test('are taken over `seasonality` rows', () => {
    expect(cells(2)).toEqual([
      [
        [1, 1],
        [0, 0],
      ],
      [
        [1, 1],
        [(0 + 4) / 2, (0 + 16) / 2],
      ],
    ]);
  });

  test('start where a sliding window starts', () => {
    const sliding = [{ fold: 0, start: 2, cutoff: 3, origins: Int32Array.of(3) }];
    expect(cells(1, sliding)).toEqual([
      [
        [2, 4],
        [8, 64],
      ],
    ]);
  });

  test('leave out differences at a gap, filled or not', () => {
    for (const filled of [false, true]) {
      const gappy = panelOf([[1, 2, NaN, 9, 12]], { filled });
      expect(cells(1, [{ fold: 0, start: 0, cutoff: 4, origins: Int32Array.of() }], gappy)).toEqual([
        [[2, 5]],
      ]);
    }
  });

  test('are undefined if the fold has none', () => {
    expect(cells(3)[0]).toEqual([
      [NaN, NaN],
      [NaN, NaN],
    ]);
  });
});

describe('the scores of two folds, two series and two steps', () => {
  test('pool all forecasts with a known actual value', () => {
    const { scores, direction } = score();
    expect(scores.n).toBe(7);
    expect(scores.mae).toBe(15 / 7);
    expect(scores.rmse).toBeCloseTo(Math.sqrt(61 / 7), 14);
    expect(scores.bias).toBeCloseTo(-3 / 7, 14);
    // Skill and U2 of several series are means over them, so that series are weighted equally.
    const { bySeries } = score();
    const ratio = bySeries.reduce((sum, series) => sum + series.scores.u2 ** 2, 0) / bySeries.length;
    expect(scores.u2).toBeCloseTo(Math.sqrt(ratio), 14);
    expect(scores.skill).toBeCloseTo(1 - ratio, 14);
    expect(direction).toMatchObject({ hits: 6, n: 7, alwaysUp: 6 / 7 });
  });

  test('scale each error by its own fold and series', () => {
    const { scores } = score();
    const [a, b] = [(1 / 1.5 + 2 / 1.5 + 0 + 2 / (5 / 3)) / 4, (4 / 4 + 0 + 6 / (16 / 3)) / 3];
    expect(scores.mase).toBeCloseTo((a + b) / 2, 14);
    const [aa, bb] = [(1 / 2.5 + 4 / 2.5 + 0 + 4 / 3) / 4, (16 / 16 + 0 + 36 / 32) / 3];
    expect(scores.rmsse).toBeCloseTo((Math.sqrt(aa) + Math.sqrt(bb)) / 2, 14);
  });

  test('are computed by step', () => {
    const { bySteps } = score();
    expect(bySteps.map(({ step, n, mae }) => [step, n, mae])).toEqual([
      [1, 4, 11 / 4],
      [2, 3, 4 / 3],
    ]);
  });

  test('are computed by fold, and their unweighted mean differs from the pooled value', () => {
    const { byFolds, meanOfFolds } = score();
    expect(byFolds.map(({ fold, cutoff, n, mae }) => [fold, cutoff, n, mae])).toEqual([
      [0, 2, 4, 7 / 4],
      [1, 3, 3, 8 / 3],
    ]);
    expect(meanOfFolds.n).toBe(7);
    expect(meanOfFolds.mae).toBe((7 / 4 + 8 / 3) / 2);
    expect(meanOfFolds.rmse).toBeCloseTo((Math.sqrt(21 / 4) + Math.sqrt(40 / 3)) / 2, 14);
  });

  test('are computed by series', () => {
    const { bySeries } = score();
    expect(bySeries.map(({ id, scores, direction }) => [id, scores.n, scores.mae, direction.hits])).toEqual([
      ['A', 4, 5 / 4, 4],
      ['B', 3, 10 / 3, 2],
    ]);
  });

  test('are computed by thirds of each series by the volatility known at its origins', () => {
    const regimes = score().byRegimes;
    expect(regimes.map(({ regime, scores }) => [regime, scores.n])).toEqual([
      ['calm', 2 + 1], // the first origin of A, the second of B
      ['normal', 0],
      ['wild', 2 + 2],
    ]);
    expect(regimes[2].scores.mae).toBe((0 + 2 + 4 + 0) / 4);
    expect(scoreModel('m', { ...trial, volatility: null }).byRegimes).toEqual([]);
  });

  test('leave out a row without a forecast', () => {
    const yhat = new Map([['m', Float64Array.of(12, NaN, 14, 14, 104, 104, 110, 999)]]);
    expect(score({ yhat }).scores).toMatchObject({ n: 6, mae: 13 / 6 });
  });

  test('contain every metric of the registry at every level', () => {
    const { scores, meanOfFolds, bySteps, byFolds, bySeries } = score();
    for (const one of [
      scores,
      meanOfFolds,
      ...bySteps,
      ...byFolds,
      ...bySeries.map((series) => series.scores),
    ])
      expect(Object.keys(one)).toEqual(
        expect.arrayContaining(metricsOf(quantities.price).map(({ name }) => name)),
      );
  });

  test('do not depend on forecasts without a known actual value', () => {
    const other = Float64Array.of(12, 12, 14, 14, 104, 104, 110, -1);
    expect(score({ yhat: new Map([['m', other]]) })).toEqual(score());
  });

  test('have a mean over folds that leaves out those in which a metric is undefined', () => {
    const unknown = Float64Array.of(13, 14, NaN, NaN, 108, 104, NaN, NaN);
    const { byFolds, meanOfFolds, scores } = score({ y: unknown });
    expect(byFolds[1].n).toBe(0);
    expect(byFolds[1].mae).toBeNaN();
    expect(meanOfFolds).toMatchObject({ n: 4, mae: 7 / 4, u2: scores.u2 });
  });

  test('have the mean spread between members, undefined for a single one', () => {
    expect(score().spread).toBeNaN();
    const spread = new Map([['m', Float64Array.of(1, 2, 3, 4, 1, 2, 3, 4)]]);
    expect(score({ spread }).spread).toBe(2.5);
  });
});

test('groups are weighted by their points: their squared errors add up to the pooled ones', () => {
  const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const truth = fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(NaN) });
  const eight = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(eight(truth), eight(value), (y, yhat) => {
      const { scores, bySteps, byFolds, bySeries } = score({
        y: Float64Array.from(y),
        yhat: new Map([['m', Float64Array.from(yhat)]]),
      });
      const known = y.filter((one) => !Number.isNaN(one)).length;
      expect(scores.n).toBe(known);
      const sum = y.reduce((total, one, i) => (Number.isNaN(one) ? total : total + (yhat[i] - one) ** 2), 0);
      for (const groups of [bySteps, byFolds, bySeries.map((series) => series.scores)]) {
        expect(groups.reduce((total, { n }) => total + n, 0)).toBe(known);
        const squares = groups.filter(({ n }) => n > 0).map(({ n, rmse }) => n * rmse ** 2);
        // Eight terms, each rounded a few times.
        expect([squares.reduce((total, one) => total + one, 0)]).toBeAllClose([sum], {
          rtol: 1e-13,
          atol: 1e-300,
        });
      }
    }),
  );
});
