/** The next values: every model fitted on everything known, forecasting from the last row. */

import type { Panel } from '../data/panel.ts';
import { addSteps, formatTime, inferTimeframe } from '../data/timeframe.ts';
import { runLengths, trainingWindowFinder } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import type { Interval } from '../models/model.ts';
import { errorsNeeded } from './intervals/calibrate.ts';
import { intervalsOf } from './intervals/table.ts';
import type { FitFailure } from './jobs.ts';
import { fillTable, placesOf } from './places.ts';
import { lookbackOf, modelsOf, planBacktest } from './plan.ts';
import type { BacktestOptions, FoldResult, ForecastTable } from './result.ts';
import { checkValues, fitAll } from './run.ts';
import type { RunContext } from './run.ts';

/** Origins whose errors make the intervals of what comes next, where the history is long enough. */
const CALIBRATION_ORIGINS = 100;

export interface NextForecast {
  /** Names of the series that were forecast. */
  readonly series: readonly string[];
  /** Milliseconds of the origin, the panel's last row. */
  readonly origin: number;
  /** Value at each origin. */
  readonly last: readonly number[];
  /** Milliseconds of the rows forecast, by step; `NaN` where the time of the next row is not known. */
  readonly ds: Float64Array;
  /** Forecasts by model: series x horizon. */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for the models that have more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  /** Intervals by model, one per level asked for: series x horizon; `NaN` where there is none. */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** Earlier origins whose errors they come of; 0 where none were asked for or every model makes its own. */
  readonly calibration: number;
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly string[];
}

/**
 * Forecasts of the `horizon` rows after the last one, of every series that reaches it.
 * @throws DataError where no series reaches it with a full window
 */
export async function forecastNext(
  panel: Panel,
  options: BacktestOptions,
  context: RunContext = { jobs: 1 },
): Promise<NextForecast> {
  checkValues(panel, options);
  const { horizon, trainSize } = options;
  const lookback = lookbackOf(options);
  const cutoff = panel.time.length - 1;
  const start = trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1);
  const skipped: string[] = [];
  const ready = panel.series.flatMap((series, s) => {
    const { id, last, values } = series;
    // A fit that has seen later rows of other series would know the future of one that ended before.
    if (last < cutoff) {
      skipped.push(`${id} ends ${formatTime(panel.time[last])}, before ${formatTime(panel.time[cutoff])}`);
      return [];
    }
    const run = runLengths(values)[last];
    const canTrain = trainingWindowFinder(series, windowLookback(options), horizon);
    if (run >= lookback && canTrain({ start, cutoff })) return [s];
    skipped.push(
      `${id} ends with ${run} rows without a gap, and needs ${lookback}, and ${lookback + horizon} to train on`,
    );
    return [];
  });
  if (ready.length === 0)
    throw new DataError(`expected a series to forecast, but ${skipped.join('; ')}`, {
      hint: 'bring a longer history, lower `--input-size`, or try `--gaps ffill`',
    });
  const serves = { series: Int32Array.from(ready), row: Int32Array.from(ready, () => cutoff) };
  const models = modelsOf(options);
  const fits = [{ fold: 0, start, cutoff, serves }];
  const { results, failures } = await fitAll(panel, options, models, fits, context);
  const calibrated = await calibrateNext(panel, options, context, ready, results);
  return {
    series: ready.map((s) => panel.series[s].id),
    origin: panel.time[cutoff],
    last: ready.map((s) => panel.series[s].values[cutoff]),
    ds: timesAfter(panel, horizon),
    models: new Map(results.map(({ model, yhat }) => [model, yhat])),
    spread: new Map(results.flatMap(({ model, spread }) => (spread ? [[model, spread] as const] : []))),
    intervals: calibrated.intervals,
    calibration: calibrated.origins,
    failures,
    warnings: [...skipped.map((reason) => `${reason}: not forecast`), ...calibrated.warnings],
  };
}

interface CalibratedNext {
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  readonly origins: number;
  readonly warnings: readonly string[];
}

/**
 * Intervals of the next values. A model that makes its own keeps them. The others need errors that are known by now: each is
 * fitted once more, on the rows before the last origins of the history, and forecasts from every one of them.
 */
