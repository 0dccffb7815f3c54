/** Errors as multiples of those of the benchmarks other than naive, which U2 compares with. */

import { NAIVE } from '../data/quantities.ts';
import type { Evaluation } from './evaluation.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import { integersAt, numbersAt, rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

/** One entry per benchmark among the models, except naive and the model itself; none for classes. */
export function relativeTo(
  { table: { series, y, yhat }, quantity: { benchmarks, classes } }: Trial,
  model: string,
  models: readonly string[],
): Evaluation['relative'] {
  if (classes !== undefined) return [];
  const own = yhat.get(model)!;
  return benchmarks
    .filter((name) => name !== NAIVE && name !== model && models.includes(name))
    .map((to) => {
      const other = yhat.get(to)!;
      const rows = rowsWhere(y.length, (i) => !Number.isNaN(y[i] + own[i] + other[i]));
      const ratio = relativeSquaredError({
        y: numbersAt(y, rows),
        yhat: numbersAt(own, rows),
        last: numbersAt(other, rows),
        series: integersAt(series, rows),
      });
      return { to, rmse: Math.sqrt(ratio), n: rows.length };
    });
}
