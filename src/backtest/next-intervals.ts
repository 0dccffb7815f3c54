/**
 * Intervals of the next values. A model that makes its own keeps them. The others need errors of earlier forecasts: each
 * model is fitted once more, on the rows before the last origins of the history, and forecasts from each of these
 * origins. A saved model forecasts from the origins since it was fitted.
 */

import { fitAll } from './fits.ts';
import type { BacktestContext } from './fits.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import { errorsNeeded } from './intervals/calibrate.ts';
import { intervalMethods } from './intervals/index.ts';
import { intervalsOf } from './intervals/table.ts';
import type { BacktestOptions } from './options.ts';
import { ewmaVolatility } from '../data/ewma.ts';
import type { Panel } from '../data/panel.ts';
import type { Interval, Origins } from '../models/model.ts';
import { fillTable, fitsOf, plannedOrigins } from './origins.ts';
import type { PlannedOrigins } from './origins.ts';
import { lookbackOf, planBacktest } from './plan.ts';
import { forecastSaved } from './restore.ts';
import type { ReusedModels } from './restore.ts';
import type { FitFailure } from './tasks.ts';
import { TestSpan } from './test-span.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';

/** Earlier origins whose errors are used, if the history is long enough. */
const CALIBRATION_ORIGINS = 100;

/** Forecasts of the next values, one result per model, and their origins, one per series. */
export interface NextResults {
  readonly results: readonly FoldResult[];
  readonly origins: Origins;
}

export interface NextIntervals {
  /** By model, one per level: (series, horizon). */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** Earlier origins whose errors were used. */
  readonly origins: number;
  readonly warnings: readonly Warning[];
}

/**
 * Intervals of every requested level.
 * @param reused - the saved models that made the forecasts; absent: fit for the intervals
 */
export async function nextIntervals(
  panel: Panel,
  options: BacktestOptions,
  context: BacktestContext,
  next: NextResults,
  reused: ReusedModels | undefined,
): Promise<NextIntervals> {
  if (options.level.length === 0) return { intervals: new Map(), origins: 0, warnings: [] };
  const own = new Map(
    next.results.flatMap(({ model, intervals }) =>
      intervals.length > 0 ? [[model, intervals] as const] : [],
    ),
  );
  const models = next.results.map(({ model }) => model).filter((model) => !own.has(model));
  if (models.length === 0) return { intervals: own, origins: 0, warnings: [] };
  const room = roomForOrigins(panel, options, reused);
  const origins = Math.min(CALIBRATION_ORIGINS, room);
  const needed = errorsNeeded(options.level[0]);
  if (origins < needed) {
    const rows = reused ? 'the rows since the models were fitted have' : 'the history has';
    const warning = `no intervals: ${options.level[0]} % needs ${needed} earlier errors, and ${rows} room for ${Math.max(origins, 0)}`;
    return { intervals: own, origins: 0, warnings: [warningOf(warning)] };
  }
  const past = reused
    ? forecastPast(panel, options, reused, models, origins)
    : await refitForPast(panel, options, context, models, origins);
  const calibrated = calibrateNext(panel, options, past, next);
  return {
    intervals: new Map([...own, ...calibrated]),
    origins,
    warnings: [
      ...missingIntervals(panel, options, calibrated, next.origins).map(warningOf),
      ...past.failures.map(({ model, message }) => warningOf(`${model} has no intervals: ${message}`)),
    ],
  };
}

/** Origins at the end of the history that can be forecast from with known errors. */
function roomForOrigins({ time }: Panel, options: BacktestOptions, reused: ReusedModels | undefined): number {
  const { horizon } = options;
  const lookback = lookbackOf(options);
  if (reused) return time.length - horizon - Math.max(reused.cutoff, lookback - 1);
  // Half of the rows that a fit can spare: the fit needs rows to learn from too.
  return Math.floor((time.length - lookback - 2 * horizon - 1) / 2);
}

/** Forecasts from the last origins whose targets are known. */
interface PastForecasts {
  readonly origins: PlannedOrigins;
  readonly results: readonly FoldResult[];
  readonly failures: readonly FitFailure[];
}

