/**
 * What the scores, tests and intervals of one model mean, in one or two sentences that are computed and never written by hand. The
 * tables have the rest. "Does not beat naive" is a normal result. `docs/verdict.md` explains how to read them.
 */

import type { Quantity } from '../data/quantities.ts';
import { ALPHA, isSignificant, mostSignificant } from '../significance/significant.ts';
import { farOffAdvice } from './advice.ts';
import { leakText } from './alarms.ts';
import { hasFolds } from './common-rows.ts';
import type { Findings, IntervalResult } from './evaluation.ts';
import {
  atSteps,
  isEqualRatio,
  isFarOff,
  pText,
  percentText,
  ratioText,
  significantSteps,
  testText,
  untestedReason,
} from './phrases.ts';
import type { LossWording } from './wording.ts';
import { wordingOf } from './wording.ts';

/**
 * The sentences on a model: does it beat the benchmark, does it contain information, is its direction better than chance, do its
 * intervals and its probabilities match what happened. Every p is adjusted for the number of comparisons.
 * @param benchmark - the findings of the benchmark; `undefined` if it was not scored
 */
export function verdict(findings: Findings, quantity: Quantity, benchmark: Findings | undefined): string {
  const { model, scores } = findings;
  const wording = wordingOf(quantity);
  if (scores.n === 0) return `${model} was not scored: it has no forecast with a known actual value.`;
  const accuracy = accuracySentences(findings, benchmark);
  if (findings.repeatsBenchmark)
    return [`${model} ${wording.repeatsText}.`, ...accuracy, ...coverageSentences(findings)].join(' ');
  const ratio = wording.ratio(scores);
  if (Number.isNaN(ratio)) {
    const reason = `${model} ${wording.incomparableText(findings)}.`;
    if (accuracy.length === 0) return reason;
    return [reason, ...accuracy, ...missSentences(findings, wording), ...directionSentences(findings)].join(
      ' ',
    );
  }
  return [
    ...comparisonSentences(findings, wording),
    ...accuracy,
    ...informationSentences(findings, wording),
    ...(isFarOff(ratio) ? [farOffAdvice(model)] : []),
    ...directionSentences(findings),
    ...calibrationSentences(findings),
    ...coverageSentences(findings),
  ].join(' ');
}

/** Whether the model beats the benchmark, by how much, and what the test says. */
function comparisonSentences(findings: Findings, wording: LossWording): string[] {
  const { model, scores, tests, leak, bySeries } = findings;
  const { benchmark } = wording;
  const doubt =
    leak === null
      ? []
      : [
          `TOO GOOD TO BE TRUE for a price: ${leakText(leak, bySeries.length)}. Look for a leak before you trust it.`,
        ];
  const evidence = testText('Diebold-Mariano', tests.dm);
  const claim =
    significantText(findings, benchmark) ??
    notSignificantText(wording.ratio(scores), benchmark, evidence !== undefined);
  return [
    `${model} ${claim}: ${sizeText(findings, wording)} (${evidence ?? `not tested: ${untestedReason(tests.dm)}`}).`,
    ...doubt,
  ];
}

function notSignificantText(ratio: number, benchmark: string, isTested: boolean): string {
  if (isEqualRatio(ratio)) return `is as good as ${benchmark}`;
  if (ratio > 1) return `does not beat ${benchmark}`;
  return isTested ? `is not significantly better than ${benchmark}` : `has a lower error than ${benchmark}`;
}

/** `is significantly better than naive at step 1 of 3`; `undefined` if no step differs significantly. */
function significantText({ tests: { dm } }: Findings, benchmark: string): string | undefined {
  const { better, worse } = significantSteps(dm);
  if (better.length + worse.length === 0) return undefined;
  const [isBetter, isWorse] = [
    `significantly better than ${benchmark}${atSteps(better, dm.length)}`,
    `significantly worse than ${benchmark}${atSteps(worse, dm.length)}`,
  ];
  if (worse.length === 0) return `is ${isBetter}`;
  return better.length === 0 ? `is ${isWorse}` : `is ${isBetter} and ${isWorse}`;
}

