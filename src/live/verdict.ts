/** Live forecasts beside what the backtest promised: the tests, the drift alarm, and a sentence that says what they mean. */

import { formatTime } from '../data/timeframe.ts';
import { holm } from '../significance/holm.ts';
import type { TestResult } from '../significance/outcome.ts';
import { isSignificant, mostSignificant } from '../significance/significant.ts';
import { pText } from '../evaluation/phrases.ts';
import type { Drift } from './drift.ts';
import { driftOf } from './drift.ts';
import type { LiveConfiguration, LiveCoverage, LiveScores } from './live-scores.ts';
import type { Expectation } from './expectation.ts';
import { differentialsOf, degradationTest } from './degradation.ts';

/** U2 nearer to 1 than this is that of naive. */
const EQUAL = 0.0005;

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
  const { model, series, scores } = judged;
  if (model === 'naive') return '';
  if (scores.n === 0) return `${model} on ${series}: no live forecast can be scored yet.`;
  const count = scores.n === 1 ? '1 live forecast' : `${scores.n} live forecasts`;
  return [
    `${model} on ${series}: ${againstNaive(scores)} over ${count}.`,
    promiseText(judged),
    ...(judged.steps.length === 1
      ? judged.steps[0].coverage.map((one) => coverageText(one))
      : coveragesText(judged)),
    ...driftText(judged),
  ].join(' ');
}

/** `RMSE 1.2 % higher than naive's (U2 1.012)`. */
function againstNaive({ u2 }: LiveScores): string {
  if (Number.isNaN(u2)) return 'naive was never wrong, so there is nothing to set it beside';
  if (Math.abs(u2 - 1) < EQUAL) return `as good as naive (U2 ${u2.toFixed(3)})`;
  return `RMSE ${(100 * Math.abs(u2 - 1)).toFixed(1)} % ${u2 < 1 ? 'lower' : 'higher'} than naive's (U2 ${u2.toFixed(3)})`;
}

function promiseText({ promised, worse }: Omit<JudgedConfiguration, 'verdict'>): string {
  if (promised === undefined)
    return 'No backtest with these options is stored: `hindcast backtest` with the same options says what to expect.';
  const overlap = promised.isBefore ? '' : ', which has seen some of these days';
  const promise = `The backtest${overlap} promised U2 ${promised.scores.u2.toFixed(3)}`;
  const tested = worse.filter(({ p }) => !Number.isNaN(p));
  const least = mostSignificant(worse);
  if (least === undefined)
    return `${promise}; whether live is worse is not to be told yet: ${noteOf(worse)}.`;
  const p = `p ${pText(least.adjusted)}${tested.length > 1 ? `, adjusted for ${tested.length} steps` : ''}`;
  return isSignificant(least)
    ? `${promise}, and live is worse than that by more than bad luck (${p}${worse.length > 1 ? `, step ${least.step}` : ''}).`
    : `${promise}, and live is not worse than that by more than bad luck (${p}).`;
}

/** What is said of the step that is nearest to being tested. */
const noteOf = (worse: readonly WorseOutcome[]): string =>
  worse.find(({ note }) => note !== null)?.note ?? 'too few';

function coverageText({ level, n, coverage, kupiec }: LiveCoverage): string {
  const held = `Of ${n} ${level} % intervals ${Math.round(n * coverage)} held`;
  return isSignificant(kupiec)
    ? `${held}, which is not ${level} % by more than luck (p ${pText(kupiec.p)}).`
    : `${held}.`;
}

/** One sentence per level over all steps; the tests are by step, in the JSON. */
function coveragesText({ steps }: Pick<LiveConfiguration, 'steps'>): readonly string[] {
  const levels = [...new Set(steps.flatMap(({ coverage }) => coverage.map(({ level }) => level)))];
  return levels.map((level) => {
    const all = steps.flatMap(({ coverage }) => coverage.filter((one) => one.level === level && one.n > 0));
    const n = all.reduce((sum, one) => sum + one.n, 0);
    const held = all.reduce((sum, one) => sum + Math.round(one.n * one.coverage), 0);
    return `Of ${n} ${level} % intervals ${held} held.`;
  });
}

function driftText({ drift }: Omit<JudgedConfiguration, 'verdict'>): readonly string[] {
  if (drift === undefined) return [];
  if (drift.isDrifting === undefined) return [`Drift cannot be watched: ${drift.note}.`];
  return drift.since === null
    ? ['No drift.']
    : [
        `Drift since ${formatTime(drift.since)}: it has been worse than promised again and again. Look at what has changed, and fit and backtest anew.`,
      ];
}
