/**
 * Intervals of the next values. A model that makes its own keeps them. The others need errors of earlier forecasts, so each
 * model is also fitted on parts of the history (`calibration.ts`) and forecasts the rows after them. A saved model forecasts
 * from the origins since it was fitted.
 */

import { calibrationFolds } from './calibration.ts';
import { fitAll } from './fits.ts';
import type { BacktestContext } from './fits.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import { errorsNeeded } from './intervals/calibrate.ts';
import { intervalMethods } from './intervals/index.ts';
import { intervalsOf } from './intervals/table.ts';
import type { CalibrationColumns } from './intervals/table.ts';
import type { BacktestOptions } from './options.ts';
import { ewmaVolatility } from '../data/ewma.ts';
import type { Panel } from '../data/panel.ts';
import { builtIn } from '../models/index.ts';
import type { Interval, Origins } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { fillTable, fitsOf, plannedOrigins } from './origins.ts';
import type { PlannedOrigins } from './origins.ts';
import { leastTrainingRows, lookbackOf } from './plan.ts';
import type { Fold } from './fold.ts';
import { forecastSaved } from './restore.ts';
import type { ReusedModels } from './restore.ts';
import type { FitFailure } from './tasks.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';

/** Most origins since saved models were fitted whose errors are used. */
const MOST_ORIGINS = 1000;
/** Most series that a warning names. */
const NAMED = 5;

/** Forecasts of the next values, one result per model, and their origins, one per series. */
export interface NextResults {
  readonly results: readonly FoldResult[];
  readonly origins: Origins;
  /** Whether earlier errors of every model are needed without intervals too: weights of an ensemble are learnt from them. */
  readonly needsErrors: boolean;
}

export interface NextIntervals {
  /** By model, one per level: (series, horizon). */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** Earlier origins with a known error at every step. */
  readonly origins: number;
  /** Forecasts from earlier origins, if any were made. */
  readonly past: ForecastTable | undefined;
  readonly warnings: readonly Warning[];
}

/** The intervals that models make themselves, by model. */
export function intervalsMade(
  results: readonly FoldResult[],
): readonly (readonly [string, readonly Interval[]])[] {
  return results.flatMap(({ model, intervals }) =>
    intervals.length > 0 ? [[model, intervals] as const] : [],
  );
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
  const { level } = options;
  const none = { intervals: new Map(), origins: 0, past: undefined, warnings: [] };
  if (level.length === 0 && !next.needsErrors) return none;
  const own = new Map(intervalsMade(next.results));
  const { registry = builtIn } = context;
  const lookback = lookbackOf(options, registry);
  const calibrated = next.results.map(({ model }) => model).filter((model) => !own.has(model));
  const models = next.needsErrors ? next.results.map(({ model }) => model) : calibrated;
  if (models.length === 0) return { ...none, intervals: own };
  const folds = reused
    ? foldSince(panel, reused, options, lookback)
    : foldsBefore(panel, options, lookback, registry);
  const atFirstStep = knownErrors(folds, panel, 1);
  const shortage = level.length > 0 ? shortageOf(level[0], atFirstStep, reused !== undefined) : [];
  if (atFirstStep === 0 || (shortage.length > 0 && !next.needsErrors))
    return { ...none, intervals: own, warnings: shortage };
  const past = reused
    ? forecastPast(panel, options, reused, registry, { models, folds, lookback })
    : await refitForPast(panel, options, context, { models, folds, lookback });
  const table = tableOfPast(panel, options, past);
  const hasIntervals = level.length > 0 && shortage.length === 0;
  const made: ReadonlyMap<string, readonly Interval[]> = hasIntervals
    ? calibrateNext(panel, options, table, next, calibrated)
    : new Map();
  return {
    intervals: new Map([...own, ...made]),
    origins: hasIntervals ? knownErrors(folds, panel, options.horizon) : 0,
    past: table,
    warnings: [
      ...shortage,
      ...(hasIntervals ? missingIntervals(panel, options, made, next.origins).map(warningOf) : []),
      ...past.failures.map(({ model, message }) =>
        warningOf(`${model} has fewer ${hasIntervals ? 'intervals' : 'earlier errors'}: ${message}`),
      ),
    ],
  };
}

/** A warning if too few errors are known for intervals of this level. */
function shortageOf(level: number, known: number, isReused: boolean): readonly Warning[] {
  const needed = errorsNeeded(level);
  if (known >= needed) return [];
  const rows = isReused ? 'the rows since the models were fitted have' : 'the history has';
  return [
    warningOf(`no intervals: ${level} % needs ${needed} earlier errors, and ${rows} room for ${known}`),
  ];
}

/** The fits before the last row, as a backtest has them before its test span. */
function foldsBefore(
  panel: Panel,
  options: BacktestOptions,
  lookback: number,
  registry: ModelRegistry,
): readonly Fold[] {
  const training = leastTrainingRows(lookback, options.horizon);
  const rows = { first: panel.time.length - 1, training, series: panel.series.length };
  return calibrationFolds(rows, { ...options, gap: 0 }, registry);
}