/** By fits on the rows before these origins. */
async function refitForPast(
  panel: Panel,
  options: BacktestOptions,
  context: BacktestContext,
  models: readonly string[],
  count: number,
): Promise<PastForecasts> {
  const rolling = {
    ...options,
    test: TestSpan.ofRows(count + options.horizon - 1),
    stepSize: 1,
    refit: 0,
    gap: 0,
    warm: false,
  };
  const plan = planBacktest(panel, rolling);
  const origins = plannedOrigins(panel, plan, rolling);
  const fits = fitsOf(plan, origins);
  const fitted = await fitAll(panel, rolling, models, fits, { ...context, keepsState: false });
  return { origins, ...fitted };
}

/** By saved models, which saw nothing after the first of these origins. */
function forecastPast(
  panel: Panel,
  options: BacktestOptions,
  reused: ReusedModels,
  models: readonly string[],
  count: number,
): PastForecasts {
  const first = panel.time.length - options.horizon - count;
  const fold = {
    fold: 0,
    start: 0,
    cutoff: reused.cutoff,
    origins: Int32Array.from({ length: count }, (_, i) => first + i),
  };
  const isFitted = reused.models.series.map(({ isTrained }) => isTrained);
  const plan = { folds: [fold], lookback: lookbackOf(options) };
  const origins = plannedOrigins(panel, plan, options, isFitted);
  const results = forecastSaved(panel, reused, options, models, origins.byFold[0]);
  return { origins, results, failures: [] };
}

/** Intervals of the next values from the errors of the past ones, by model. */
function calibrateNext(
  panel: Panel,
  options: BacktestOptions,
  { origins, results }: PastForecasts,
  next: NextResults,
): ReadonlyMap<string, readonly Interval[]> {
  const models = results.map(({ model }) => model);
  const past = fillTable(origins, results, models, panel, { ...options, level: [] });
  const { intervals } = intervalsOf(withNext(past, next, options.horizon), new Map(), panel, options);
  const size = next.origins.row.length * options.horizon;
  return new Map(
    Array.from(intervals, ([model, levels]) => [
      model,
      levels.map(({ level, lo, hi }) => ({ level, lo: lo.slice(-size), hi: hi.slice(-size) })),
    ]),
  );
}

/** The rows of the past, followed by those of the next values, by series and then by step. */
function withNext(
  past: ForecastTable,
  { results, origins: { series, row } }: NextResults,
  horizon: number,
): Pick<ForecastTable, 'series' | 'origin' | 'step' | 'y' | 'yhat'> {
  const rows = Array.from({ length: row.length * horizon }, (_, i) => i);
  const latest = new Map(results.map(({ model, yhat }) => [model, yhat]));
  return {
    series: Int32Array.from([...past.series, ...rows.map((i) => series[Math.floor(i / horizon)])]),
    origin: Int32Array.from([...past.origin, ...rows.map((i) => row[Math.floor(i / horizon)])]),
    step: Int32Array.from([...past.step, ...rows.map((i) => (i % horizon) + 1)]),
    y: Float64Array.from([...past.y, ...rows.map(() => NaN)]),
    yhat: new Map(
      [...past.yhat].map(([model, yhat]) => [model, Float64Array.from([...yhat, ...latest.get(model)!])]),
    ),
  };
}

/** Why some models have no interval of some level: the series never moved, or too few errors are known. */
function missingIntervals(
  panel: Panel,
  { level: levels, interval, horizon }: BacktestOptions,
  intervals: ReadonlyMap<string, readonly Interval[]>,
  { series, row }: Origins,
): readonly string[] {
  const { isScaled } = intervalMethods[interval];
  const isStill = Array.from(
    row,
    (at, i) => isScaled && !(ewmaVolatility(panel.series[series[i]].values).change[at] > 0),
  );
  const still = Array.from(series, (s) => panel.series[s].id).filter((_, i) => isStill[i]);
  const lacking = levels.filter((_, l) =>
    [...intervals.values()].some((ofModel) =>
      ofModel[l].lo.some((bound, i) => Number.isNaN(bound) && !isStill[Math.floor(i / horizon)]),
    ),
  );
  return [
    ...(still.length === 0
      ? []
      : [
          `no intervals of ${still.join(', ')}: the values never change, so there is no volatility to scale errors by`,
        ]),
    ...lacking.map(
      (level) => `no ${level} % interval if fewer than ${errorsNeeded(level)} earlier errors are known`,
    ),
  ];
}
