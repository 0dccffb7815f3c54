/** The next values: every model is fitted on all rows and forecasts from the last one, or a saved fit does. */

import { checkValues, fitAll } from './fits.ts';
import type { BacktestContext } from './fits.ts';
import { farForecasts, rangeUpTo } from './far-forecasts.ts';
import type { FoldResult } from './forecast-table.ts';
import { intervalsMade, nextIntervals } from './next-intervals.ts';
import { NUMBERS_VERSION } from './numbers-version.ts';
import type { BacktestOptions } from './options.ts';
import { checkAhead, warningsOnLastRow } from '../data/features/check-features.ts';
import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { addSteps, formatTime, inferTimeframe } from '../data/timeframe.ts';
import { runLengths, trainingWindowFinder } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { Interval, Origins, TrainingRows } from '../models/model.ts';
import { ensembleFailures } from './ensemble/with-ensembles.ts';
import { learnsWeights } from './ensemble/members.ts';
import { nextEnsembles } from './next-ensembles.ts';
import { fittedModels, lookbackOf, modelsOf } from './plan.ts';
import { checkSaved, forecastSaved } from './restore.ts';
import type { ReusedModels } from './restore.ts';
import { digestOfModels } from './saved-models.ts';
import type { SavedModels } from './saved-models.ts';
import type { FitFailure } from './tasks.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';

export interface NextForecast {
  /** Names of the series that were forecast. */
  readonly series: readonly string[];
  /** Milliseconds of the origin, the panel's last row. */
  readonly origin: number;
  /** Value at the origin, by series. */
  readonly last: readonly number[];
  /** Milliseconds of the forecast rows, by step; `NaN` if the time of the next row is unknown. */
  readonly ds: Float64Array;
  /** Milliseconds at which their candles close, likewise. */
  readonly closes: Float64Array;
  /** Forecasts by model: (series, horizon). */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for models with more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  /** Probabilities by model and class, for models that give them: (series, horizon). */
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
  /** Intervals by model, one per requested level: (series, horizon); `NaN` if there is none. */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** Earlier origins whose errors the intervals use; 0 if no intervals were requested or every model makes its own. */
  readonly calibration: number;
  /** Of saved models: time of the last row they were fitted on, rows since then, and their digest. */
  readonly weights:
    | { readonly through: number; readonly rowsSince: number; readonly digest: string }
    | undefined;
  /** The fitted models, if requested and no fit failed. */
  readonly saved: SavedModels | undefined;
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly Warning[];
}

export interface NextContext extends BacktestContext {
  /** Forecast with these saved models, and fit nothing. */
  readonly weights?: SavedModels | undefined;
  /** Whether to fit anyway for the intervals: too few rows came after the saved models for their errors. */
  readonly calibratesAnew?: boolean;
}

/**
 * Forecasts of the `horizon` rows after the last one, of every series that reaches it.
 * @throws DataError if no series reaches it with a full window
 */
export async function forecastNext(
  panel: Panel,
  options: BacktestOptions,
  context: NextContext = { workers: 1 },
): Promise<NextForecast> {
  const { weights, keepsState = false, registry = builtIn } = context;
  const reused = weights && { models: weights, cutoff: checkSaved(panel, weights, options) };
  checkValues(panel, options);
  const rows = trainingRows(panel, options);
  const isTrained = trainedSeries(panel, options, rows, weights);
  const { ready, reasons } = readySeries(panel, options, registry, isTrained, weights);
  if (ready.length === 0)
    throw new DataError(`expected a series to forecast, but ${reasons.join('; ')}`, {
      hint: 'use a longer history, lower `--input-size`, or try `--gaps ffill`',
    });
  const readsFeatures = modelsOf(options).some((model) => registry.named(model).takesFeatures);
  if (readsFeatures) checkAhead(panel, ready, options);
  const origins = { series: Int32Array.from(ready), row: Int32Array.from(ready, () => rows.cutoff) };
  const made = await nextResults(panel, options, context, { rows, origins, reused });
  return {
    series: ready.map((s) => panel.series[s].id),
    origin: panel.time[rows.cutoff],
    last: ready.map((s) => panel.series[s].values[rows.cutoff]),
    ...timesAfter(panel, options.horizon),
    ...byModel(made.results),
    intervals: made.intervals,
    calibration: made.calibration,
    weights: reused && {
      through: reused.models.trained.through,
      rowsSince: rows.cutoff - reused.cutoff,
      digest: digestOfModels(reused.models),
    },
    saved:
      keepsState !== false && made.failures.length === 0
        ? (weights ?? modelsToSave(panel, options, rows, isTrained, made.results))
        : undefined,
    failures: made.failures,
    warnings: [
      ...versionWarnings(weights),
      ...reasons.map((reason) => warningOf(`${reason}: not forecast`)),
      ...(readsFeatures ? warningsOnLastRow(panel, ready, options) : []),
      ...made.warnings,
      ...farNextForecasts(panel, options, origins, made.results),
    ],
  };
}

/** Forecasts of every model from these origins, by fits on these rows or by saved models, with intervals and ensembles. */
async function nextResults(
  panel: Panel,
  options: BacktestOptions,
  context: NextContext,
  {
    rows,
    origins,
    reused,
  }: {
    readonly rows: TrainingRows;
    readonly origins: Origins;
    readonly reused: ReusedModels | undefined;
  },
): Promise<
  Pick<NextForecast, 'intervals' | 'calibration' | 'failures' | 'warnings'> & {
    readonly results: readonly FoldResult[];
  }
