/**
 * What the scores, tests and intervals of one model mean, in sentences that are computed and never written by hand. "Does not
 * beat naive" is a normal result. `docs/verdict.md` explains how to read them.
 */

import type { Quantity } from '../data/quantities.ts';
import { ALPHA, isSignificant, mostSignificant } from '../significance/significant.ts';
import { leakText } from './alarms.ts';
import { hasFolds } from './common-rows.ts';
import type { Findings, IntervalResult } from './evaluation.ts';
import {
  atSteps,
  counted,
  capitalized,
  dieboldMarianoText,
  isEqualRatio,
  pText,
  percentText,
  ratioText,
  significantSteps,
  testText,
  untestedReason,
} from './phrases.ts';
import type { LossWording } from './wording.ts';
import { lossWordings } from './wording.ts';

/** At this multiple of the benchmark's loss or above, a model has not learned. */
const FAR = 1.5;

/**
 * The sentences on a model: does it beat the benchmark, is the difference significant, is its direction better than always
 * "up", do its intervals and its probabilities match what happened.
 * @param benchmark - the findings of the benchmark; `undefined` if it was not scored
 */
export function verdict(findings: Findings, quantity: Quantity, benchmark: Findings | undefined): string {
  const { model, scores } = findings;
  const wording = lossWordings[quantity.name];
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
    ...(isFarOff(ratio)
      ? [
          'An error this large means that the model has not learned: check the learning rate, the epochs and the target.',
        ]
      : []),
    ...directionSentences(findings),
    ...calibrationSentences(findings),
    ...coverageSentences(findings),
  ].join(' ');
}

/** Whether the loss is so much larger than that of the benchmark that the model has not learned. */
export function isFarOff(ratio: number): boolean {
  return ratio >= FAR;
}

