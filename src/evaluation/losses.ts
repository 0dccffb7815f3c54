/**
 * What tests compare, forecast by forecast: squared errors of numbers, and of classes the squared errors of their
 * probabilities, the Brier score. Of a model that gives no probabilities there are only its misses, beside those of the
 * benchmark's commonest class.
 */

import { brierScore } from '../metrics/brier.ts';
import type { Trial } from './trial.ts';

/** By table row; `NaN` where something is not known. */
export interface Losses {
  own(i: number): number;
  benchmark(i: number): number;
  /** The squared distance between the two forecasts; `NaN` where they have none. */
  apart(i: number): number;
  /** Why there may be no row in which both are known and the benchmark is wrong. */
  readonly unusable: string;
  /** In what this departs from the loss that models are ordered by; `null` where it does not. */
  readonly note: string | null;
}

/** Of a model beside the benchmark of the trial. */
export function lossesOf(trial: Trial, model: string): Losses {
  const {
    table,
    quantity: {
      classes,
      benchmarks: [benchmark],
    },
  } = trial;
  if (classes !== undefined) return lossesOfClasses(trial, model);
  const { y, last } = table;
  const yhat = model === benchmark ? last : table.yhat.get(model)!;
  return {
    own: (i) => (yhat[i] - y[i]) ** 2,
    benchmark: (i) => (last[i] - y[i]) ** 2,
    apart: (i) => (last[i] - yhat[i]) ** 2,
    unusable: `${benchmark} has no error there`,
    note: null,
  };
}

function lossesOfClasses(
  {
    table,
    quantity: {
      benchmarks: [benchmark],
    },
  }: Trial,
  model: string,
): Losses {
  const { y, yhat, probabilities } = table;
  const own = probabilities.get(model);
  const other = probabilities.get(benchmark);
  const unusable = `the probabilities of ${benchmark} are unknown`;
  if (own !== undefined)
    return {
      own: (i) => brierScore(own, i, y[i]),
      benchmark: (i) => (other === undefined ? NaN : brierScore(other, i, y[i])),
      apart: (i) =>
        other === undefined ? NaN : own.reduce((sum, p, c) => sum + (p[i] - other[c][i]) ** 2, 0),
      unusable,
      note: null,
    };
  const missOf = (name: string) => {
    const column = yhat.get(name);
    return (i: number): number =>
      column === undefined || Number.isNaN(column[i]) ? NaN : column[i] === y[i] ? 0 : 1;
  };
  return {
    own: missOf(model),
    benchmark: missOf(benchmark),
    apart: () => NaN,
    unusable,
    note: 'computed from misses, since the model gives no probabilities',
  };
}
