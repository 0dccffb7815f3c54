/** The loss that compares models of a quantity, as numbers and in words. */

import { quantities } from '../data/quantities.ts';
import type { QuantityName } from '../data/quantities.ts';
import type { Findings, Scores } from './evaluation.ts';

const these = (n: number): string => (n === 1 ? 'this point' : `these ${n} points`);

export interface LossWording {
  readonly benchmark: string;
  /** The loss that is compared with that of the benchmark. */
  readonly loss: string;
  /** The loss as a multiple of that of the benchmark; `NaN` if one of them is unknown. */
  ratio(scores: Scores): number;
  /** The sentence about a model that repeats the benchmark, after its name. */
  readonly repeatsText: string;
  /** Why a model has no ratio, after its name. */
  incomparableText(findings: Findings): string;
  /** Why no model has a ratio. */
  allIncomparableText(findings: readonly Findings[]): string;
}

const ofNumbers: LossWording = {
  benchmark: quantities.price.benchmarks[0],
  loss: 'RMSE',
  ratio: ({ u2 }) => u2,
  repeatsText: 'repeats the value at the origin: this is the naive forecast',
  incomparableText: (findings) =>
    hasValuesAtOrigins(findings)
      ? `cannot be compared with naive: naive has no error on ${these(findings.scores.n)}`
      : `cannot be compared with naive: the naive forecasts of ${these(findings.scores.n)} are unknown`,
  allIncomparableText: (findings) =>
    findings.some(hasValuesAtOrigins)
      ? 'Naive has no error on these points: no model can beat it.'
      : 'The naive forecasts are unknown: no model can be compared with them.',
};

const ofClasses: LossWording = {
  benchmark: quantities.class.benchmarks[0],
  loss: 'Brier score',
  ratio: ({ skill }) => 1 - skill,
  repeatsText: 'always forecasts the class shares of the training rows',
  incomparableText: ({ scores }) =>
    Number.isNaN(scores.brier)
      ? 'gives no probabilities, so only its misses can be compared'
      : 'cannot be compared with frequencies: the probabilities of frequencies are unknown',
  allIncomparableText: (findings) =>
    findings.every(({ scores }) => Number.isNaN(scores.brier))
      ? 'No model gives probabilities that can be compared with those of frequencies.'
      : 'The probabilities of frequencies are unknown: no model can be compared with them.',
};

export const lossWordings = {
  price: ofNumbers,
  'log-volatility': ofNumbers,
  class: ofClasses,
} satisfies Record<QuantityName, LossWording>;

/** Without the values at the origins, no point has a direction or is a tie. */
function hasValuesAtOrigins({ direction }: Findings): boolean {
  return direction.n + direction.ties > 0;
}
