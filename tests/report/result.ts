/** A small backtest result with invented numbers: naive and one rival, evaluated as a backtest is. */
import { quantities } from '../../src/data/quantities.ts';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import type { BacktestResult, ModelResult } from '../../src/evaluation/backtest.ts';
import type { Plan } from '../../src/backtest/plan.ts';
import { answerOf } from '../../src/evaluation/answer.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { intervalsOf } from '../../src/backtest/intervals/table.ts';
import { defaults } from '../../src/options/flags.ts';
import { ewmaVolatility } from '../../src/data/ewma.ts';
import type { Panel } from '../../src/data/panel.ts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

interface Shape {
  /** Values of each series by id, on one daily grid from 2024-01-01. */
  readonly series: Readonly<Record<string, readonly number[]>>;
  readonly horizon?: number;
  /** What the rival forecasts for a target, given the value at the origin. */
  readonly rival?: (y: number, last: number) => number;
  /** First origin; each next row is an origin, and each a fold, while the horizon fits. */
  readonly firstOrigin?: number;
  readonly level?: readonly number[];
}

/** Naive and `rival`, ordered as the shape says nothing else: naive first. */
export function smallResult({
  series,
  horizon = 1,
  rival = (y) => y,
  firstOrigin = 2,
  level = [],
}: Shape): BacktestResult {
  const ids = Object.keys(series);
  const length = series[ids[0]].length;
  const panel: Panel = {
    time: Float64Array.from({ length }, (_, i) => START + i * DAY),
    timeframe: { name: '1d', ms: DAY, months: 0 },
    series: ids.map((id) => {
      const values = Float64Array.from(series[id]);
      const last = length - 1;
      return {
        id,
        source: `${id}.csv`,
        values,
        observed: values,
        first: 0,
        last,
        rows: length,
        digest: 'd1',
      };
    }),
  };
  const origins: number[] = [];
  for (let row = firstOrigin; row + horizon < length; row++) origins.push(row);
  const rows = ids.flatMap((id, s) =>
    origins.flatMap((origin, fold) =>
      Array.from({ length: horizon }, (_, k) => {
        const y = series[id][origin + k + 1];
        const last = series[id][origin];
        return { s, fold, origin, step: k + 1, y, last, yhat: rival(y, last) };
      }),
    ),
  );
  const options: BacktestOptions = { ...defaults, models: ['rival'], horizon, stepSize: 1, level };
  const plan: Plan = {
    testStart: firstOrigin + 1,
    testEnd: length - 1,
    origins: origins.length,
    refit: 1,
    folds: origins.map((origin, fold) => ({
      fold,
      start: 0,
      cutoff: origin,
      origins: Int32Array.of(origin),
    })),
    calibration: [],
    skippedRows: 0,
    unusedRows: 0,
    window: 'expanding',
    lookback: 1,
  };

  const yhat = new Map([
    ['naive', Float64Array.from(rows, (row) => row.last)],
    ['rival', Float64Array.from(rows, (row) => row.yhat)],
  ]);
  const table = {
    series: Int32Array.from(rows, (row) => row.s),
    fold: Int32Array.from(rows, (row) => row.fold),
    cutoff: Int32Array.from(rows, (row) => row.origin),
    origin: Int32Array.from(rows, (row) => row.origin),
    step: Int32Array.from(rows, (row) => row.step),
    y: Float64Array.from(rows, (row) => row.y),
    last: Float64Array.from(rows, (row) => row.last),
    yhat,
    spread: new Map(),
    probabilities: new Map(),
  };
  const forecasts = { ...table, ...intervalsOf(table, panel, options) };
  const volatility = panel.series.map(({ values }) => ewmaVolatility(values).relative);
  const evaluations = evaluate(
    {
      table: forecasts,
      ids,
      cutoffs: origins,
      horizon,
      stepSize: 1,
      seed: 1,
      insample: { absolute: () => 1, squared: () => 1 },
      volatility: Float64Array.from(rows, ({ s, origin }) => volatility[s][origin]),
      valueBefore: (i, back) => series[ids[rows[i].s]][rows[i].origin - back] ?? NaN,
      quantity: quantities.price,
      column: 'close',
      noGiacominiWhiteReason: 'the window expands',
    },
    ['naive', 'rival'],
  );
  const models = evaluations.map((evaluation, m): ModelResult => ({
    ...evaluation,
    parameters: m === 0 ? 0 : 7,
    seconds: m === 0 ? 0 : 1.5,
    fits: origins.length,
    epochs: m === 0 ? [] : origins.map(() => 3),
    training:
      m === 0
        ? []
        : origins.map((_, fold) => ({
            fold,
            member: 0,
            epochs: 3,
            // The first was kept by an earlier version.
            curve:
              fold === 0
                ? undefined
                : { training: Float32Array.of(0.9, 0.7, 0.6), validation: Float32Array.of(0.8, 0.7, 0.75) },
            seconds: 0.5,
          })),
  }));
  return {
    run: 'sha256-of-the-run',
    options,
    panel,
    quantity: quantities.price,
    plan,
    forecasts,
    models,
    answer: answerOf(models, {
      quantity: quantities.price,
      column: 'close',
      series: ids,
      timeframe: '1d',
      horizon,
      failed: [],
    }),
    ensembles: [],
    explanation: null,
    failures: [],
    warnings: [],
  };
}
