/** The sentence that answers a comparison of two tables of forecasts, and a word for each pair of models. */

import { isSignificantlyBetter, isSignificantlyWorse } from '../significance/diebold-mariano.ts';
import type { AnswerWord } from './model-answer.ts';
import type { PairFindings } from './pair-verdict.ts';
import { atSteps, counted, listText, untestedReason } from './phrases.ts';

/** Of the first model of a pair. */
export type PairWord = Exclude<AnswerWord, 'look for a leak'>;

/** What the test says of the first model of the pair. */
export function pairWord({ dm, isSame }: Pick<PairFindings, 'dm' | 'isSame'>): PairWord {
  if (isSame) return 'no difference';
  if (dm.every(({ p }) => Number.isNaN(p))) return 'not tested';
  const [isBetter, isWorse] = [dm.some(isSignificantlyBetter), dm.some(isSignificantlyWorse)];
  if (isBetter) return isWorse ? 'mixed' : 'better';
  return isWorse ? 'worse' : 'no difference';
}

/**
 * The answer.
 * @param n - number of common forecasts with a known actual value
 * @param subject - what is forecast; empty for values
 */
export function compareAnswer(pairs: readonly PairFindings[], n: number, subject: string): string {
  const what = subject === '' ? '' : ` of ${subject}`;
  const on = `On ${counted(n, 'common forecast')}${what}, `;
  const of = (word: PairWord): readonly PairFindings[] =>
    pairs.filter((pair) => !pair.isSame && pairWord(pair) === word);
  const [better, worse, mixed, none] = [of('better'), of('worse'), of('mixed'), of('no difference')];
  const [untested, same] = [of('not tested'), pairs.filter(({ isSame }) => isSame)];
  const clauses = [
    ...better.map((pair) => claimText(pair, 'better')),
    ...worse.map((pair) => claimText(pair, 'worse')),
    ...mixed.map((pair) => claimText(pair, 'better and worse')),
    ...(none.length > 0 ? [sameText(none)] : []),
    ...(same.length > 0 ? [`${namesOf(same)} are the same`] : []),
    ...(untested.length > 0
      ? [`${namesOf(untested)} cannot be tested (${untestedReason(untested[0].dm)})`]
      : []),
  ];
  return `${on}${clauses.join('; ')}.`;
}

/** `gru of the first is significantly better than gru of the second at step 1 of 3`. */
function claimText({ a, b, dm }: PairFindings, claim: 'better' | 'worse' | 'better and worse'): string {
  const at = (is: (test: PairFindings['dm'][number]) => boolean): string =>
    atSteps(
      dm.filter(is).map(({ step }) => step),
      dm.length,
    );
  const [better, worse] = [at(isSignificantlyBetter), at(isSignificantlyWorse)];
  const compared = (word: string, where: string): string =>
    `${a} of the first is significantly ${word} than ${b} of the second${where}`;
  if (claim === 'better') return compared('better', better);
  if (claim === 'worse') return compared('worse', worse);
  return `${compared('better', better)} and worse${worse}`;
}

/** No difference; of pairs that share a model, which is named once. */
function sameText(pairs: readonly PairFindings[]): string {
  const firsts = [...new Set(pairs.map(({ a }) => a))];
  const seconds = [...new Set(pairs.map(({ b }) => b))];
  if (pairs.length === 1 || (firsts.length > 1 && seconds.length > 1))
    return `${namesOf(pairs)} do not differ significantly`;
  const verb = firsts.length === 1 ? 'does' : 'do';
  return `${listText(firsts)} of the first ${verb} not differ significantly from ${listText(seconds)} of the second`;
}

/** `gru of the first and of the second`; of several pairs, `the first and the second (gru and mlp)`. */
function namesOf(pairs: readonly PairFindings[]): string {
  if (pairs.every(({ a, b }) => a === b)) {
    const names = listText(pairs.map(({ a }) => a));
    return pairs.length === 1
      ? `${names} of the first and of the second`
      : `the first and the second (${names})`;
  }
  return listText(pairs.map(({ a, b }) => `${a} of the first and ${b} of the second`));
}