async function calibrateNext(
  panel: Panel,
  options: BacktestOptions,
  context: RunContext,
  ready: readonly number[],
  next: readonly FoldResult[],
): Promise<CalibratedNext> {
  const none: CalibratedNext = { intervals: new Map(), origins: 0, warnings: [] };
  if (options.level.length === 0) return none;
  const own = new Map(
    next.flatMap(({ model, intervals }) => (intervals.length > 0 ? [[model, intervals] as const] : [])),
  );
  const models = next.map(({ model }) => model).filter((model) => !own.has(model));
  if (models.length === 0) return { ...none, intervals: own };
  const { horizon } = options;
  // Half of what a fit can spare, so that the fit has rows to learn from too.
  const spare = panel.time.length - lookbackOf(options) - 2 * horizon - 1;
  const origins = Math.min(CALIBRATION_ORIGINS, Math.floor(spare / 2));
  const needed = errorsNeeded(options.level[0]);
  if (origins < needed)
    return {
      ...none,
      intervals: own,
      warnings: [
        `no intervals: ${options.level[0]} % needs ${needed} earlier errors, and the history has room for ${Math.max(origins, 0)}`,
      ],
    };
  const rolling = {
    ...options,
    test: String(origins + horizon - 1),
    stepSize: 1,
    refit: 0,
    gap: 0,
    warm: false,
  };
  const plan = planBacktest(panel, rolling);
  const places = placesOf(panel, plan, rolling);
  const fits = plan.folds.map((fold, index) => ({ ...fold, serves: places.byFold[index] }));
  const { results, failures } = await fitAll(panel, rolling, models, fits, context);
  const fitted = results.map(({ model }) => model);
  const past = fillTable(places, results, fitted, panel, { ...rolling, level: [] });
  const table = withNext(past, ready, panel.time.length - 1, next, horizon);
  const { intervals } = intervalsOf(table, new Map(), panel, options);
  const size = ready.length * horizon;
  const calibrated = [...intervals].map(
    ([model, levels]) =>
      [
        model,
        levels.map(({ level, lo, hi }) => ({ level, lo: lo.slice(-size), hi: hi.slice(-size) })),
      ] as const,
  );
  const missing = options.level.filter((_, l) =>
    calibrated.some(([, levels]) => levels[l].lo.some((bound) => Number.isNaN(bound))),
  );
  return {
    intervals: new Map([...own, ...calibrated]),
    origins,
    warnings: [
      ...missing.map(
        (level) => `no ${level} % interval where fewer than ${errorsNeeded(level)} earlier errors are known`,
      ),
      ...failures.map(({ model, message }) => `${model} has no intervals: ${message}`),
    ],
  };
}

/** The rows of the past with those of the next values after them, series by series and step by step. */
function withNext(
  past: ForecastTable,
  ready: readonly number[],
  cutoff: number,
  next: readonly FoldResult[],
  horizon: number,
): Pick<ForecastTable, 'series' | 'origin' | 'step' | 'y' | 'yhat'> {
  const size = ready.length * horizon;
  const places = Array.from({ length: size }, (_, i) => i);
  const latest = new Map(next.map(({ model, yhat }) => [model, yhat]));
  return {
    series: Int32Array.from([...past.series, ...places.map((i) => ready[Math.floor(i / horizon)])]),
    origin: Int32Array.from([...past.origin, ...places.map(() => cutoff)]),
    step: Int32Array.from([...past.step, ...places.map((i) => (i % horizon) + 1)]),
    y: Float64Array.from([...past.y, ...places.map(() => NaN)]),
    yhat: new Map(
      [...past.yhat].map(([model, yhat]) => [model, Float64Array.from([...yhat, ...latest.get(model)!])]),
    ),
  };
}

/** The next times of the grid; `NaN` where rows are taken as they come and are not evenly spaced. */
function timesAfter({ time, timeframe }: Panel, horizon: number): Float64Array {
  const step = timeframe ?? inferTimeframe([time]);
  const isEven = step !== null && time.every((ms, i) => ms === addSteps(time[0], step, i));
  return Float64Array.from({ length: horizon }, (_, k) =>
    isEven ? addSteps(time[0], step, time.length + k) : NaN,
  );
}