/** The origins since the saved models were fitted, with a known error at every step. */
function foldSince(
  { time }: Panel,
  { cutoff }: ReusedModels,
  options: BacktestOptions,
  lookback: number,
): readonly Fold[] {
  const end = time.length - options.horizon;
  const from = Math.max(cutoff, lookback - 1, end - MOST_ORIGINS);
  const origins = Int32Array.from({ length: Math.max(end - from, 0) }, (_, i) => from + i);
  return [{ fold: 0, start: 0, cutoff, origins }];
}

/** Origins of these folds whose errors are known up to this step. */
function knownErrors(folds: readonly Fold[], { time }: Panel, step: number): number {
  return folds.reduce(
    (sum, { origins }) => sum + origins.filter((row) => row + step < time.length).length,
    0,
  );
}

/** What is forecast from earlier origins. */
interface PastPlan {
  readonly models: readonly string[];
  readonly folds: readonly Fold[];
  readonly lookback: number;
}

/** Forecasts from earlier origins. */
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
  { models, ...plan }: PastPlan,
): Promise<PastForecasts> {
  const { folds } = plan;
  const origins = plannedOrigins(panel, plan, options);
  const fits = fitsOf(folds, origins).filter((fit) => fit.origins.row.length > 0);
  const work = models.map((model) => ({ model, fits }));
  const fitted = await fitAll(panel, { ...options, warm: false }, work, { ...context, keepsState: false });
  return { origins, ...fitted };
}

/** By saved models, which saw nothing after the first of these origins. */
function forecastPast(
  panel: Panel,
  options: BacktestOptions,
  reused: ReusedModels,
  registry: ModelRegistry,
  { models, ...plan }: PastPlan,
): PastForecasts {
  const isFitted = reused.models.series.map(({ isTrained }) => isTrained);
  const origins = plannedOrigins(panel, plan, options, isFitted);
  const results = forecastSaved(panel, reused, options, models, origins.byFold[0], registry);
  return { origins, results, failures: [] };
}

function tableOfPast(
  panel: Panel,
  options: BacktestOptions,
  { origins, results }: PastForecasts,
): ForecastTable {
  const models = [...new Set(results.map(({ model }) => model))];
  return fillTable(origins, results, models, panel, { ...options, level: [] });
}

/** Intervals of the next values from the errors of the past ones, of those of these models that have any. */
function calibrateNext(
  panel: Panel,
  options: BacktestOptions,
  past: ForecastTable,
  next: NextResults,
  calibrated: readonly string[],
): ReadonlyMap<string, readonly Interval[]> {
  const models = calibrated.filter((model) => past.yhat.has(model));
  return new Map(intervalsOf(tableOf(next, models, options.horizon), panel, options, { past }).intervals);
}

/** The next values of these models as rows of a table, by series and then by step; nothing is known of what comes. */
export function tableOf(
  { results, origins: { series, row } }: Pick<NextResults, 'results' | 'origins'>,
  models: readonly string[],
  horizon: number,
): CalibrationColumns {
  const column = (read: (place: number, step: number) => number): number[] =>
    Array.from({ length: row.length * horizon }, (_, i) => read(Math.floor(i / horizon), (i % horizon) + 1));
  return {
    series: Int32Array.from(column((place) => series[place])),
    origin: Int32Array.from(column((place) => row[place])),
    step: Int32Array.from(column((_, step) => step)),
    y: Float64Array.from(column(() => NaN)),
    yhat: new Map(
      results.flatMap(({ model, yhat }) => (models.includes(model) ? [[model, yhat] as const] : [])),
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
  const isScaled = 'volatility' in intervalMethods[interval];
  const isStill = Array.from(
    row,
    (at, i) => isScaled && !(ewmaVolatility(panel.series[series[i]].values).change[at] > 0),
  );
  const names = (places: readonly number[]): string => named(places.map((i) => panel.series[series[i]].id));
  const places = [...series.keys()];
  const still = places.filter((i) => isStill[i]);
  /** Of a place and a level: the lower bounds of all models and steps. */
  const boundsAt = (place: number, l: number): number[] =>
    [...intervals.values()].flatMap((ofModel) => [
      ...ofModel[l].lo.subarray(place * horizon, (place + 1) * horizon),
    ]);
  return [
    ...(still.length === 0
      ? []
      : [
          `no intervals of ${names(still)}: the values never change, so there is no volatility to scale errors by`,
        ]),
    ...levels.flatMap((level, l) => {
      const lacking = places.filter((place) => !isStill[place] && boundsAt(place, l).some(Number.isNaN));
      if (lacking.length === 0) return [];
      const of = lacking.length === series.length ? '' : ` of ${names(lacking)}`;
      const where = lacking.every((place) => boundsAt(place, l).every(Number.isNaN)) ? '' : ' at some steps';
      return [
        `no ${level} % interval${of}${where}: it needs ${errorsNeeded(level)} earlier errors, and fewer are known`,
      ];
    }),
  ];
}

/** The first few of these names, and how many more there are. */
function named(ids: readonly string[]): string {
  const rest = ids.length - NAMED;
  return rest > 0 ? `${ids.slice(0, NAMED).join(', ')} and ${rest} more` : ids.join(', ');
}
