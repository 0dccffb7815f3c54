/** The next values: every model fitted on everything known, forecasting from the last row. */

import { checkValues, fitAll } from './fits.ts';
import type { BacktestContext } from './fits.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import { NUMBERS_VERSION } from './numbers-version.ts';
import type { BacktestOptions } from './options.ts';
import type { Panel } from '../data/panel.ts';
import { addSteps, formatTime, inferTimeframe } from '../data/timeframe.ts';
import { runLengths, trainingWindowFinder } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import type { Interval } from '../models/model.ts';
import { errorsNeeded } from './intervals/calibrate.ts';
import { intervalsOf } from './intervals/table.ts';
import type { FitFailure } from './tasks.ts';
import { fillTable, plannedOrigins } from './origins.ts';
import type { PlannedOrigins } from './origins.ts';
import { lookbackOf, modelsOf, planBacktest } from './plan.ts';
import { checkSaved, forecastSaved } from './restore.ts';
import { digestOfModels } from './saved-models.ts';
import type { SavedModels } from './saved-models.ts';

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
  /** Milliseconds at which their candles close, likewise. */
  readonly closes: Float64Array;
  /** Forecasts by model: series x horizon. */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for the models that have more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  /** Probabilities of classes by model and class, of the models that give them: series x horizon. */
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
  /** Intervals by model, one per level asked for: series x horizon; `NaN` where there is none. */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** Earlier origins whose errors they come of; 0 where none were asked for or every model makes its own. */
  readonly calibration: number;
  /** Of a forecast with saved models: what they were fitted through, and how many rows came after that. */
  readonly weights:
    | { readonly through: number; readonly rowsSince: number; readonly digest: string }
    | undefined;
  /** What was learnt, where it was asked for and no fit failed. */
  readonly saved: SavedModels | undefined;
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly string[];
}

export interface NextContext extends BacktestContext {
  /** Forecast with these, and fit nothing. */
  readonly weights?: SavedModels | undefined;
  /** Whether intervals come of fits all the same: the rows since a recent fit hold too few errors. */
  readonly calibratesAnew?: boolean;
}

/**
 * Forecasts of the `horizon` rows after the last one, of every series that reaches it.
 * @throws DataError where no series reaches it with a full window
 */
export async function forecastNext(
  panel: Panel,
  options: BacktestOptions,
  context: NextContext = { workers: 1 },
): Promise<NextForecast> {
  const { weights, keepsState = false } = context;
  const fittedThrough = weights && checkSaved(panel, weights, options);
  checkValues(panel, options);
  const { horizon, trainSize } = options;
  const lookback = lookbackOf(options);
  const cutoff = panel.time.length - 1;
  const start = trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1);
  const skipped: string[] = [];
  const isTrained = panel.series.map((series, s) =>
    weights
      ? weights.series[s].isTrained
      : trainingWindowFinder(series, windowLookback(options), horizon)({ start, cutoff }),
  );
  const ready = panel.series.flatMap((series, s) => {
    const { id, last, values } = series;
    // A fit that has seen later rows of other series would know the future of one that ended before.
    if (last < cutoff) {
      skipped.push(`${id} ends ${formatTime(panel.time[last])}, before ${formatTime(panel.time[cutoff])}`);
      return [];
    }
    const run = runLengths(values)[last];
    if (run >= lookback && isTrained[s]) return [s];
    skipped.push(
      weights && !isTrained[s]
        ? `${id} had no rows to train on when the models were saved`
        : `${id} ends with ${run} rows without a gap, and needs ${lookback}${weights ? '' : `, and ${lookback + horizon} to train on`}`,
    );
    return [];
  });
  if (ready.length === 0)
    throw new DataError(`expected a series to forecast, but ${skipped.join('; ')}`, {
      hint: 'bring a longer history, lower `--input-size`, or try `--gaps ffill`',
    });
  const serves = { series: Int32Array.from(ready), row: Int32Array.from(ready, () => cutoff) };
  const models = modelsOf(options);
  const fitted =
    weights && fittedThrough !== undefined
      ? {
          results: forecastSaved(panel, weights, options, fittedThrough, models, serves),
          failures: [],
        }
      : await fitAll(panel, options, models, [{ fold: 0, start, cutoff, origins: serves }], context);
  const { results, failures } = fitted;
  const calibrated =
    context.calibratesAnew === true
      ? await calibrateNext(panel, options, { ...context, weights: undefined }, ready, results, undefined)
      : await calibrateNext(panel, options, context, ready, results, fittedThrough);
  return {
    series: ready.map((s) => panel.series[s].id),
    origin: panel.time[cutoff],
    last: ready.map((s) => panel.series[s].values[cutoff]),
    ...timesAfter(panel, horizon),
    models: new Map(results.map(({ model, yhat }) => [model, yhat])),
    spread: new Map(results.flatMap(({ model, spread }) => (spread ? [[model, spread] as const] : []))),
    probabilities: new Map(
      results.flatMap(({ model, probabilities }) =>
        probabilities.length > 0 ? [[model, probabilities] as const] : [],
      ),
    ),
    intervals: calibrated.intervals,
    calibration: calibrated.origins,
    weights:
      weights && fittedThrough !== undefined
        ? {
            through: weights.trained.through,
            rowsSince: cutoff - fittedThrough,
            digest: digestOfModels(weights),
          }
        : undefined,
    saved:
      keepsState && failures.length === 0
        ? (weights ?? {
            numbers: NUMBERS_VERSION,
            options,
            series: panel.series.map(({ id, digest }, s) => ({ id, digest, isTrained: isTrained[s] })),
            timeframe: panel.timeframe?.name ?? null,
            trained: { from: panel.time[start], through: panel.time[cutoff] },
            models: new Map(results.map(({ model, states }) => [model, states])),
          })
        : undefined,
    failures,
    warnings: [
      ...(weights && weights.numbers !== NUMBERS_VERSION
        ? [
            `the saved models are of version ${weights.numbers} of the arithmetic, and this is version ${NUMBERS_VERSION}: their forecasts may not be the same to the last bit`,
          ]
        : []),
      ...skipped.map((reason) => `${reason}: not forecast`),
      ...calibrated.warnings,
    ],
  };
}

