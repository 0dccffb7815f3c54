/** The volatility of a GARCH(1,1) as what errors are scaled by. */

import { aheadVariances, firstVariance, fitGarch, nextVariance } from '../../models/fit-garch.ts';
import type { Garch } from '../../models/fit-garch.ts';

/**
 * At each row, the root of the variances of all rows up to `steps` ahead, in the unit of the series. ω, α and β are learnt from rows up
 * to `through`; later rows only update the variance. Changes are relative while all values so far are positive, and differences
 * from then on. `NaN` before the first change.
 */
export function garchVolatility(values: Float64Array, through: number): (steps: number) => Float64Array {
  const positive = rowsBefore(values, (value) => value <= 0);
  const changes = (change: (row: number) => number): Float64Array =>
    Float64Array.from(values, (_, row) => (row === 0 ? NaN : change(row)));
  const relative = follow(changes((row) => values[row] / values[row - 1] - 1).subarray(0, positive), through);
  const plain =
    positive < values.length
      ? follow(
          changes((row) => values[row] - values[row - 1]),
          through,
        )
      : relative;
  return (steps) =>
    Float64Array.from(values, (value, row) => {
      const { model, next } = row < positive ? relative : plain;
      const sum = aheadVariances(model, next[row], steps).reduce((total, each) => total + each, 0);
      return Math.sqrt(sum) * (row < positive ? value : 1);
    });
}

/** The model of these changes, and by row the variance of the next one. */
function follow(
  changes: Float64Array,
  through: number,
): { readonly model: Garch; readonly next: Float64Array } {
  const squares = changes.map((change) => change * change);
  const learnt = squares.subarray(0, Math.max(through + 1, 0));
  const model = fitGarch(learnt);
  let variance = firstVariance(learnt);
  return { model, next: squares.map((square) => (variance = nextVariance(model, square, variance))) };
}

function rowsBefore(values: Float64Array, isEnd: (value: number) => boolean): number {
  const row = values.findIndex(isEnd);
  return row < 0 ? values.length : row;
}
