/** What the comparison of two models of two forecast files means, in sentences. */

import type { Scores, StepTest } from './evaluation.ts';
import type { Losses } from './losses.ts';
import { atSteps, isEqualRatio, ratioText, significantSteps, testText, untestedReason } from './phrases.ts';

/** What two models are compared by; misses if one of two models of classes gives no probabilities. */
export type PairLoss = 'rmse' | 'brier' | 'misses';

const lossTitles: Readonly<Record<PairLoss, string>> = {
  rmse: 'RMSE',
  brier: 'a Brier score',
  misses: 'a share of misses',
};

/** Two models on their common targets. */
export interface PairFindings {
  /** Name of the model in the first and in the second table. */
  readonly a: string;
  readonly b: string;
  readonly loss: PairLoss;
  readonly scoresA: Scores;
  readonly scoresB: Scores;
  /** Whether all forecasts of the two are equal. */
  readonly isSame: boolean;
  /** Loss of a divided by that of b, series weighted equally: below 1, a is better. */
  readonly ratio: number;
  /** Diebold and Mariano's test of a against b at each step; negative if a is better. */
  readonly dm: readonly StepTest[];
  /** Which series the scores leave out, in sentences. */
  readonly leftOut: readonly string[];
}

/** A pair with the losses of its two models, and their number. */
export interface TestedPair extends PairFindings {
  readonly losses: Losses;
  readonly n: number;
}

/** The sentence on a pair. Every p is adjusted for the number of comparisons. */
export function pairVerdict({ a, b, loss, ratio, dm, scoresA, isSame }: PairFindings): string {
  const both = `${a} of the first and ${b} of the second`;
  if (scoresA.n === 0) return `${both} have no common target with a known actual value.`;
  if (isSame)
    return `${both} have the same forecasts of all ${scoresA.n} targets: there is nothing to compare.`;
  if (Number.isNaN(ratio))
    return `${both} cannot be compared: ${loss === 'rmse' ? 'the second has no error' : 'the second is almost certain and right'}.`;
  const size = `${ratioText(ratio)} ${isEqualRatio(ratio) ? 'to that of' : 'than'} ${b} of the second`;
  return `${a} of the first has ${lossTitles[loss]} ${size}; ${differenceText(dm)}.`;
}

/** The result of Diebold and Mariano's test. */
function differenceText(dm: readonly StepTest[]): string {
  const evidence = testText('Diebold-Mariano', dm);
  if (evidence === undefined) return `the difference cannot be tested (${untestedReason(dm)})`;
  const { better, worse } = significantSteps(dm);
  if (better.length + worse.length === 0)
    return `the difference is not significant${dm.length === 1 ? '' : ' at any step'} (${evidence})`;
  const claims = [
    ...(better.length > 0 ? [`significantly better${atSteps(better, dm.length)}`] : []),
    ...(worse.length > 0 ? [`significantly worse${atSteps(worse, dm.length)}`] : []),
  ];
  return `the first is ${claims.join(' and ')} (${evidence})`;
}
