/**
 * The unit of work: one model, fitted on one or more sets of training rows; each fit forecasts from its origins. The
 * results are a pure function of (panel, options, task) on any thread.
 */

import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { HindcastError } from '../errors.ts';
import type { LearningCurve } from '../models/learning-curve.ts';
import type {
  FitProgress,
  Forecaster,
  Interval,
  ModelOptions,
  Origins,
  TrainingRows,
} from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { FitState } from '../models/state.ts';
import { checkForecasts } from './check-forecasts.ts';
import type { BacktestOptions } from './options.ts';

/** One fit: its training rows and the origins that it forecasts from. */
export interface Fit extends TrainingRows {
  readonly origins: Origins;
}

export interface Task {
  readonly model: string;
  /** Number of the network within its fit; 0 for models without a seed. */
  readonly member: number;
  /** In order; more than one if each starts from the weights of the one before (`--warm`). */
  readonly fits: readonly Fit[];
  /** Whether the results include what was learnt. */
  readonly keepsState?: boolean;
  /** Options of its own instead of those that the tasks share. */
  readonly options?: BacktestOptions;
}

/** The result of one fit; plain data, so that a worker can send it. */
export interface FitResult {
  readonly model: string;
  readonly member: number;
  readonly fold: number;
  /** (origins, horizon) */
  readonly yhat: Float64Array;
  /** Of a model that makes its own, likewise; otherwise empty. */
  readonly intervals: readonly Interval[];
  /** By class, likewise; empty for numbers, and for a model that gives none. */
  readonly probabilities: readonly Float64Array[];
  readonly parameters: number;
  readonly epochs: number | undefined;
  /** Of a model with epochs; absent from fits that were kept by a version without it. */
  readonly curve?: LearningCurve | undefined;
  readonly seconds: number;
  /** What was learnt, if the task asked for it. */
  readonly state?: FitState | undefined;
}

export interface FitFailure {
  readonly model: string;
  readonly fold: number;
  readonly message: string;
  readonly hint: string | undefined;
  /** Whether it was stopped before it ended. */
  readonly wasStopped?: true;
  /** Whether the thread that fitted it has died, so that another try may succeed. */
  readonly isDeath?: true;
}

export interface TaskEvents {
  onEpoch(fit: { readonly model: string; readonly fold: number }, progress: FitProgress): void;
  /** Takes what a model that is another program writes for people. */
  onText(line: string): void;
  /** Awaited once per batch; may throw to stop. */
  readonly yieldToSignals?: () => Promise<void>;
  onFitted(result: FitResult): void;
  onFailed(failure: FitFailure): void;
}

/** What the tasks of a backtest share. */
export interface TaskData {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly registry: ModelRegistry;
}

/** Runs the fits of a task one after the other. A fit that fails ends the task; any other error is thrown. */
export async function runTask(data: TaskData, task: Task, events: TaskEvents): Promise<void> {
  let weights: Float32Array | undefined;
  for (const fit of task.fits) {
    try {
      const fitted = await runFit(data, task, fit, weights, events);
      events.onFitted(fitted.result);
      weights = fitted.weights;
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      events.onFailed({ model: task.model, fold: fit.fold, message: error.message, hint: error.hint });
      return;
    }
  }
}

async function runFit(
  { panel, options: shared, registry }: TaskData,
  { model, member, keepsState = false, options: own }: Task,
  fit: Fit,
  start: Float32Array | undefined,
  { onEpoch, onText, yieldToSignals }: TaskEvents,
): Promise<{ readonly result: FitResult; readonly weights: Float32Array | undefined }> {
  const { fold } = fit;
  const options: ModelOptions = own ?? shared;
  const started = performance.now();
  const forecaster = await registry.named(model).fit(panel, fit, options, {
    member,
    start,
    onEpoch: (progress) => onEpoch({ model, fold }, progress),
    onText,
    yieldToSignals,
  });
  await forecaster.prepare?.(panel, fit.origins);
  const forecasts = forecastsOf(forecaster, panel, fit.origins, options);
  checkForecasts(
    { model, fold, ...forecasts },
    {
      ...options,
      origins: fit.origins.row.length,
      isOfClasses: targetOf(options.target).quantity.classes !== undefined,
    },
  );
  const { parameters, epochs, curve, weights } = forecaster;
  const seconds = (performance.now() - started) / 1000;
  const state = keepsState ? forecaster.state() : undefined;
  return {
    result: { model, member, fold, ...forecasts, parameters, epochs, curve, seconds, state },
    weights,
  };
}

/** Forecasts from these origins, with the intervals and probabilities that the model makes itself. */
export function forecastsOf(
  forecaster: Forecaster,
  panel: Panel,
  origins: Origins,
  { level }: ModelOptions,
): Pick<FitResult, 'yhat' | 'intervals' | 'probabilities'> {
  return {
    yhat: forecaster.forecast(panel, origins),
    intervals: level.length === 0 ? [] : (forecaster.intervals?.(panel, origins) ?? []),
    probabilities: forecaster.probabilities?.(panel, origins) ?? [],
  };
}
