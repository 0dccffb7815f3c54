/**
 * The losses that tests compare, forecast by forecast: squared errors of numbers, and Brier scores of the probabilities of
 * classes. A model that gives no probabilities is compared by its misses, with those of the benchmark's most common class.
 */

import { classNames } from '../data/classes.ts';
import { NAIVE } from '../data/quantities.ts';
import { squareRounding } from '../math/rounding.ts';
import { brierRounding, brierScore } from '../metrics/brier.ts';
import type { Trial } from './trial.ts';

/** By table row; `NaN` if something is unknown. */
interface LossNumbers {
  own(i: number): number;
  benchmark(i: number): number;
  /** Squared difference between the two forecasts; `NaN` if it has none. */
  squaredDifference(i: number): number;
}

export interface Losses extends LossNumbers {
  /** Bounds of the rounding errors of these numbers. */
  readonly rounding: LossNumbers;
  /** Why there may be no row in which both are known and the benchmark has an error. */
  readonly unusableReason: string;
  /** How this differs from the loss that models are ordered by; `null` if it does not. */
  readonly note: string | null;
}

/** Losses of a model and of another, by default the trial's benchmark. */
export function lossesOf(
  trial: Pick<Trial, 'table' | 'quantity'>,
  model: string,
  benchmark: string = trial.quantity.benchmarks[0],
): Losses {
  const { table, quantity } = trial;
  if (quantity.classes !== undefined) return lossesOfClasses(trial, model, benchmark);
  const { y } = table;
  const forecastsOf = (name: string): Float64Array => (name === NAIVE ? table.last : table.yhat.get(name)!);
  const [yhat, other] = [forecastsOf(model), forecastsOf(benchmark)];
  return {
    own: (i) => (yhat[i] - y[i]) ** 2,
    benchmark: (i) => (other[i] - y[i]) ** 2,
    squaredDifference: (i) => (other[i] - yhat[i]) ** 2,
    rounding: {
      own: (i) => squareRounding(yhat[i], y[i]),
      benchmark: (i) => squareRounding(other[i], y[i]),
      squaredDifference: (i) => squareRounding(other[i], yhat[i]),
    },
    unusableReason: `${benchmark} has no error there`,
    note: null,
  };
}

function lossesOfClasses({ table }: Pick<Trial, 'table'>, model: string, benchmark: string): Losses {
  const { y, yhat, probabilities } = table;
  const own = probabilities.get(model);
  const other = probabilities.get(benchmark);
  const unusableReason = `the probabilities of ${benchmark} are unknown`;
  if (own !== undefined)
    return {
      own: (i) => brierScore(own, i, y[i]),
      benchmark: (i) => (other === undefined ? NaN : brierScore(other, i, y[i])),
      squaredDifference: (i) =>
        other === undefined ? NaN : sumOfClasses((c) => (own[c][i] - other[c][i]) ** 2),
      rounding: {
        own: (i) => brierRounding(own, i, y[i]),
        benchmark: (i) => (other === undefined ? NaN : brierRounding(other, i, y[i])),
        squaredDifference: (i) =>
          other === undefined ? NaN : sumOfClasses((c) => squareRounding(own[c][i], other[c][i])),
      },
      unusableReason,
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
    squaredDifference: () => NaN,
    // Misses are whole numbers, without rounding errors.
    rounding: { own: () => 0, benchmark: () => 0, squaredDifference: () => NaN },
    unusableReason,
    note: 'computed from misses, since the model gives no probabilities',
  };
}

function sumOfClasses(value: (c: number) => number): number {
  return classNames.reduce((sum, _, c) => sum + value(c), 0);
}
