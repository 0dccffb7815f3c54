/** What a backtest asks of the forecasts of a fit: shapes, finite numbers, and probabilities that are some. */

import { classNames, classValue } from '../data/classes.ts';
import { TrainingError } from '../errors.ts';
import type { Interval } from '../models/model.ts';

/** What is expected. */
export interface AskedForecasts {
  readonly origins: number;
  readonly horizon: number;
  readonly level: readonly number[];
  /** Whether forecasts are values of classes. */
  readonly isOfClasses: boolean;
}

const classValues: readonly number[] = classNames.map((_, c) => classValue(c));

/** How far from 1 the sum of probabilities may be: of numbers of 32 bits. */
const SLACK = 1e-5;

interface Made {
  readonly model: string;
  readonly fold: number;
  readonly yhat: Float64Array;
  readonly intervals: readonly Interval[];
  readonly probabilities: readonly Float64Array[];
}

/** @throws TrainingError that names the model and the fold */
export function checkForecasts(made: Made, asked: AskedForecasts): void {
  const of = `of ${made.model} in fold ${made.fold}`;
  checkYhat(made, of, asked);
  checkIntervals(made, of, asked);
  checkProbabilities(made, of, asked);
}

function checkYhat({ model, fold, yhat }: Made, of: string, asked: AskedForecasts): void {
  checkLength(yhat, 'forecasts', of, asked);
  const wrong = yhat.find((value) => !Number.isFinite(value));
  if (wrong !== undefined)
    throw new TrainingError(`expected finite forecasts, got ${wrong} from ${model} in fold ${fold}`, {
      hint: 'of a network, try a lower `--learning-rate`, or `--clip 1`; a model of your own gives a number at every step',
    });
  const noClass = asked.isOfClasses ? yhat.find((value) => !classValues.includes(value)) : undefined;
  if (noClass !== undefined)
    throw new TrainingError(`expected forecasts ${of} of ${classValues.join(', ')}, got ${noClass}`, {
      hint: `the values of ${classNames.join(', ')}`,
    });
}

function checkIntervals({ intervals }: Made, of: string, asked: AskedForecasts): void {
  if (intervals.length === 0) return;
  const levels = intervals.map(({ level }) => level).join(', ');
  if (levels !== asked.level.join(', '))
    throw new TrainingError(`expected intervals ${of} of levels ${asked.level.join(', ')}, got ${levels}`, {
      hint: 'a model makes intervals of all levels, in their order, or of none',
    });
  for (const { level, lo, hi } of intervals) {
    for (const bound of [lo, hi]) checkLength(bound, 'bounds', of, asked);
    const crossed = lo.findIndex((value, i) => value > hi[i]);
    if (crossed >= 0)
      throw new TrainingError(
        `expected lower bounds ${of} at or below the upper ones, got ${lo[crossed]} above ${hi[crossed]} at level ${level}`,
        { hint: 'check the order of `lo` and `hi`' },
      );
  }
}

function checkProbabilities({ probabilities }: Made, of: string, asked: AskedForecasts): void {
  if (probabilities.length === 0) return;
  if (probabilities.length !== classNames.length)
    throw new TrainingError(
      `expected probabilities ${of} of ${classNames.join(', ')}, got ${probabilities.length} columns`,
      { hint: 'give one column for each class' },
    );
  for (const column of probabilities) checkLength(column, 'probabilities', of, asked);
  for (const i of probabilities[0].keys()) {
    const shares = probabilities.map((column) => column[i]);
    const sum = shares.reduce((all, share) => all + share, 0);
    if (shares.every((share) => share >= 0 && share <= 1 + SLACK) && Math.abs(sum - 1) <= SLACK) continue;
    throw new TrainingError(`expected probabilities ${of} that sum to 1, got ${shares.join(', ')}`, {
      hint: 'each is from 0 to 1',
    });
  }
}

function checkLength(
  values: Float64Array,
  what: string,
  of: string,
  { origins, horizon }: AskedForecasts,
): void {
  const expected = origins * horizon;
  if (values.length === expected) return;
  throw new TrainingError(
    `expected ${expected} ${what} ${of} (${origins} origins, ${horizon} steps each), got ${values.length}`,
    { hint: 'the steps of the first origin come first, then those of the second, and so on' },
  );
}
