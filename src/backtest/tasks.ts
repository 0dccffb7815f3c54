/**
 * The unit of work: one model, fitted on one or more sets of training rows, each fit forecasting from the
 * origins it serves. A job is a pure function of (panel, options, job), wherever it runs.
 */

import type { Panel } from '../data/panel.ts';
import { HindcastError, TrainingError } from '../errors.ts';
import { modelNamed } from '../models/index.ts';
import type {
  FitProgress,
  Forecaster,
  Interval,
  ModelOptions,
  Origins,
  TrainingRows,
} from '../models/model.ts';
import type { FitState } from '../models/state.ts';

export interface Fit extends TrainingRows {
  readonly origins: Origins;
}

export interface Task {
  readonly model: string;
  /** Which of the networks of a fit; 0 for models without a seed. */
  readonly member: number;
  /** In order; more than one where each starts from the weights of the one before (`--warm`). */
  readonly fits: readonly Fit[];
  /** Whether the results bring along what was learnt. */
  readonly keepsState?: boolean;
}

/** What came of one fit; plain data, so that a worker can send it. */
export interface FitResult {
  readonly model: string;
  readonly member: number;
  readonly fold: number;
  /** (origins, horizon) */
  readonly yhat: Float64Array;
  /** Of a model that makes its own, likewise; else none. */
  readonly intervals: readonly Interval[];
  /** By class, likewise; none of numbers, or of a model that gives none. */
  readonly probabilities: readonly Float64Array[];
  readonly parameters: number;
  readonly epochs: number | undefined;
  readonly seconds: number;
  /** What was learnt, where the job asked for it. */
  readonly state?: FitState | undefined;
}

export interface FitFailure {
  readonly model: string;
  readonly fold: number;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface TaskEvents {
  onEpoch(fit: { readonly model: string; readonly fold: number }, progress: FitProgress): void;
  /** Awaited once per batch; may throw to stop. */
  readonly yieldToSignals?: () => Promise<void>;
  onFitted(result: FitResult): void;
  onFailed(failure: FitFailure): void;
}

/** Runs the fits of a job one after the other. A fit that fails ends its job; a bug of ours is thrown. */
export async function runTask(
  panel: Panel,
  options: ModelOptions,
  job: Task,
  events: TaskEvents,
): Promise<void> {
  const model = modelNamed(job.model);
  let before: Forecaster | undefined;
  for (const fit of job.fits) {
    const { fold } = fit;
    const started = performance.now();
    try {
      const forecaster = await model.fit(panel, fit, options, {
        member: job.member,
        start: before?.weights,
        onEpoch: (progress) => events.onEpoch({ model: job.model, fold }, progress),
        yieldToSignals: events.yieldToSignals,
      });
      const { yhat, intervals, probabilities } = forecastsOf(forecaster, panel, fit.origins, options);
      const wrong = yhat.find((value) => !Number.isFinite(value));
      if (wrong !== undefined)
        throw new TrainingError(`expected finite forecasts, got ${wrong} from ${job.model} in fold ${fold}`, {
          hint: 'try a lower `--learning-rate`, or `--clip 1`',
        });
      const { parameters, epochs } = forecaster;
      const seconds = (performance.now() - started) / 1000;
      const { model: name, member } = job;
      const state = job.keepsState === true ? forecaster.state() : undefined;
      events.onFitted({
        model: name,
        member,
        fold,
        yhat,
        intervals,
        probabilities,
        parameters,
        epochs,
        seconds,
        state,
      });
      before = forecaster;
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      events.onFailed({ model: job.model, fold, message: error.message, hint: error.hint });
      return;
    }
  }
}

/** Forecasts made at these origins, with the intervals and the probabilities that the model makes itself. */
export function forecastsOf(
  forecaster: Forecaster,
  panel: Panel,
  serves: Origins,
  { level }: ModelOptions,
): Pick<FitResult, 'yhat' | 'intervals' | 'probabilities'> {
  return {
    yhat: forecaster.forecast(panel, serves),
    intervals: level.length === 0 ? [] : (forecaster.intervals?.(panel, serves) ?? []),
    probabilities: forecaster.probabilities?.(panel, serves) ?? [],
  };
}
