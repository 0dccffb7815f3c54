/** A small backtest result with invented numbers: naive and one rival, scored by the registry. */
import type { Plan } from '../../src/backtest/plan.ts';
import type { BacktestOptions, BacktestResult, ModelResult, Scores } from '../../src/backtest/result.ts';
import { verdict } from '../../src/backtest/verdict.ts';
import { defaults } from '../../src/cli/options.ts';
import type { Panel } from '../../src/data/panel.ts';
import { measureDirection } from '../../src/metrics/direction.ts';
import { metrics } from '../../src/metrics/index.ts';
import type { Points } from '../../src/metrics/metric.ts';
import { points } from '../metrics/points.ts';

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
}

/** Naive and `rival`, ordered as the shape says nothing else: naive first. */
export function smallResult({
  series,
  horizon = 1,
  rival = (y) => y,
  firstOrigin = 2,
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
  const options: BacktestOptions = { ...defaults, models: ['rival'], horizon, stepSize: 1 };
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
    unusedRows: 0,
    window: 'expanding',
    lookback: 1,
  };

  const score = (chosen: typeof rows, naive: boolean): { scores: Scores; points: Points } => {
    const p = points({
      y: chosen.map((row) => row.y),
      yhat: chosen.map((row) => (naive ? row.last : row.yhat)),
      last: chosen.map((row) => row.last),
      series: chosen.map((row) => row.s),
    });
    return { scores: Object.fromEntries(metrics.map((m) => [m.name, m.compute(p)])) as Scores, points: p };
  };
  const modelResult = (model: string, naive: boolean): ModelResult => {
    const all = score(rows, naive);
    const scored = {
      model,
      parameters: naive ? 0 : 7,
      seconds: naive ? 0 : 1.5,
      fits: origins.length,
      epochs: naive ? [] : origins.map(() => 3),
      scores: all.scores,
      direction: measureDirection(all.points),
      meanOfFolds: all.scores,
      bySteps: Array.from({ length: horizon }, (_, k) => ({
        ...score(
          rows.filter((row) => row.step === k + 1),
          naive,
        ).scores,
        step: k + 1,
      })),
      byFolds: origins.map((cutoff, fold) => ({
        ...score(
          rows.filter((row) => row.fold === fold),
          naive,
        ).scores,
        fold,
        cutoff,
      })),
      bySeries: ids.map((id, s) => {
        const ofSeries = score(
          rows.filter((row) => row.s === s),
          naive,
        );
        return { id, scores: ofSeries.scores, direction: measureDirection(ofSeries.points) };
      }),
      spread: NaN,
    };
    return { ...scored, verdict: verdict(scored) };
  };
  return {
    run: 'sha256-of-the-run',
    options,
    panel,
    plan,
    forecasts: {
      series: Int32Array.from(rows, (row) => row.s),
      fold: Int32Array.from(rows, (row) => row.fold),
      cutoff: Int32Array.from(rows, (row) => row.origin),
      origin: Int32Array.from(rows, (row) => row.origin),
      step: Int32Array.from(rows, (row) => row.step),
      y: Float64Array.from(rows, (row) => row.y),
      last: Float64Array.from(rows, (row) => row.last),
      yhat: new Map([
        ['naive', Float64Array.from(rows, (row) => row.last)],
        ['rival', Float64Array.from(rows, (row) => row.yhat)],
      ]),
      spread: new Map(),
    },
    models: [modelResult('naive', true), modelResult('rival', false)],
    failures: [],
    warnings: [],
  };
}
