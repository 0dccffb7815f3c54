/** Live forecasts compared with the backtest: the tests, the drift alarm, and what they mean in sentences. */

import { benchmarkOf } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { holm } from '../significance/holm.ts';
import type { TestResult } from '../significance/test-result.ts';
import { isSignificant, mostSignificant } from '../significance/significant.ts';
import { isEqualRatio, pText, ratioText } from '../evaluation/phrases.ts';
import type { Drift } from './drift.ts';
import { driftOf } from './drift.ts';
import type { LiveConfiguration } from './live-evaluation.ts';
import type { ClassScores, LiveCoverage, LiveScores } from './live-scores.ts';
import type { Expectation } from './expectation.ts';
import { differentialsOf, degradationTest } from './degradation.ts';

export interface DegradationTest extends TestResult {
  readonly step: number;
  /** p after Holm's adjustment over the steps. */
  readonly adjusted: number;
}

export interface EvaluatedConfiguration extends LiveConfiguration {
  /** `undefined` if no run with these options is stored. */
  readonly expected: Expectation | undefined;
  /** Tests whether live is worse than the backtest, by step; empty without an expectation, and for the benchmark. */
  readonly degradation: readonly DegradationTest[];
  /** `undefined` without an expectation, and for the benchmark. */
  readonly drift: Drift | undefined;
  /** The meaning of these in sentences; empty for the benchmark. */
  readonly verdict: string;
}

/** A configuration with its tests. */
type TestedConfiguration = Omit<EvaluatedConfiguration, 'verdict'>;

export function evaluateConfiguration(
  configuration: LiveConfiguration,
  expected: Expectation | undefined,
): EvaluatedConfiguration {
  const benchmark = benchmarkOf(configuration.options.target);
  const isTested = configuration.model !== benchmark && expected !== undefined;
  const tested = {
    ...configuration,
    expected,
    degradation: isTested ? degradationTests(configuration, expected) : [],
    drift: isTested
      ? driftOf(
          configuration.steps.map(({ points }) => points),
          expected.steps.map(({ points }) => points),
        )
      : undefined,
  };
  return { ...tested, verdict: configuration.model === benchmark ? '' : verdictOf(tested, benchmark) };
}

function degradationTests({ steps }: LiveConfiguration, expected: Expectation): DegradationTest[] {
  const tests = steps.map(({ points }, k) =>
    degradationTest(differentialsOf(points), differentialsOf(expected.steps[k].points)),
  );
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map((test, k) => ({ ...test, step: k + 1, adjusted: adjusted[k] }));
}

function verdictOf(tested: TestedConfiguration, benchmark: string): string {
  const { model, series, scores, steps } = tested;
  if (scores.n === 0) return `${model} on ${series}: no live forecast can be scored yet.`;
  if (scores.classes !== undefined)
    return `${model} on ${series}: ${classesText(scores.n, scores.classes, benchmark)}. ${NOT_COMPARED}`;
  return [
    `${model} on ${series}: ${comparisonText(scores, benchmark)}.`,
    ...expectationSentences(tested),
    ...(steps.length === 1 ? steps[0].coverage.map(coverageSentence) : pooledCoverageSentences(steps)),
    ...driftSentences(tested),
  ].join(' ');
}

/** Why forecasts of classes have no test against the backtest and no drift alarm. */
const NOT_COMPARED =
  'There is no comparison with the backtest and no drift alarm: both are for errors of values, not for classes.';

/** `Brier score 0.5103, 1.2 % lower than that of frequencies, and accuracy 52.0 % over 50 live forecasts`. */
function classesText(n: number, { brier, accuracy, skill }: ClassScores, benchmark: string): string {
  const over = `accuracy ${(100 * accuracy).toFixed(1)} % over ${n === 1 ? '1 live forecast' : `${n} live forecasts`}`;
  if (Number.isNaN(brier)) return `no Brier score, since it gives no probabilities, and ${over}`;
  const against = Number.isNaN(skill)
    ? `not comparable with ${benchmark}`
    : isEqualRatio(1 - skill)
      ? `as good as ${benchmark}`
      : `${ratioText(1 - skill)} than that of ${benchmark}`;
  return `Brier score ${brier.toFixed(4)}, ${against}, and ${over}`;
}

