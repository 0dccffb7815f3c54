/** What the comparison of two models of two forecast files means, in sentences. */

import type { Scores, StepTest } from './evaluation.ts';
import { atSteps, isEqualRatio, ratioText, significantSteps, testText, untestedReason } from './phrases.ts';

/** Two models on their common targets. */
export interface PairFindings {
  /** Name of the model in the first and in the second table. */
  readonly a: string;
  readonly b: string;
  readonly scoresA: Scores;
  readonly scoresB: Scores;
  /** Whether all forecasts of the two are equal. */
  readonly isSame: boolean;
  /** RMSE of a divided by that of b, series weighted equally: below 1, a is better. */
  readonly ratio: number;
  /** Diebold and Mariano's test of a against b at each step; negative if a is better. */
  readonly dm: readonly StepTest[];
  /** Which series the scores leave out, in sentences. */
  readonly leftOut: readonly string[];
}

/** The sentence on a pair. Every p is adjusted for the number of comparisons. */
export function pairVerdict({ a, b, ratio, dm, scoresA, isSame }: PairFindings): string {
  const both = `${a} of the first and ${b} of the second`;
  if (scoresA.n === 0) return `${both} have no common target with a known actual value.`;
  if (isSame)
    return `${both} have the same forecasts of all ${scoresA.n} targets: there is nothing to compare.`;
  if (Number.isNaN(ratio)) return `${both} cannot be compared: the second has no error.`;
  const size = `${ratioText(ratio)} ${isEqualRatio(ratio) ? 'to that of' : 'than'} ${b} of the second`;
  return `${a} of the first has RMSE ${size}; ${differenceText(dm)}.`;
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
