/** Live forecasts compared with the backtest: the tests, the drift alarm, and what they mean in sentences. */

import { formatTime } from '../data/timeframe.ts';
import { holm } from '../significance/holm.ts';
import type { TestResult } from '../significance/outcome.ts';
import { isSignificant, mostSignificant } from '../significance/significant.ts';
import { isEqualRatio, pText, ratioText } from '../evaluation/phrases.ts';
import type { Drift } from './drift.ts';
import { driftOf } from './drift.ts';
import type { LiveConfiguration, LiveCoverage, LiveScores } from './live-scores.ts';
import type { Expectation } from './expectation.ts';
import { differentialsOf, degradationTest } from './degradation.ts';

export interface WorseOutcome extends TestResult {
  readonly step: number;
  /** p after Holm's adjustment over the steps. */
  readonly adjusted: number;
}

export interface JudgedConfiguration extends LiveConfiguration {
  /** `undefined` where no run with these options is stored. */
  readonly promised: Expectation | undefined;
  /** Is live worse than promised, by step; empty without a promise, and for naive. */
  readonly worse: readonly WorseOutcome[];
  /** `undefined` likewise. */
  readonly drift: Drift | undefined;
  /** Empty for naive, which the others are set beside. */
  readonly verdict: string;
}

export function judgeLive(
  configuration: LiveConfiguration,
  promised: Expectation | undefined,
): JudgedConfiguration {
  if (configuration.model === 'naive' || promised === undefined) {
    const judged = { ...configuration, promised, worse: [], drift: undefined };
    return { ...judged, verdict: verdictOf(judged) };
  }
  const outcomes = configuration.steps.map(({ points }, k) =>
    degradationTest(differentialsOf(points), differentialsOf(promised.steps[k].points)),
  );
  const adjusted = holm(outcomes.map(({ p }) => p));
  const judged = {
    ...configuration,
    promised,
    worse: outcomes.map((outcome, k) => ({ ...outcome, step: k + 1, adjusted: adjusted[k] })),
    drift: driftOf(
      configuration.steps.map(({ points }) => points),
      promised.steps.map(({ points }) => points),
    ),
  };
  return { ...judged, verdict: verdictOf(judged) };
}

function verdictOf(judged: Omit<JudgedConfiguration, 'verdict'>): string {
  const { model, series, scores, steps } = judged;
  if (model === 'naive') return '';
  if (scores.n === 0) return `${model} on ${series}: no live forecast can be scored yet.`;
  return [
    `${model} on ${series}: ${comparedWithNaive(scores)}.`,
    ...expectationSentences(judged),
    ...(steps.length === 1 ? steps[0].coverage.map(coverageSentence) : pooledCoverageSentences(steps)),
    ...driftSentences(judged),
  ].join(' ');
}

/** `RMSE 1.2 % higher than naive (U2 1.012) over 50 live forecasts`. */
function comparedWithNaive({ u2, n }: LiveScores): string {
  const over = `over ${n === 1 ? '1 live forecast' : `${n} live forecasts`}`;
  if (Number.isNaN(u2)) return `no comparison with naive, which has no error ${over}`;
  const size = isEqualRatio(u2) ? 'as good as naive' : `RMSE ${ratioText(u2)} than naive`;
  return `${size} (U2 ${u2.toFixed(3)}) ${over}`;
}

/** What the backtest had, and whether live is significantly worse. */
function expectationSentences({ promised, worse }: Omit<JudgedConfiguration, 'verdict'>): readonly string[] {
  if (promised === undefined)
    return [
      'No backtest with these options is stored. Run `hindcast backtest` with the same options to know what to expect.',
    ];
  const overlap = promised.isBefore ? '' : ', which includes some of these days,';
  const expected = `The backtest${overlap} had U2 ${promised.scores.u2.toFixed(3)}.`;
  const shown = mostSignificant(worse);
  if (shown === undefined)
    return [expected, `Whether live is worse cannot be tested yet: ${untestedReason(worse)}.`];
  const tested = worse.filter(({ p }) => !Number.isNaN(p)).length;
  const adjustment = tested > 1 ? ` (adjusted for ${tested} steps) at step ${shown.step}` : '';
  return [
    expected,
    `Live is ${isSignificant(shown) ? '' : 'not '}significantly worse than the backtest: p ${pText(shown.adjusted)}${adjustment}.`,
  ];
}

/** Why the first step with a reason cannot be tested. */
const untestedReason = (worse: readonly WorseOutcome[]): string =>
  worse.find(({ note }) => note !== null)?.note ?? 'too few forecasts';

function coverageSentence({ level, n, coverage, kupiec }: LiveCoverage): string {
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
    return `${level} % intervals cover ${covered} of ${n}.`;
  });
}

function driftSentences({ drift }: Omit<JudgedConfiguration, 'verdict'>): readonly string[] {
  if (drift === undefined) return [];
  if (drift.isDrifting === undefined) return [`Drift cannot be monitored: ${drift.note}.`];
  if (drift.since === null) return ['No drift.'];
  return [
    `Drift since ${formatTime(drift.since)}: the forecasts have repeatedly been worse than in the backtest.`,
    'Check what has changed, then fit and backtest again.',
  ];
}
