/**
 * The results of a job, as a worker sends them and as they are read: like a file from a stranger. They have to be those of the task, and
 * hold what a backtest asks of any forecasts.
 */

import { checkForecasts } from '../backtest/check-forecasts.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { Fit, FitFailure, FitResult, Task } from '../backtest/tasks.ts';
import { targetOf } from '../data/targets.ts';
import { DataError } from '../errors.ts';
import type { FitState } from '../models/state.ts';
import { isFit } from '../store/stored-json.ts';
import { isCount, isEither, isList, isObject, isText, isUndefined } from '../text/shape.ts';
import { pack } from './packing.ts';

/** Of the fits of a task, in order; those after a failure are missing. */
export interface Outcome {
  readonly results: readonly FitResult[];
  readonly failure?: FitFailure | undefined;
}

/** How a failure is sent: the fit that failed is the one after the last result. */
interface SentFailure {
  readonly message: string;
  readonly hint?: string | undefined;
}

const LONGEST_MESSAGE = 10_000;
/** Besides what the forecasts take: the head, curves and states. */
const SLACK = 2 ** 26;
const MOST_STATE = 2 ** 30;

export function packOutcome({ results, failure }: Outcome): Uint8Array {
  const sent: SentFailure | undefined = failure && {
    message: failure.message.slice(0, LONGEST_MESSAGE),
    hint: failure.hint?.slice(0, LONGEST_MESSAGE),
  };
  return pack({ results, failure: sent });
}

/** Most bytes of the outcome of a task. */
export function mostBytes({ fits, keepsState }: Task, { horizon, level }: BacktestOptions): number {
  const forecasts = fits.reduce((sum, { origins }) => sum + origins.row.length * horizon, 0);
  const columns = 1 + 2 * level.length + 3; // forecasts, bounds, and probabilities of three classes
  return SLACK + 8 * columns * forecasts + (keepsState === true ? MOST_STATE : 0);
}

const isOutcome = isObject<{
  readonly results: readonly FitResult[];
  readonly failure: SentFailure | undefined;
}>({
  results: isList(isFit),
  failure: isEither(
    isObject<SentFailure>({ message: isText, hint: isEither(isText, isUndefined) }),
    isUndefined,
  ),
});

/** @throws HindcastError for anything that is not the outcome of the task */
export function readOutcome(value: unknown, task: Task, options: BacktestOptions): Outcome {
  if (!isOutcome(value)) throw wrong('results', 'something else', task);
  const { results, failure } = value;
  const { model, fits } = task;
  const most = failure === undefined ? fits.length : fits.length - 1;
  if (results.length > most || (failure === undefined && results.length < most))
    throw wrong(`${fits.length} results`, String(results.length), task);
  const checked = results.map((result, i) => checkedResult(result, task, fits[i], options));
  if (failure === undefined) return { results: checked };
  const { message, hint } = failure;
  return { results: checked, failure: { model, fold: fits[results.length].fold, message, hint } };
}

function checkedResult(result: FitResult, task: Task, fit: Fit, options: BacktestOptions): FitResult {
  const { model, member, keepsState = false } = task;
  const { yhat, intervals, probabilities, parameters, epochs, curve, seconds, state } = result;
  if (result.model !== model || result.member !== member || result.fold !== fit.fold)
    throw wrong(
      `${model} ${member} in fold ${fit.fold}`,
      `${result.model.slice(0, 80)} ${result.member} in fold ${result.fold}`,
      task,
    );
  checkForecasts(result, {
    ...options,
    origins: fit.origins.row.length,
    isOfClasses: targetOf(options.target).quantity.classes !== undefined,
  });
  if (!isCount(parameters) || !isCount(epochs ?? 0) || !(seconds >= 0 && seconds < Infinity))
    throw wrong('counts and seconds', 'other numbers', task);
  if ((state !== undefined) !== keepsState || !areShaped(state ?? []))
    throw wrong(keepsState ? 'what was learnt' : 'forecasts only', 'something else', task);
  return {
    model,
    member,
    fold: fit.fold,
    yhat,
    intervals,
    probabilities,
    parameters,
    epochs,
    curve,
    seconds,
    state,
  };
}

const areShaped = (state: FitState): boolean =>
  state.every(
    ({ shape, values }) =>
      shape.every((size) => size >= 0) && shape.reduce((all, size) => all * size, 1) === values.length,
  );

const wrong = (expected: string, got: string, { model, fits }: Task): DataError =>
  new DataError(`expected ${expected} of ${model} in fold ${fits[0].fold} from the queue, got ${got}`, {
    hint: 'run the same command again; if it happens again, look at who else writes to this Redis',
  });
