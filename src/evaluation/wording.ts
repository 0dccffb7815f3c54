/** The loss that compares models of a quantity, as numbers and in words. */

import { NAIVE, RATIO } from '../data/quantities.ts';
import type { Quantity } from '../data/quantities.ts';
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
  /** The clause about models with the losses of the benchmark, after their names. */
  sameText(count: number): string;
  /** Why a model has no ratio, after its name. */
  incomparableText(findings: Findings): string;
  /** Why no model has a ratio. */
  allIncomparableText(findings: readonly Findings[]): string;
}

const ofNumbers = {
  loss: 'RMSE',
  ratio: (scores: Scores) => scores[RATIO] ?? scores.u2,
  incomparableText: (findings: Findings) =>
    hasValuesAtOrigins(findings)
      ? `cannot be compared with naive: naive has no error on ${these(findings.scores.n)}`
      : `cannot be compared with naive: the naive forecasts of ${these(findings.scores.n)} are unknown`,
  allIncomparableText: (findings: readonly Findings[]) =>
    findings.some(hasValuesAtOrigins)
      ? 'Naive has no error on these points: no model can beat it.'
      : 'The naive forecasts are unknown: no model can be compared with them.',
};

const ofClasses = {
  loss: 'Brier score',
  ratio: ({ skill }: Scores) => 1 - skill,
  repeatsText: 'always forecasts the class shares of the training rows',
  incomparableText: ({ scores }: Findings) =>
    Number.isNaN(scores.brier)
      ? 'gives no probabilities, so only its misses can be compared'
      : 'cannot be compared with frequencies: its probabilities are unknown, or it is almost certain of the class',
  allIncomparableText: (findings: readonly Findings[]) =>
    findings.every(({ scores }) => Number.isNaN(scores.brier))
      ? 'No model gives probabilities that can be compared with those of frequencies.'
      : 'The probabilities of frequencies are unknown, or it is almost certain of the class: no model can be compared with it.',
};

/** How the loss of a quantity is worded, compared with its first benchmark. */
export function wordingOf({ benchmarks: [benchmark], classes }: Quantity): LossWording {
  const sameText = (count: number): string =>
    `${count === 1 ? 'has' : 'have'} the same errors as ${benchmark}`;
  if (classes !== undefined) return { benchmark, ...ofClasses, sameText };
  if (benchmark !== NAIVE)
    return { benchmark, ...ofNumbers, repeatsText: `has the forecasts of ${benchmark}`, sameText };
  return {
    benchmark,
    ...ofNumbers,
    repeatsText: 'repeats the value at the origin: this is the naive forecast',
    sameText: (count) => `found nothing that lasts and ${count === 1 ? 'forecasts' : 'forecast'} no change`,
  };
}

/** Without the values at the origins, no point has a direction or is a tie. */
function hasValuesAtOrigins({ direction }: Findings): boolean {
  return direction.n + direction.ties > 0;
}
