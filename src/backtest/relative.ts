/** Errors as multiples of those of the benchmarks that a target has beside naive. */

import { nonZero } from '../metrics/mean.ts';
import type { Evaluation } from './result.ts';
import type { Trial } from './trial.ts';

/** One entry per benchmark among the models, but for naive and the model itself. */
export function relativeTo(
  { table: { y, yhat }, benchmarks }: Trial,
  model: string,
  models: readonly string[],
): Evaluation['relative'] {
  const own = yhat.get(model)!;
  return benchmarks
    .filter((name) => name !== 'naive' && name !== model && models.includes(name))
    .map((to) => {
      const other = yhat.get(to)!;
      let [squares, theirs, n] = [0, 0, 0];
      y.forEach((value, i) => {
        const [error, reference] = [own[i] - value, other[i] - value];
        if (Number.isNaN(error + reference)) return;
        squares += error * error;
        theirs += reference * reference;
        n++;
      });
      return { to, rmse: Math.sqrt(squares / nonZero(theirs)), n };
    });
}