/** Whether the model beats the benchmark, by how much, and whether the test finds the difference significant. */
function comparisonSentences(findings: Findings, wording: LossWording): string[] {
  const { model, scores, tests, leak, bySeries } = findings;
  const { benchmark } = wording;
  const ratio = wording.ratio(scores);
  const size = sizeText(findings, wording);
  const doubt =
    leak === null
      ? []
      : [
          `TOO GOOD TO BE TRUE for a price: ${leakText(leak, bySeries.length)}. Look for a leak before you trust it.`,
        ];
  const claim = significantText(findings, benchmark);
  const evidence = dieboldMarianoText(tests.dm, tests.comparisons.dm);
  if (claim !== undefined && evidence !== undefined)
    return [`${model} ${claim}: ${size}.`, ...doubt, `${capitalized(evidence)}.`];
  const isLower = ratio < 1 && !isEqualRatio(ratio);
  if (!isLower) {
    const answer = isEqualRatio(ratio) ? `is as good as ${benchmark}` : `does not beat ${benchmark}`;
    return [`${model} ${answer}: ${size}.`, ...doubt, notSignificantSentence(findings.tests)];
  }
  const lower = `${model} has a lower error than ${benchmark}`;
  return evidence === undefined
    ? [`${lower}, but the difference cannot be tested (${untestedReason(tests.dm)}): ${size}.`, ...doubt]
    : [`${lower}, but the difference is not significant: ${size}.`, ...doubt, `${capitalized(evidence)}.`];
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

/** `RMSE 5.0 % lower (U2 0.950, skill 9.7 %, n 146), lower than naive in 5 of 10 folds`. */
function sizeText(findings: Findings, wording: LossWording): string {
  const { scores, bySteps, bySeries } = findings;
  const over = bySteps.length === 1 ? '' : 'over all steps ';
  const weighting = bySeries.length > 1 ? ', series weighted equally' : '';
  const size = `${wording.loss} ${ratioText(wording.ratio(scores))}${weighting}`;
  return `${over}${size} (${wording.scoresText(scores)}, n ${scores.n})${foldsText(findings, wording)}`;
}

/** In how many folds the loss was lower than that of the benchmark. */
function foldsText(findings: Findings, { ratio, benchmark }: LossWording): string {
  const defined = findings.byFolds.filter((scores) => !Number.isNaN(ratio(scores)));
  if (defined.length < 2 || !hasFolds(findings)) return '';
  const lower = defined.filter((scores) => ratio(scores) < 1).length;
  return `, lower than ${benchmark} in ${lower} of ${defined.length} folds`;
}

/** That no step differs significantly from the benchmark, or why none can be tested. */
function notSignificantSentence({ dm, comparisons }: Findings['tests']): string {
  const evidence = dieboldMarianoText(dm, comparisons.dm);
  if (evidence === undefined) return `The difference cannot be tested: ${untestedReason(dm)}.`;
  return `The difference is not significant${dm.length === 1 ? '' : ' at any step'}: ${evidence}.`;
}

/** Clark and West's test: whether the forecast contains information that the benchmark does not have. */
function informationSentences(
  { tests: { cw, comparisons } }: Findings,
  { benchmark }: LossWording,
): string[] {
  const shown = mostSignificant(cw);
  const evidence = testText('Clark-West', cw, comparisons.cw);
  if (shown === undefined || evidence === undefined) return [];
  return [
    `${isSignificant(shown) ? 'Evidence' : 'No evidence'} of information beyond ${benchmark}: ${evidence}.`,
  ];
}

/** The accuracy, and that of the benchmark; none for forecasts of numbers. */
function accuracySentences({ model, scores }: Findings, benchmark: Findings | undefined): string[] {
  if (!('accuracy' in scores)) return [];
  const own = `It forecasts the right class in ${percentText(scores.accuracy)} of ${scores.n}`;
  if (benchmark === undefined || benchmark.model === model) return [`${own}.`];
  const other = `${benchmark.model}, which always forecasts the most common class, in ${percentText(benchmark.scores.accuracy)}`;
  return [`${own}; ${other}.`];
}

/** What the test finds in the misses of a model that gives no probabilities. */
function missSentences(findings: Findings, { benchmark }: LossWording): string[] {
  const { dm, comparisons } = findings.tests;
  const evidence = dieboldMarianoText(dm, comparisons.dm);
  if (evidence === undefined) return [];
  const claim = significantText(findings, benchmark);
  return [claim === undefined ? notSignificantSentence(findings.tests) : `It ${claim}: ${evidence}.`];
}

/** The mean difference between the probabilities and how often the classes occurred. */
function calibrationSentences({ scores, calibration }: Findings): string[] {
  if (calibration.length === 0) return [];
  return [`Its probabilities are off by ${percentText(scores.ece)} on average.`];
}

/** The direction compared with always forecasting "up", and whether it is better than chance. */
function directionSentences({ direction, tests: { pt, comparisons } }: Findings): string[] {
  if (direction.n === 0) return [];
  const { rate, n, effective, lo, hi, alwaysUp } = direction;
  const sample = effective < n ? `, effective sample size ${effective}` : '';
  return [
    `It gets the direction right in ${percentText(rate)} of ${counted(n, 'forecast')} (95 % interval ${percentText(lo)} to ${percentText(hi)}${sample}), ` +
      `${rate > alwaysUp ? 'above' : 'not above'} the ${percentText(alwaysUp)} of always forecasting "up".`,
    chanceSentence(pt, testText('Pesaran-Timmermann', pt, comparisons.pt)),
  ];
}

/** Whether the direction is better than chance. */
function chanceSentence(pt: Findings['tests']['pt'], evidence: string | undefined): string {
  if (evidence === undefined)
    return `Whether this is better than chance cannot be tested: ${untestedReason(pt)}.`;
  const steps = pt.filter(isSignificant).map(({ step }) => step);
  if (steps.length === 0) return `This is not significantly better than chance: ${evidence}.`;
  return `This is significantly better than chance${atSteps(steps, pt.length)}: ${evidence}.`;
}

/** How many of the actual values the intervals cover. */
function coverageSentences({ intervals }: Findings): string[] {
  return intervals.map((interval) => {
    const { level, scores, note } = interval;
    if (scores.n === 0) return `No ${level} % interval: ${note}.`;
    return `${level} % intervals cover ${percentText(scores.coverage)} of ${scores.n}${kupiecText(interval)}.`;
  });
}

/** How often Kupiec's test rejects the coverage, and how often it would by chance. */
function kupiecText({ tests }: IntervalResult): string {
  const defined = tests.map(({ kupiec }) => kupiec).filter(({ p }) => !Number.isNaN(p));
  if (defined.length === 0) return '';
  if (defined.length === 1) return ` (Kupiec p ${pText(defined[0].p)})`;
  const rejected = defined.filter(isSignificant).length;
  return ` (Kupiec rejects ${rejected} of ${defined.length} series and steps, ${(ALPHA * defined.length).toFixed(1)} expected by chance)`;
}
