/** The answer of `hindcast score`: is any model worse live than in its backtest? A sentence, and a word for each configuration. */

import { formatTime } from '../data/timeframe.ts';
import { parseMarket } from '../data/market.ts';
import { NAIVE } from '../data/quantities.ts';
import { benchmarkOf } from '../data/targets.ts';
import { isEqualRatio, listText, ratioText } from '../evaluation/phrases.ts';
import { isSignificant, mostSignificant } from '../significance/significant.ts';
import type { LiveEvaluation } from './live-evaluation.ts';
import type { EvaluatedConfiguration } from './verdict.ts';

/** What the drift alarm and the test say of live forecasts compared with their backtest. */
export type LiveWord =
  | 'drift'
  | 'worse'
  | 'as in backtest'
  | 'too early'
  | 'no backtest'
  | 'not compared'
  | 'waiting';

export interface LiveAnswer {
  readonly sentence: string;
  /** Whether a model drifts. */
  readonly isAlarm: boolean;
  /** By configuration, in their order; `null` for a benchmark. */
  readonly words: readonly (LiveWord | null)[];
}

/** Configurations that a clause names; more are counted. */
const NAMED = 4;

export function liveAnswer(evaluated: readonly EvaluatedConfiguration[], live: LiveEvaluation): LiveAnswer {
  const words = evaluated.map(wordOf);
  const of = (word: LiveWord): readonly EvaluatedConfiguration[] =>
    evaluated.filter((_, i) => words[i] === word);
  return {
    sentence: sentenceOf(of, evaluated, live),
    isAlarm: words.includes('drift'),
    words,
  };
}

function wordOf({
  model,
  options,
  scores,
  expected,
  drift,
  degradation,
}: EvaluatedConfiguration): LiveWord | null {
  if (model === benchmarkOf(options.target)) return null;
  if (scores.n === 0) return 'waiting';
  if (scores.classes !== undefined) return 'not compared';
  if (expected === undefined) return 'no backtest';
  if (drift?.isDrifting === true) return 'drift';
  const shown = mostSignificant(degradation);
  if (shown === undefined) return 'too early';
  return isSignificant(shown) ? 'worse' : 'as in backtest';
}

function sentenceOf(
  of: (word: LiveWord) => readonly EvaluatedConfiguration[],
  evaluated: readonly EvaluatedConfiguration[],
  { next }: LiveEvaluation,
): string {
  const [drifting, worse, asExpected] = [of('drift'), of('worse'), of('as in backtest')];
  const [early, without, waiting] = [of('too early'), of('no backtest'), of('waiting')];
  const classed = of('not compared');
  const rivals = evaluated.filter((one) => one.model !== benchmarkOf(one.options.target)).length;
  if (rivals === 0) {
    const benchmarks = [...new Set(evaluated.map(({ options }) => benchmarkOf(options.target)))];
    const isOne = benchmarks.length < 2;
    return `Only ${listText(isOne ? [benchmarks.at(0) ?? NAIVE] : benchmarks)} ${isOne ? 'was' : 'were'} forecast: there is nothing to compare ${isOne ? 'it' : 'them'} with.`;
  }
  if (waiting.length === rivals) return firstText(next);
  const sentences = [
    ...(drifting.length > 0
      ? [
          `DRIFT: ${namesOf(drifting)} ${hasHave(drifting)} been worse than in the backtest${sinceText(drifting)}.`,
        ]
      : []),
    ...(worse.length > 0
      ? [`${namesOf(worse)} ${isAre(worse)} significantly worse live than in the backtest.`]
      : []),
    ...(asExpected.length > 0
      ? [`${namesOf(asExpected)} ${isAre(asExpected)} not significantly worse live than in the backtest.`]
      : []),
    ...(early.length > 0
      ? [`It is too early to say whether ${namesOf(early)} ${isAre(early)} worse live than in the backtest.`]
      : []),
    ...(without.length > 0
      ? [`${namesOf(without)} ${hasHave(without)} no backtest with the same options to compare with.`]
      : []),
    ...(classed.length > 0
      ? [
          `Direction forecasts are compared with ${benchmarkOf('direction')}, not with a backtest: ${classed.map(skillText).join('; ')}.`,
        ]
      : []),
    ...(waiting.length > 0 ? [`${namesOf(waiting)} ${hasHave(waiting)} no scored forecast yet.`] : []),
  ];
  return sentences.join(' ');
}

/** `mlp on BTC/USDT 1d has a Brier score 1.2 % lower`; without probabilities, its accuracy. */
function skillText(configuration: EvaluatedConfiguration): string {
  const { accuracy = NaN, skill = NaN } = configuration.scores.classes ?? {};
  const name = namesOf([configuration]);
  if (Number.isNaN(skill)) return `${name} has accuracy ${(100 * accuracy).toFixed(1)} %`;
  const change = isEqualRatio(1 - skill) ? 'that is equal' : ratioText(1 - skill);
  return `${name} has a Brier score ${change}`;
}

/** Nothing is scored. */
const firstText = (next: number): string =>
  Number.isNaN(next)
    ? 'No live forecast can be scored yet.'
    : `No live forecast can be scored yet: the first candle closes at ${formatTime(next)}.`;

/** ` since 2026-01-02`, of the earliest alarm. */
function sinceText(drifting: readonly EvaluatedConfiguration[]): string {
  const times = drifting.flatMap(({ drift }) => drift?.since ?? []);
  return times.length === 0 ? '' : ` since ${formatTime(Math.min(...times))}`;
}

/** `gru and mlp on BTC/USDT 1d`; each with its series if they differ; of many, their number. */
function namesOf(configurations: readonly EvaluatedConfiguration[]): string {
  if (configurations.length > NAMED) return `${configurations.length} models`;
  const series = new Set(configurations.map((one) => one.series));
  if (series.size === 1)
    return `${listText([...new Set(configurations.map(({ model }) => model))])} on ${nameOf([...series][0])}`;
  return listText(configurations.map((one) => `${one.model} on ${nameOf(one.series)}`));
}

/** A stored market without its exchange. */
function nameOf(series: string): string {
  const market = parseMarket(series);
  return market === undefined ? series : `${market.symbol} ${market.timeframe}`;
}

const isAre = (models: readonly unknown[]): string => (models.length === 1 ? 'is' : 'are');
const hasHave = (models: readonly unknown[]): string => (models.length === 1 ? 'has' : 'have');