interface CalibratedNext {
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  readonly origins: number;
  readonly warnings: readonly string[];
}

/**
 * Intervals of the next values. A model that makes its own keeps them. The others need errors that are known by now: each is
 * fitted once more, on the rows before the last origins of the history, and forecasts from every one of them. A saved
 * model forecasts from the origins since it was fitted.
 * @param fittedThrough - row that the saved models were fitted through; `undefined` where they were fitted just now
 */
async function calibrateNext(
  panel: Panel,
  options: BacktestOptions,
  context: NextContext,
  ready: readonly number[],
  next: readonly FoldResult[],
  fittedThrough: number | undefined,
): Promise<CalibratedNext> {
  const none: CalibratedNext = { intervals: new Map(), origins: 0, warnings: [] };
  if (options.level.length === 0) return none;
  const own = new Map(
    next.flatMap(({ model, intervals }) => (intervals.length > 0 ? [[model, intervals] as const] : [])),
  );
  const models = next.map(({ model }) => model).filter((model) => !own.has(model));
  if (models.length === 0) return { ...none, intervals: own };
  const { horizon } = options;
  const { weights } = context;
  const rows = panel.time.length;
  const lookback = lookbackOf(options);
  // Half of what a fit can spare, so that the fit has rows to learn from too.
  const room =
    fittedThrough === undefined
      ? Math.floor((rows - lookback - 2 * horizon - 1) / 2)
      : rows - horizon - Math.max(fittedThrough, lookback - 1);
  const origins = Math.min(CALIBRATION_ORIGINS, room);
  const needed = errorsNeeded(options.level[0]);
  if (origins < needed)
    return {
      ...none,
      intervals: own,
      warnings: [
        `no intervals: ${options.level[0]} % needs ${needed} earlier errors, and ${weights ? 'the rows since the models were fitted have' : 'the history has'} room for ${Math.max(origins, 0)}`,
      ],
    };
  const { places, results, failures } =
    weights && fittedThrough !== undefined
      ? sinceFitted(panel, options, weights, models, fittedThrough, origins)
      : await refitted(panel, options, context, models, origins);
  const fitted = results.map(({ model }) => model);
  const past = fillTable(places, results, fitted, panel, { ...options, level: [] });
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

interface PastForecasts {
  readonly places: PlannedOrigins;
  readonly results: readonly FoldResult[];
  readonly failures: readonly FitFailure[];
}

/** From the last origins, by fits on the rows before them. */
async function refitted(
  panel: Panel,
  options: BacktestOptions,
  context: BacktestContext,
  models: readonly string[],
  origins: number,
): Promise<PastForecasts> {
  const rolling = {
    ...options,
    test: String(origins + options.horizon - 1),
    stepSize: 1,
    refit: 0,
    gap: 0,
    warm: false,
  };
  const plan = planBacktest(panel, rolling);
  const places = plannedOrigins(panel, plan, rolling);
  const fits = plan.folds.map((fold, index) => ({ ...fold, origins: places.byFold[index] }));
  const fitted = await fitAll(panel, rolling, models, fits, { ...context, keepsState: false });
  return { places, ...fitted };
}

/** From the last origins, by saved models that saw nothing after the first of them. */
function sinceFitted(
  panel: Panel,
  options: BacktestOptions,
  weights: SavedModels,
  models: readonly string[],
  fittedThrough: number,
  origins: number,
): PastForecasts {
  const first = panel.time.length - options.horizon - origins;
  const fold = {
    fold: 0,
    start: 0,
    cutoff: fittedThrough,
    origins: Int32Array.from({ length: origins }, (_, i) => first + i),
  };
  const isFitted = weights.series.map(({ isTrained }) => isTrained);
  const plan = { folds: [fold], lookback: lookbackOf(options) };
  const places = plannedOrigins(panel, plan, options, isFitted);
  const results = forecastSaved(panel, weights, options, fittedThrough, models, places.byFold[0]);
  return { places, results, failures: [] };
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

/** The next times of the grid and the ends of their candles; `NaN` where rows are taken as they come and are not evenly spaced. */
function timesAfter({ time, timeframe }: Panel, horizon: number): Pick<NextForecast, 'ds' | 'closes'> {
  const step = timeframe ?? inferTimeframe([time]);
  const isEven = step !== null && time.every((ms, i) => ms === addSteps(time[0], step, i));
  const after = (rows: number): Float64Array =>
    Float64Array.from({ length: horizon }, (_, k) =>
      isEven ? addSteps(time[0], step, time.length + k + rows) : NaN,
    );
  return { ds: after(0), closes: after(1) };
}