/** `RMSE 5.0 % lower, in 5 of 10 folds`. */
function sizeText(findings: Findings, wording: LossWording): string {
  const { scores, bySteps } = findings;
  const over = bySteps.length === 1 ? '' : ' over all steps';
  return `${wording.loss} ${ratioText(wording.ratio(scores))}${over}${foldsText(findings, wording)}`;
}

/** In how many folds the loss was lower than that of the benchmark. */
function foldsText(findings: Findings, { ratio }: LossWording): string {
  const defined = findings.byFolds.filter((scores) => !Number.isNaN(ratio(scores)));
  if (defined.length < 2 || !hasFolds(findings)) return '';
  const lower = defined.filter((scores) => ratio(scores) < 1).length;
  return `, lower in ${lower} of ${defined.length} folds`;
}

/** Clark and West's test, if it finds that the forecast contains information that the benchmark does not have. */
function informationSentences({ tests: { cw } }: Findings, { benchmark }: LossWording): string[] {
  const shown = mostSignificant(cw);
  if (shown === undefined || !isSignificant(shown)) return [];
  return [`It contains information beyond ${benchmark} (${testText('Clark-West', cw)}).`];
}

/** The accuracy, and that of the benchmark; none for forecasts of numbers. */
function accuracySentences({ model, scores }: Findings, benchmark: Findings | undefined): string[] {
  if (!('accuracy' in scores)) return [];
  const own = `It forecasts the right class in ${percentText(scores.accuracy)}`;
  if (benchmark === undefined || benchmark.model === model) return [`${own}.`];
  return [`${own}, ${benchmark.model} in ${percentText(benchmark.scores.accuracy)}.`];
}

/** What the test finds in the misses of a model that gives no probabilities. */
function missSentences(findings: Findings, { benchmark }: LossWording): string[] {
  const evidence = testText('Diebold-Mariano', findings.tests.dm);
  if (evidence === undefined) return [];
  const claim = significantText(findings, benchmark) ?? `is not significantly different from ${benchmark}`;
  return [`It ${claim} (${evidence}).`];
}

/** The mean difference between the probabilities and how often the classes occurred. */
function calibrationSentences({ scores, calibration }: Findings): string[] {
  if (calibration.length === 0) return [];
  return [`Its probabilities are off by ${percentText(scores.ece)} on average.`];
}

/** The direction compared with always forecasting "up", and whether it is better than chance. */
function directionSentences({ direction: { n, rate, alwaysUp }, tests: { pt } }: Findings): string[] {
  if (n === 0) return [];
  const evidence = testText('Pesaran-Timmermann', pt);
  const steps = pt.filter(isSignificant).map(({ step }) => step);
  const than = steps.length === 0 ? 'not significantly better' : 'significantly better';
  const test =
    evidence === undefined ? '' : `; ${than} than chance${atSteps(steps, pt.length)} (${evidence})`;
  return [`Its direction is right in ${percentText(rate)}, always "up" in ${percentText(alwaysUp)}${test}.`];
}

/** How many of the actual values the intervals cover. */
function coverageSentences({ intervals }: Findings): string[] {
  const shown = intervals.filter(({ scores }) => scores.n > 0);
  const covered = shown.map(
    (interval) =>
      `${interval.level} % intervals cover ${percentText(interval.scores.coverage)}${kupiecText(interval)}`,
  );
  return [
    ...(covered.length > 0 ? [`${covered.join('; ')}.`] : []),
    ...intervals
      .filter(({ scores }) => scores.n === 0)
      .map(({ level, note }) => `No ${level} % interval: ${note}.`),
  ];
}

/** How often Kupiec's test rejects the coverage, and how often it would by chance. */
function kupiecText({ tests }: IntervalResult): string {
  const defined = tests.map(({ kupiec }) => kupiec).filter(({ p }) => !Number.isNaN(p));
  if (defined.length === 0) return '';
  if (defined.length === 1) return ` (Kupiec p ${pText(defined[0].p)})`;
  const rejected = defined.filter(isSignificant).length;
  return ` (Kupiec rejects ${rejected} of ${defined.length}, ${(ALPHA * defined.length).toFixed(1)} expected by chance)`;
}
