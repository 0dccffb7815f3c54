/** Errors as multiples of those of the further benchmarks of a target. */

import type { Evaluation } from './evaluation.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import type { Trial } from './trial.ts';

/** One entry per benchmark among the models, except the first and the model itself. */
export function relativeTo(
  {
    table: { series, y, yhat },
    quantity: {
      benchmarks: [, ...benchmarks],
    },
  }: Trial,
  model: string,
  models: readonly string[],
): Evaluation['relative'] {
  const own = yhat.get(model)!;
  return benchmarks
    .filter((name) => name !== model && models.includes(name))
    .map((to) => {
      const other = yhat.get(to)!;
      const rows = Array.from(y.keys()).filter((i) => !Number.isNaN(y[i] + own[i] + other[i]));
      const column = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]);
      const points = { y: column(y), yhat: column(own), last: column(other) };
      const ratio = relativeSquaredError({ ...points, series: Int32Array.from(rows, (i) => series[i]) });
      return { to, rmse: Math.sqrt(ratio), n: rows.length };
    });
}
