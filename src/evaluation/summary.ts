/** Which of several models beat the benchmark, and which are significantly worse than the best, in a few sentences. */

import type { Quantity } from '../data/quantities.ts';
import { isSignificantlyBetter, isSignificantlyWorse } from '../significance/diebold-mariano.ts';
import { CONFIDENCE_SET_SIZE } from '../significance/model-confidence-set.ts';
import { isSignificant } from '../significance/significant.ts';
import type { Findings } from './evaluation.ts';
import { isEqualRatio, isFarOff, listText, ratioText } from './phrases.ts';
import type { LossWording } from './wording.ts';
import { wordingOf } from './wording.ts';

export function summary(findings: readonly Findings[], quantity: Quantity): string {
  const wording = wordingOf(quantity);
  const scored = findings.filter((each) => !each.repeatsBenchmark && each.scores.n > 0);
  if (scored.length === 0) return `There is nothing to compare with ${wording.benchmark}.`;
  const compared = scored.filter(({ scores }) => !Number.isNaN(wording.ratio(scores)));
  // Naive forecasts that are easier to beat are no news, unless there is nothing else.
  const others = compared.filter(({ model }) => !quantity.naiveForecasts.includes(model));
  const rivals = others.length > 0 ? others : compared;
  if (rivals.length === 0) return wording.allIncomparableText(scored);
  return [
    ...leakSentences(rivals),
    ...comparisonSentences(rivals, wording),
    ...tieSentences(rivals),
    ...confidenceSetSentences(findings, wording),
  ].join(' ');
}

function leakSentences(rivals: readonly Findings[]): string[] {
  const leaks = rivals.filter(({ leak }) => leak !== null).map(({ model }) => model);
  if (leaks.length === 0) return [];
  return [
    `${listText(leaks)} ${leaks.length === 1 ? 'is' : 'are'} too good to be true: look for a leak first.`,
  ];
}

/** Sentences about models that no score and no test can tell apart. */
function tieSentences(rivals: readonly Findings[]): string[] {
  const names = rivals.map(({ model }) => model);
  return rivals.flatMap(({ model, ties }) => {
    const group = names.filter((name) => name === model || ties.includes(name));
    return group.length > 1 && group[0] === model
      ? [`${listText(group)} have the same losses on every forecast and count as one model.`]
      : [];
  });
}

/** Which models are significantly better than the benchmark, which have only a lower error, and which do not beat it. */
function comparisonSentences(rivals: readonly Findings[], wording: LossWording): string[] {
  const { benchmark, loss } = wording;
  const ratioOf = ({ scores }: Findings): number => wording.ratio(scores);
  const isBetter = ({ tests }: Findings): boolean => tests.dm.some(isSignificantlyBetter);
  const isLower = (each: Findings): boolean =>
    ratioOf(each) < 1 && !isEqualRatio(ratioOf(each)) && !each.tests.dm.some(isSignificantlyWorse);
  const better = rivals.filter(isBetter);
  const lower = rivals.filter((each) => !isBetter(each) && isLower(each));
  const [tested, untested] = [true, false].map((is) => lower.filter((each) => isTested(each) === is));
  const others = rivals.filter((each) => !isBetter(each) && !isLower(each));
  const on = rivals[0].bySeries.length > 1 ? `On ${loss}, series weighted equally,` : `On ${loss},`;
  if (better.length + lower.length === 0) return noneBetterSentences(rivals, wording, on);
  const named = (models: readonly Findings[]): string =>
    listText(models.map((each) => sizeText(each, ratioOf(each))));
  const isAre = (models: readonly Findings[]): string => (models.length === 1 ? 'is' : 'are');
  const lowerClause = (models: readonly Findings[], but: string): string[] =>
    models.length === 0
      ? []
      : [
          `${named(models)} ${models.length === 1 ? 'has' : 'have'} a lower error than ${benchmark}, but ${but}`,
        ];
  const where = better.some(({ bySteps }) => bySteps.length > 1) ? ' at one or more steps' : '';
  const clauses = [
    ...(better.length > 0
      ? [`${named(better)} ${isAre(better)} significantly better than ${benchmark}${where}`]
      : []),
    ...lowerClause(tested, 'the difference is not significant'),
    ...lowerClause(untested, 'the difference cannot be tested'),
    ...(others.length > 0
      ? [`${named(others)} ${others.length === 1 ? 'does' : 'do'} not beat ${benchmark}`]
      : []),
  ];
  return [`${on} ${clauses.join('; ')}.`, ...informationSentences(lower, benchmark)];
}

