/** The volatility of a GARCH(1,1) as what errors are scaled by. */

import { aheadVariances, firstVariance, fitGarch, nextVariance } from '../../models/fit-garch.ts';
import type { Garch } from '../../models/fit-garch.ts';

/**
 * At each row, the root of the variances of all rows up to `steps` ahead, in the unit of the series. ω, α and β are learnt from rows up
 * to `through`; later rows only update the variance. Changes are relative while all values so far are positive, and differences
 * from then on. `NaN` before the first change, and 0 while the series has never moved: errors of that time say nothing of later ones.
 */
export function garchVolatility(values: Float64Array, through: number): (steps: number) => Float64Array {
  const positive = rowsBefore(values, (value) => value <= 0);
  const moved = firstMove(values);
  const changes = (change: (row: number) => number): Float64Array =>
    Float64Array.from(values, (_, row) => (row < moved ? NaN : change(row)));
  const relative = follow(changes((row) => values[row] / values[row - 1] - 1).subarray(0, positive), through);
  const plain =
    positive < values.length
      ? follow(
          changes((row) => values[row] - values[row - 1]),
          through,
        )
      : relative;
  return (steps) => {
    const [ofRelative, ofPlain] = [relative, plain].map((garch) => totalVariance(garch, steps));
    return Float64Array.from(values, (value, row) => {
      if (row < moved) return 0;
      return row < positive ? Math.sqrt(ofRelative(row)) * value : Math.sqrt(ofPlain(row));
    });
  };
}

/** Every variance is that of the next row. */
const CONSTANT: Garch = { omega: 0, alpha: 0, beta: 1 };

interface Followed {
  readonly model: Garch;
  readonly next: Float64Array;
}

/** By row, the sum of the variances of the next `steps` rows: linear in that of the next row, so that its terms are summed once. */
function totalVariance({ model, next }: Followed, steps: number): (row: number) => number {
  const sumFrom = (variance: number, garch: Garch): number =>
    aheadVariances(garch, variance, steps).reduce((total, each) => total + each, 0);
  const constant = sumFrom(0, model);
  const slope = sumFrom(1, { ...model, omega: 0 });
  return (row) => constant + slope * next[row];
}

/** The model of these changes, and by row the variance of the next one. A series that begins later has nothing to learn from. */
function follow(changes: Float64Array, through: number): Followed {
  const squares = changes.map((change) => change * change);
  const learnt = squares.subarray(0, Math.max(through + 1, 0));
  const model = fitGarch(learnt);
  let variance = firstVariance(learnt);
  if (Number.isNaN(variance)) return { model: CONSTANT, next: runningMean(squares) };
  return { model, next: squares.map((square) => (variance = nextVariance(model, square, variance))) };
}

/** At each row, the mean of the known numbers so far; `NaN` before the first. */
function runningMean(numbers: Float64Array): Float64Array {
  let [sum, count] = [0, 0];
  return numbers.map((number) => {
    if (!Number.isNaN(number)) [sum, count] = [sum + number, count + 1];
    return sum / count;
  });
}

/** The first row whose value differs from the one before; the number of rows if none does. */
function firstMove(values: Float64Array): number {
  const row = values.findIndex((value, at) => at > 0 && Math.abs(value - values[at - 1]) > 0);
  return row < 0 ? values.length : row;
}

function rowsBefore(values: Float64Array, isEnd: (value: number) => boolean): number {
  const row = values.findIndex(isEnd);
  return row < 0 ? values.length : row;
}
