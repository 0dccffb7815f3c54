/** The sentence that answers: was any model significantly better than the benchmark? */

import { ohlcvColumns } from '../data/candles.ts';
import { parseMarket } from '../data/market.ts';
import { farOffAdvices } from './advice.ts';
import { aheadText } from './ahead.ts';
import type { AnswerContext, ModelAnswer, StrongestAnswer } from './model-answer.ts';
import { atSteps, counted, listText } from './phrases.ts';
import { wordingOf } from './wording.ts';

/** Models that a clause names; more are counted. */
const NAMED = 8;

type TestedSteps = Pick<ModelAnswer, 'model' | 'better' | 'worse' | 'steps'>;

export interface SentenceContext extends AnswerContext {
  /** The steps that are scored. */
  readonly steps: readonly number[];
  /** The models that have a score. */
  readonly wasScored: readonly string[];
}

export function answerSentence(answers: readonly ModelAnswer[], context: SentenceContext): string {
  const { quantity, wasScored } = context;
  const { benchmark, sameText } = wordingOf(quantity);
  const scored = answers.filter(({ model }) => wasScored.includes(model));
  const { rivals, easier } = rivalsOf(scored, quantity);
  const leaks = rivals.filter(({ word }) => word === 'look for a leak');
  const others = rivals.filter(({ word }) => word !== 'look for a leak');
  const on = whereText(context);
  const sentences =
    rivals.length === 0
      ? [nothingText(scored.length > 0, benchmark, on)]
      : [
          ...(leaks.length > 0 ? [leakSentence(leaks, on)] : []),
          ...(others.length > 0
            ? [
                withStrongest(
                  comparisonSentence(others, `${benchmark}${easier}`, sameText, leaks.length > 0 ? '' : on),
                  others,
                ),
              ]
            : []),
          ...tieSentences(others),
          ...farOffAdvices(
            others.filter(({ isFarOff }) => isFarOff).map(({ model }) => model),
            shortList,
          ),
        ];
  return [...sentences, ...failureSentences(answers, context)].join(' ');
}

/**
 * The models that are compared with the benchmark, without naive forecasts that are easier to beat, unless there is nothing else;
 * and ` (harder to beat than naive)` if there are any.
 */
function rivalsOf(
  scored: readonly ModelAnswer[],
  { naiveForecasts }: SentenceContext['quantity'],
): { readonly rivals: readonly ModelAnswer[]; readonly easier: string } {
  const rivals = scored.filter(({ word }) => word !== null);
  const others = rivals.filter(({ model }) => !naiveForecasts.includes(model));
  if (others.length === 0) return { rivals, easier: '' };
  const easier = rivals.filter(({ model, isSame }) => naiveForecasts.includes(model) && !isSame);
  return {
    rivals: others,
    easier: easier.length === 0 ? '' : ` (harder to beat than ${namesOf(easier)})`,
  };
}

/** ` on BTC/USDT 1d, one day ahead`, ` on the volume of BTC/USDT 1d, one day ahead`. */
function whereText({ quantity, column, series, steps, timeframe }: SentenceContext): string {
  const isOther = column !== 'close' && ohlcvColumns.some((name) => name === column);
  const subject = quantity.subject === '' && isOther ? column : quantity.subject;
  const what = subject === '' ? '' : `the ${subject} of `;
  const which = series.length === 1 ? nameOf(series[0]) : `${series.length} series`;
  return ` on ${what}${which}, ${aheadText(steps, timeframe)}`;
}

/** A stored market without its exchange. */
function nameOf(id: string): string {
  const market = parseMarket(id);
  return market === undefined ? id : `${market.symbol} ${market.timeframe}`;
}

function nothingText(isBenchmarkScored: boolean, benchmark: string, on: string): string {
  return isBenchmarkScored
    ? `Only ${benchmark} was scored${on}: there is nothing to compare it with.`
    : `No model was scored${on}.`;
}

function leakSentence(leaks: readonly ModelAnswer[], on: string): string {
  const named = leaks.map(({ model, leak }) => `${model} (U2 ${leak!.toFixed(3)})`);
  return `LOOK FOR A LEAK: ${listText(named)} ${isAre(leaks)} too good to be true${on}.`;
}

function comparisonSentence(
  rivals: readonly ModelAnswer[],
  benchmark: string,
  sameText: (count: number) => string,
  on: string,
): string {
  const of = (word: ModelAnswer['word']): readonly ModelAnswer[] =>
    rivals.filter((rival) => rival.word === word && !rival.isSame);
  const same = rivals.filter(({ isSame }) => isSame);
  const [better, worse, mixed, none] = [of('better'), of('worse'), of('mixed'), of('no difference')];
  const untested = of('not tested');
  const clauses = [
    ...mixed.map((one) => mixedClause(one)),
    ...(worse.length > 0 ? [`${namedWithSteps(worse, 'worse')} ${isAre(worse)} significantly worse`] : []),
    ...(same.length > 0 ? [`${namesOf(same)} ${sameText(same.length)}`] : []),
    ...(untested.length > 0 ? [`${namesOf(untested)} could not be tested: ${reasonsOf(untested)}`] : []),
  ];
  if (better.length > 0) {
    const rest = none.length > 0 ? [`${namesOf(none)} ${isAre(none)} not`] : [];
    const claim = `${namedWithSteps(better, 'better')} ${isAre(better)} significantly better than ${benchmark}${on}`;
    return `${[claim, ...rest, ...clauses].join('; ')}.`;
  }
  if (untested.length === rivals.length)
    return `Whether ${anyOf(untested)} better than ${benchmark}${on === '' ? '' : `${on},`} cannot be tested: ${reasonsOf(untested)}.`;
  if (same.length === rivals.length) return `${namesOf(same)} ${sameText(same.length)}${on}.`;
  if (worse.length === rivals.length)
    return `${namedWithSteps(worse, 'worse')} ${isAre(worse)} significantly worse than ${benchmark}${on}.`;
  const compared = rivals.filter(({ isSame, word }) => !isSame && word !== 'not tested' && word !== 'mixed');
  if (compared.length === 0) return `${mixed.map((one) => mixedClause(one, benchmark)).join('; ')}${on}.`;
  return `${[`${noneOf(compared)} significantly better than ${benchmark}${on}`, ...clauses].join('; ')}.`;
}