> {
  const { calibratesAnew = false, registry = builtIn } = context;
  const models = fittedModels(options, registry);
  const fits = [{ ...rows, origins }];
  const fitted = reused
    ? { results: forecastSaved(panel, reused, options, models, origins, registry), failures: [] }
    : await fitAll(
        panel,
        options,
        models.map((model) => ({ model, fits })),
        context,
      );
  const next = {
    results: fitted.results,
    origins,
    needsErrors: !reused && learnsWeights(options, registry),
  };
  const calibrated = await nextIntervals(panel, options, context, next, calibratesAnew ? undefined : reused);
  const ensembles = nextEnsembles(panel, options, registry, next, calibrated, reused?.models);
  const all = [...fitted.results, ...ensembles];
  return {
    results: modelsOf(options).flatMap((model) => all.filter((result) => result.model === model)),
    intervals: new Map([...calibrated.intervals, ...intervalsMade(ensembles)]),
    calibration: calibrated.origins,
    failures: [...fitted.failures, ...ensembleFailures(fitted.failures, options, registry)],
    warnings: calibrated.warnings,
  };
}

/** All rows, or the last `trainSize` of them. */
function trainingRows({ time }: Panel, { trainSize }: BacktestOptions): TrainingRows {
  const cutoff = time.length - 1;
  return { fold: 0, start: trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1), cutoff };
}

/** By series, whether a model learns from it, or has learnt from it when it was saved. */
function trainedSeries(
  { series }: Panel,
  options: BacktestOptions,
  rows: TrainingRows,
  weights: SavedModels | undefined,
): readonly boolean[] {
  if (weights) return weights.series.map(({ isTrained }) => isTrained);
  const lookback = windowLookback(options);
  return series.map((one) => trainingWindowFinder(one, lookback, options.horizon)(rows));
}

/** Numbers of the series that can be forecast from the last row, and for each other series the reason why not. */
function readySeries(
  { time, series }: Panel,
  options: BacktestOptions,
  registry: ModelRegistry,
  isTrained: readonly boolean[],
  weights: SavedModels | undefined,
): { readonly ready: readonly number[]; readonly reasons: readonly string[] } {
  const lookback = lookbackOf(options, registry);
  const cutoff = time.length - 1;
  const reasonOf = (s: number): string | undefined => {
    const { id, last, values } = series[s];
    // A fit that saw later rows of other series would know the future of one that ends earlier.
    if (last < cutoff) return `${id} ends ${formatTime(time[last])}, before ${formatTime(time[cutoff])}`;
    const length = runLengths(values)[last];
    if (length >= lookback && isTrained[s]) return undefined;
    if (weights && !isTrained[s]) return `${id} had no rows to train on when the models were saved`;
    const training = weights ? '' : `, and ${lookback + options.horizon} to train on`;
    return `${id} ends with ${length} rows without a gap, and needs ${lookback}${training}`;
  };
  const reasons = series.map((_, s) => reasonOf(s));
  return {
    ready: [...reasons.keys()].filter((s) => reasons[s] === undefined),
    reasons: reasons.filter((reason) => reason !== undefined),
  };
}

/** The next times of the grid and the closes of their candles; `NaN` if rows are off the grid and unevenly spaced. */
function timesAfter({ time, timeframe }: Panel, horizon: number): Pick<NextForecast, 'ds' | 'closes'> {
  const step = timeframe ?? inferTimeframe([time]);
  const isEven = step !== null && time.every((ms, i) => ms === addSteps(time[0], step, i));
  const after = (rows: number): Float64Array =>
    Float64Array.from({ length: horizon }, (_, k) =>
      isEven ? addSteps(time[0], step, time.length + k + rows) : NaN,
    );
  return { ds: after(0), closes: after(1) };
}

function byModel(results: readonly FoldResult[]): Pick<NextForecast, 'models' | 'spread' | 'probabilities'> {
  return {
    models: new Map(results.map(({ model, yhat }) => [model, yhat])),
    spread: new Map(results.flatMap(({ model, spread }) => (spread ? [[model, spread] as const] : []))),
    probabilities: new Map(
      results.flatMap(({ model, probabilities }) =>
        probabilities.length > 0 ? [[model, probabilities] as const] : [],
      ),
    ),
  };
}

function modelsToSave(
  { series, time, timeframe }: Panel,
  options: BacktestOptions,
  { start, cutoff }: TrainingRows,
  isTrained: readonly boolean[],
  results: readonly FoldResult[],
): SavedModels {
  return {
    numbers: NUMBERS_VERSION,
    options,
    series: series.map(({ id, digest }, s) => ({ id, digest, isTrained: isTrained[s] })),
    timeframe: timeframe?.name ?? null,
    trained: { from: time[start], through: time[cutoff] },
    models: new Map(results.map(({ model, states }) => [model, states])),
  };
}

/** Warnings about forecasts far from all values so far. */
function farNextForecasts(
  panel: Panel,
  { horizon, target }: BacktestOptions,
  { series, row }: Origins,
  results: readonly FoldResult[],
): readonly Warning[] {
  if (targetOf(target).quantity.classes !== undefined) return [];
  const ranges = Array.from(series, (s, i) => rangeUpTo(panel.series[s].values, row[i]));
  return farForecasts(byModel(results).models, (i) => ranges[Math.floor(i / horizon)]);
}

function versionWarnings(weights: SavedModels | undefined): readonly Warning[] {
  if (!weights || weights.numbers === NUMBERS_VERSION) return [];
  return [
    warningOf(
      `the saved models are of version ${weights.numbers} of the arithmetic, and this is version ${NUMBERS_VERSION}: their forecasts may differ in the last bits`,
    ),
  ];
}
