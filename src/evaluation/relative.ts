/** Errors as multiples of those of the benchmarks other than naive, which U2 compares with. */

import { NAIVE } from '../data/quantities.ts';
import type { Evaluation } from './evaluation.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
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
      const rows = Array.from(y.keys()).filter((i) => !Number.isNaN(y[i] + own[i] + other[i]));
      const column = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]);
      const points = { y: column(y), yhat: column(own), last: column(other) };
      const ratio = relativeSquaredError({ ...points, series: Int32Array.from(rows, (i) => series[i]) });
      return { to, rmse: Math.sqrt(ratio), n: rows.length };
    });
}
