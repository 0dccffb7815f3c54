/**
 * Forecasts and actual values without differences that are only rounding. If a forecast differs from the actual value, the value
 * at the origin or another model's forecast only by rounding, it gets exactly that value before anything is scored. So its error, its
 * direction and its tests are the same however the numbers were computed.
 */

import { isSame } from '../math/rounding.ts';
import type { Trial } from './trial.ts';

/** The first reference that the value equals except for rounding, else the value. */
function settled(value: number, references: readonly number[]): number {
  return references.find((reference) => isSame(value, reference)) ?? value;
}

/** The forecast and the last value of a single point. */
export function settledPoint<P extends { readonly y: number; readonly last: number; readonly yhat: number }>(
  point: P,
): P {
  const last = settled(point.last, [point.y]);
  return { ...point, last, yhat: settled(point.yhat, [point.y, last]) };
}

/** Columns in which an entry takes the value of an earlier column, the reference first, if it differs only by rounding. */
export function settledColumns(columns: readonly Float64Array[]): readonly Float64Array[] {
  const out: Float64Array[] = [];
  for (const column of columns) {
    let own = column; // a copy as soon as an entry changes
    for (let i = 0; i < column.length; i++) {
      const value = settledEntry(column[i], out, i);
      if (Object.is(value, column[i])) continue;
      if (own === column) own = column.slice();
      own[i] = value;
    }
    out.push(own);
  }
  return out;
}

function settledEntry(value: number, earlier: readonly Float64Array[], i: number): number {
  for (const column of earlier) if (isSame(value, column[i])) return column[i];
  return value;
}

/** Probabilities of several models, likewise: each has a column per class. */
export function settledProbabilities(
  given: readonly (readonly Float64Array[])[],
): readonly (readonly Float64Array[])[] {
  const byClass = Array.from({ length: given.at(0)?.length ?? 0 }, (_, c) =>
    settledColumns(given.map((columns) => columns[c])),
  );
  return given.map((_, m) => byClass.map((columns) => columns[m]));
}

/** The trial with settled forecasts, last values and probabilities. */
export function settledTrial(trial: Trial): Trial {
  const { table } = trial;
  const models = [...table.yhat.keys()];
  const [, last, ...forecasts] = settledColumns([table.y, table.last, ...table.yhat.values()]);
  const givers = [...table.probabilities.keys()];
  const probabilities = settledProbabilities([...table.probabilities.values()]);
  return {
    ...trial,
    table: {
      ...table,
      last,
      yhat: new Map(models.map((model, m) => [model, forecasts[m]])),
      probabilities: new Map(givers.map((model, m) => [model, probabilities[m]])),
    },
  };
}
