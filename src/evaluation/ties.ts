/** Models whose losses are the same on every forecast, so that no score and no test can tell them apart. */

import { lossesOf } from './losses.ts';
import type { Losses } from './losses.ts';
import type { Trial } from './trial.ts';

interface Ties {
  readonly repeatsBenchmark: boolean;
  readonly ties: readonly string[];
}

/** By model; on the forecasts that every model has. */
export function tiesOf(trial: Trial, models: readonly string[]): ReadonlyMap<string, Ties> {
  const { y, yhat } = trial.table;
  const losses = new Map(models.map((model) => [model, lossesOf(trial, model)]));
  const rowsOf = (model: string): readonly number[] =>
    Array.from(y.keys()).filter((i) => !Number.isNaN(y[i] + yhat.get(model)![i]));
  return new Map(
    models.map((model) => {
      const rows = rowsOf(model);
      const own = losses.get(model)!;
      const isTied = (other: string): boolean =>
        other !== model && haveSameLosses(own, losses.get(other)!, rows);
      return [
        model,
        {
          repeatsBenchmark: rows.length > 0 && rows.every((i) => own.squaredDifference(i) === 0),
          ties: rows.length > 0 ? models.filter(isTied) : [],
        },
      ];
    }),
  );
}

/** Losses of two kinds are never the same: Brier scores, and misses of models that give no probabilities. */
function haveSameLosses(a: Losses, b: Losses, rows: readonly number[]): boolean {
  return (
    a.note === b.note &&
    rows.every((i) => Math.abs(a.own(i) - b.own(i)) <= a.rounding.own(i) + b.rounding.own(i))
  );
}
