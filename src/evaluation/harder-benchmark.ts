/**
 * The benchmark that is harder to beat: of the naive forecasts that were made, the one with the lower RMSE on the scored targets,
 * series weighted equally. It is chosen once for all steps and series, and after the fact, which favours the benchmark: a
 * model that is better than the harder one is better than both.
 */

import { comparedWith } from '../data/quantities.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import { onCommonRows } from './common-rows.ts';
import { integersAt, numbersAt, rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

/** The trial with the harder benchmark as the first of its quantity. If they are equally hard, or naive has no error, naive stays. */
export function againstHarderBenchmark(trial: Trial, models: readonly string[]): Trial {
  const { quantity } = trial;
  const [first] = quantity.benchmarks;
  const others = quantity.naiveForecasts.filter((name) => name !== first && models.includes(name));
  if (others.length === 0) return trial;
  const { table } = onCommonRows(trial, models);
  const [hardest] = others
    .map((name) => ({ name, error: errorOf(table, name) }))
    .filter(({ error }) => error < 1)
    .toSorted((a, b) => a.error - b.error);
  return hardest === undefined ? trial : { ...trial, quantity: comparedWith(quantity, hardest.name) };
}

/** Relative to naive. */
function errorOf({ y, last, series, yhat }: Trial['table'], name: string): number {
  const own = yhat.get(name)!;
  const rows = rowsWhere(y.length, (i) => !Number.isNaN(y[i] + own[i] + last[i]));
  return relativeSquaredError({
    y: numbersAt(y, rows),
    yhat: numbersAt(own, rows),
    last: numbersAt(last, rows),
    series: integersAt(series, rows),
  });
}
