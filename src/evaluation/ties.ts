/** Models whose losses are the same on every forecast, so that no score and no test can tell them apart. */

import { lossesOf } from './losses.ts';
import type { Losses } from './losses.ts';
import { rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

interface Ties {
  readonly repeatsBenchmark: boolean;
  readonly ties: readonly string[];
}

/** Ties by model, on the forecasts that every model has. */
export function tiesOf(trial: Trial, models: readonly string[]): ReadonlyMap<string, Ties> {
  const { y, yhat } = trial.table;
  const losses = new Map(models.map((model) => [model, lossesOf(trial, model)]));
  const rowsOf = (model: string): Int32Array => {
    const forecasts = yhat.get(model)!;
    return rowsWhere(y.length, (i) => !Number.isNaN(y[i] + forecasts[i]));
  };
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

/** The first of several pairs of models with the same losses as each of them, in either order. */
export function firstsOf(pairs: readonly { readonly losses: Losses; readonly n: number }[]): number[] {
  return pairs.map(({ losses, n }) =>
    pairs.findIndex((other) => other.n === n && arePairsSame(other.losses, losses, n)),
  );
}

function arePairsSame(a: Losses, b: Losses, n: number): boolean {
  const sides = ['own', 'benchmark'] as const;
  const isSameSide = (one: (typeof sides)[number], other: (typeof sides)[number]): boolean =>
    Array.from({ length: n }, (_, i) => i).every(
      (i) => Math.abs(a[one](i) - b[other](i)) <= a.rounding[one](i) + b.rounding[other](i),
    );
  return (
    (isSameSide('own', 'own') && isSameSide('benchmark', 'benchmark')) ||
    (isSameSide('own', 'benchmark') && isSameSide('benchmark', 'own'))
  );
}

/** Losses of two kinds are never the same: Brier scores, and misses of models that give no probabilities. */
function haveSameLosses(a: Losses, b: Losses, rows: Int32Array): boolean {
  return (
    a.note === b.note &&
    rows.every((i) => Math.abs(a.own(i) - b.own(i)) <= a.rounding.own(i) + b.rounding.own(i))
  );
}