const isTested = ({ tests }: Findings): boolean => tests.dm.some(({ p }) => !Number.isNaN(p));

/** Which of the models without a significant difference contain information beyond the benchmark. */
function informationSentences(models: readonly Findings[], benchmark: string): string[] {
  const informed = models.filter(({ tests }) => tests.cw.some(isSignificant)).map(({ model }) => model);
  if (informed.length === 0) return [];
  return [`Clark-West finds evidence of information beyond ${benchmark} in ${listText(informed)}.`];
}

function noneBetterSentences(
  rivals: readonly Findings[],
  { benchmark, ratio }: LossWording,
  on: string,
): string[] {
  const ratioOf = ({ scores }: Findings): number => ratio(scores);
  const closest = rivals.reduce((best, each) =>
    ratioOf(each) < ratioOf(best) && !best.ties.includes(each.model) ? each : best,
  );
  const tied = rivals.filter(({ model }) => closest.ties.includes(model));
  const comment = isFarOff(ratioOf(closest)) ? 'The error is far too large.' : 'This is a normal result.';
  const size = sizeText(closest, ratioOf(closest));
  if (rivals.length === 1) return [`${on} ${size} does not beat ${benchmark}.`, comment];
  const names = listText(rivals.map(({ model }) => model));
  const nearest =
    tied.length === 0
      ? `the closest is ${size}`
      : `the closest are ${listText([closest, ...tied].map((each) => sizeText(each, ratioOf(closest))))}`;
  return [`${on} none of ${names} beats ${benchmark}; ${nearest}.`, comment];
}

/** `mlp (1.0 % higher, significantly worse)`. */
function sizeText({ model, bySteps, tests }: Findings, ratio: number): string {
  const size = ratioText(ratio);
  if (!tests.dm.some(isSignificantlyWorse)) return `${model} (${size})`;
  const isHigher = ratio > 1 && !isEqualRatio(ratio);
  return `${model} (${size}, ${isHigher ? '' : 'but '}significantly worse${bySteps.length === 1 ? '' : ' at one or more steps'})`;
}

/** The models outside the confidence set; no sentence if all are in it and a test found a difference from the benchmark, or if there is no test. */
function confidenceSetSentences(findings: readonly Findings[], { benchmark }: LossWording): string[] {
  // A model that gives no probabilities has no loss to compare, and is not in the set.
  const tested = findings.filter(
    ({ scores, tests }) =>
      scores.n > 0 && (!('brier' in scores) || tests.mcs.some(({ p }) => !Number.isNaN(p))),
  );
  const steps = tested.at(0)?.tests.mcs.filter(({ p }) => !Number.isNaN(p)).length ?? 0;
  if (tested.length < 2 || steps === 0) return [];
  const set = `model confidence set, size ${CONFIDENCE_SET_SIZE.toFixed(2)}${steps === 1 ? '' : `, adjusted for ${steps} steps`}`;
  const outside = tested
    .filter(({ tests }) => tests.mcs.some(({ isIn }) => isIn === false))
    .map(({ model }) => model);
  if (outside.length === 0)
    return tested.some(({ tests }) => tests.dm.some(isSignificant)) || !tested.some(isTested)
      ? []
      : [
          `No model, ${benchmark} included, is significantly worse than the best${steps === 1 ? '' : ' at any step'} (${set}).`,
        ];
  const where = steps === 1 ? '' : ' at one or more steps';
  const inside = outside.includes(benchmark) ? '' : `, but not ${benchmark}`;
  return [`Significantly worse than the best${where}: ${listText(outside)}${inside} (${set}).`];
}
