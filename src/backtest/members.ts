/** Combines the members of a fit: networks that differ only in their seed. */

import type { FoldResult } from './forecast-table.ts';
import { classNames, classNumber, likeliest } from '../data/classes.ts';
import type { Quantity } from '../data/quantities.ts';
import type { FitResult } from './tasks.ts';

/**
 * Means of forecasts, bounds and probabilities. The forecast class is the one with the highest mean probability, or with
 * the most votes if members give no probabilities.
 */
export function combineMembers(members: readonly FitResult[], quantity: Quantity): FoldResult {
  const [{ model, fold, parameters, intervals, probabilities }] = members;
  const bounds = (level: number, side: 'lo' | 'hi'): Float64Array =>
    meanOf(members.map((member) => member.intervals.find((one) => one.level === level)![side]));
  return {
    model,
    fold,
    ...(quantity.classes === undefined ? numbersOf(members) : classesOf(members)),
    intervals: intervals.map(({ level }) => ({ level, lo: bounds(level, 'lo'), hi: bounds(level, 'hi') })),
    probabilities: probabilities.map((_, c) => meanOf(members.map((member) => member.probabilities[c]))),
    parameters,
    training: members.flatMap(({ member, epochs, curve, seconds }) =>
      epochs === undefined ? [] : [{ member, epochs, curve, seconds }],
    ),
    seconds: members.reduce((sum, { seconds }) => sum + seconds, 0),
    states: members.flatMap(({ state }) => (state ? [state] : [])),
  };
}

function numbersOf(members: readonly FitResult[]): Pick<FoldResult, 'yhat' | 'spread'> {
  const { mean, deviation } = spreadOf(members.map(({ yhat }) => yhat));
  return { yhat: mean, spread: deviation };
}

function classesOf(members: readonly FitResult[]): Pick<FoldResult, 'yhat' | 'spread'> {
  const votes = members.map(({ yhat, probabilities }) =>
    probabilities.length > 0
      ? probabilities
      : classNames.map((_, c) => yhat.map((value) => (classNumber(value) === c ? 1 : 0))),
  );
  const byClass = classNames.map((_, c) => spreadOf(votes.map((ofMember) => ofMember[c])));
  return {
    yhat: likeliest(byClass.map(({ mean }) => mean)),
    spread: byClass[classNames.indexOf('up')].deviation,
  };
}

/** Mean of columns, entry by entry. */
function meanOf(columns: readonly Float64Array[]): Float64Array {
  return columns[0].map((_, i) => columns.reduce((sum, column) => sum + column[i], 0) / columns.length);
}

/** Mean and standard deviation of columns, entry by entry, by Welford's running sums; no deviation of a single column. */
function spreadOf(columns: readonly Float64Array[]): {
  readonly mean: Float64Array;
  readonly deviation: Float64Array | undefined;
} {
  const mean = new Float64Array(columns[0].length);
  const squares = new Float64Array(mean.length);
  columns.forEach((column, m) =>
    column.forEach((value, i) => {
      const difference = value - mean[i];
      mean[i] += difference / (m + 1);
      squares[i] += difference * (value - mean[i]);
    }),
  );
  if (columns.length === 1) return { mean, deviation: undefined };
  return { mean, deviation: squares.map((sum) => Math.sqrt(sum / (columns.length - 1))) };
}