/** `RMSE 1.2 % higher than naive (U2 1.012) over 50 live forecasts`. */
function comparisonText({ u2, n }: LiveScores, benchmark: string): string {
  const over = `over ${n === 1 ? '1 live forecast' : `${n} live forecasts`}`;
  if (Number.isNaN(u2)) return `no comparison with ${benchmark}, which has no error ${over}`;
  const size = isEqualRatio(u2) ? `as good as ${benchmark}` : `RMSE ${ratioText(u2)} than ${benchmark}`;
  return `${size} (U2 ${u2.toFixed(3)}) ${over}`;
}

/** The score of the backtest, and whether live is significantly worse. */
function expectationSentences({ expected, degradation }: TestedConfiguration): readonly string[] {
  if (expected === undefined)
    return [
      'No backtest with these options is stored. Run `hindcast backtest` with the same options to know what to expect.',
    ];
  const overlap = expected.isBefore ? '' : ', which includes some of these days,';
  const { u2 } = expected.scores;
  const had = Number.isNaN(u2) ? 'no U2, since naive had no error' : `U2 ${u2.toFixed(3)}`;
  const backtest = `The backtest${overlap} had ${had}.`;
  const shown = mostSignificant(degradation);
  if (shown === undefined)
    return [backtest, `Whether live is worse cannot be tested yet: ${untestedReason(degradation)}.`];
  const tested = degradation.filter(({ p }) => !Number.isNaN(p)).length;
  const adjustment = tested > 1 ? ` (adjusted for ${tested} steps) at step ${shown.step}` : '';
  return [
    backtest,
    `Live is ${isSignificant(shown) ? '' : 'not '}significantly worse than the backtest: p ${pText(shown.adjusted)}${adjustment}.`,
  ];
}

/** Why a step cannot be tested: the first reason. */
const untestedReason = (degradation: readonly DegradationTest[]): string =>
  degradation.find(({ note }) => note !== null)?.note ?? 'too few forecasts';

function coverageSentence({ level, n, coverage, kupiec }: LiveCoverage): string {
  if (n === 0) return `No live forecast has an interval of level ${level}.`;
  const covered = `${level} % intervals cover ${Math.round(n * coverage)} of ${n}`;
  return isSignificant(kupiec)
    ? `${covered}, significantly different from ${level} % (Kupiec p ${pText(kupiec.p)}).`
    : `${covered}.`;
}

/** One sentence per level over all steps; the tests are by step, in the JSON. */
function pooledCoverageSentences(steps: LiveConfiguration['steps']): readonly string[] {
  const levels = [...new Set(steps.flatMap(({ coverage }) => coverage.map(({ level }) => level)))];
  return levels.map((level) => {
    const all = steps.flatMap(({ coverage }) => coverage.filter((one) => one.level === level && one.n > 0));
    const n = all.reduce((sum, one) => sum + one.n, 0);
    const covered = all.reduce((sum, one) => sum + Math.round(one.n * one.coverage), 0);
    return n === 0
      ? `No live forecast has an interval of level ${level}.`
      : `${level} % intervals cover ${covered} of ${n}.`;
  });
}

function driftSentences({ drift }: TestedConfiguration): readonly string[] {
  if (drift === undefined) return [];
  if (drift.isDrifting === undefined) return [`Drift cannot be monitored: ${drift.note}.`];
  if (drift.since === null) return ['No drift.'];
  return [
    `Drift since ${formatTime(drift.since)}: the forecasts have repeatedly been worse than in the backtest.`,
    'Check what has changed, then fit and backtest again.',
  ];
}