/** The sentence with how networks stand to the strongest other model, if that is not the benchmark. */
function withStrongest(sentence: string, rivals: readonly ModelAnswer[]): string {
  const networks = rivals.flatMap(({ model, strongest }) =>
    strongest === null ? [] : [{ model, ...strongest }],
  );
  if (networks.length === 0) return sentence;
  const [{ to }] = networks;
  const of = (is: (one: StrongestAnswer) => boolean): readonly (typeof networks)[number][] =>
    networks.filter(is);
  const better = of((one) => one.better.length > 0 && one.worse.length === 0);
  const worse = of((one) => one.worse.length > 0 && one.better.length === 0);
  const mixed = of((one) => one.worse.length > 0 && one.better.length > 0);
  const none = of((one) => one.worse.length === 0 && one.better.length === 0);
  const clauses = [
    ...(better.length > 0
      ? [`${namedWithSteps(better, 'better')} ${isAre(better)} significantly better`]
      : []),
    ...mixed.map((one) => mixedClause(one)),
    ...(worse.length > 0 ? [`${namedWithSteps(worse, 'worse')} ${isAre(worse)} significantly worse`] : []),
    ...(none.length > 0
      ? [`${namesOf(none)} ${none.length === 1 ? 'does' : 'do'} not differ significantly`]
      : []),
  ];
  return `${sentence.replace(/\.$/, '')}; against ${to}, the strongest other model, ${listText(clauses)}.`;
}

/** `mlp is significantly better at step 1 of 7 and significantly worse at step 7 of 7`. */
function mixedClause({ model, better, worse, steps }: TestedSteps, benchmark?: string): string {
  const than = benchmark === undefined ? '' : ` than ${benchmark}`;
  return `${model} is significantly better${than}${atSteps(better, steps)} and worse${atSteps(worse, steps)}`;
}

/** Names, each with its steps unless all of several models have the same. */
function namedWithSteps(models: readonly TestedSteps[], kind: 'better' | 'worse'): string {
  return shortList(
    models.map((one) => {
      const steps = atSteps(one[kind], one.steps).trim();
      return steps === '' || one[kind].length === one.steps ? one.model : `${one.model} (${steps})`;
    }),
  );
}

function tieSentences(rivals: readonly ModelAnswer[]): string[] {
  const names = rivals.filter(({ isSame }) => !isSame).map(({ model }) => model);
  return rivals.flatMap(({ model, ties }) => {
    const group = names.filter((name) => name === model || ties.includes(name));
    return group.length > 1 && group[0] === model
      ? [`${listText(group)} have the same errors and count as one model.`]
      : [];
  });
}

/** Models without a score, and how many of their fits failed. */
function failureSentences(answers: readonly ModelAnswer[], { failed, wasScored }: SentenceContext): string[] {
  const missing = answers.filter(({ model }) => !wasScored.includes(model) && !failed.includes(model));
  const names = [...new Set(failed)];
  const [have, were] = [names.length === 1 ? 'has' : 'have', failed.length === 1 ? 'was' : 'were'];
  return [
    ...(names.length === 0
      ? []
      : [
          `${shortList(names)} ${have} no scores: ${counted(failed.length, 'fit')} failed or ${were} not reached.`,
        ]),
    ...missing.map(({ model }) => `${model} has no scores: it has no forecast with a known actual value.`),
  ];
}

/** The reasons, each once. */
function reasonsOf(models: readonly ModelAnswer[]): string {
  return [...new Set(models.map(({ untested }) => untested))].join('; ');
}

const namesOf = (models: readonly Pick<ModelAnswer, 'model'>[]): string =>
  shortList(models.map(({ model }) => model));

/** The names; of many, their number. */
const shortList = (names: readonly string[]): string =>
  names.length > NAMED ? `${names.length} models` : listText(names);

const isAre = (models: readonly unknown[]): string => (models.length === 1 ? 'is' : 'are');

/** `mlp is not`, `Neither mlp nor gru is`, `None of mlp, lstm and gru is`. */
function noneOf(models: readonly ModelAnswer[]): string {
  if (models.length === 1) return `${models[0].model} is not`;
  if (models.length === 2) return `Neither ${models[0].model} nor ${models[1].model} is`;
  return `None of ${namesOf(models)} is`;
}

function anyOf(models: readonly ModelAnswer[]): string {
  return models.length === 1 ? `${models[0].model} is` : `any of ${namesOf(models)} is`;
}
