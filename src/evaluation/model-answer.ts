/** What is said of one model: better, worse or no difference, by its significance test, and how its loss compares with the benchmark's. */

import type { Quantity } from '../data/quantities.ts';
import { isSignificantlyBetter, isSignificantlyWorse } from '../significance/diebold-mariano.ts';
import type { AdjustedTest } from '../significance/significant.ts';
import { isEqualRatio, isFarOff } from './phrases.ts';
import { wordingOf } from './wording.ts';

/** What a model's test says of its difference to the benchmark. `mixed`: better at some steps, worse at others. */
export type AnswerWord = 'better' | 'no difference' | 'worse' | 'mixed' | 'not tested' | 'look for a leak';

type Numbers = Readonly<Record<string, number>>;

/** What the answer is computed from: an `Evaluation`, or a model of a `run.json`, in which an earlier version may have left out some of it. */
export interface AnsweredModel {
  readonly model: string;
  readonly scores: Numbers & { readonly n: number };
  readonly direction: { readonly n: number; readonly ties: number };
  /** Other models with the same loss on every forecast. */
  readonly ties: readonly string[];
  readonly tests: {
    readonly dm: readonly (AdjustedTest & {
      readonly step: number;
      readonly statistic: number;
      readonly note: string | null;
    })[];
  };
  readonly bySteps: readonly (Numbers & { readonly step: number; readonly n: number })[];
  readonly bySeries: readonly { readonly id: string; readonly scores: Numbers & { readonly n: number } }[];
  readonly leak: { readonly u2: number } | null;
  /** Absent in a `run.json` of an earlier version. */
  readonly strongest?: { readonly to: string; readonly dm: AnsweredModel['tests']['dm'] } | null | undefined;
}

export interface AnswerContext {
  readonly quantity: Quantity;
  /** The column that is forecast. */
  readonly column: string;
  /** Names of the series. */
  readonly series: readonly string[];
  /** Length of a step, such as `1d`; `null` if it is unknown. */
  readonly timeframe: string | null;
  readonly horizon: number;
  /** The model of each failed fit; empty for a complete run. */
  readonly failed: readonly string[];
}

/** What is said of one model. */
export interface ModelAnswer {
  readonly model: string;
  /** `null` for the benchmark. */
  readonly word: AnswerWord | null;
  /** Loss relative to that of the benchmark: 0.004 is 0.4 % more; `NaN` if it is unknown. */
  readonly change: number;
  /** Steps at which it is significantly better, or worse, and the number of steps. */
  readonly better: readonly number[];
  readonly worse: readonly number[];
  readonly steps: number;
  /** Why it is not tested; `null` if it is. */
  readonly untested: string | null;
  /** Whether the loss is so large that the model has not learned. */
  readonly isFarOff: boolean;
  /** Whether its losses are those of the benchmark. */
  readonly isSame: boolean;
  /** Other models with the same losses. */
  readonly ties: readonly string[];
  /** U2 one step ahead, if it is too good to be true. */
  readonly leak: number | null;
  /** Of a network, what its test against the strongest other model says; `null` for other models, or without a test. */
  readonly strongest: StrongestAnswer | null;
  /** The parts with their own change: first and last step of several, best and worst series of several. */
  readonly parts: AnswerParts;
}

export interface StrongestAnswer {
  readonly to: string;
  readonly better: readonly number[];
  readonly worse: readonly number[];
  readonly steps: number;
}

export interface AnswerParts {
  /** First and last; empty for a single step. */
  readonly steps: readonly { readonly step: number; readonly change: number }[];
  /** Best and worst; empty for a single series. */
  readonly series: readonly { readonly id: string; readonly change: number }[];
}

export function answerOfModel(one: AnsweredModel, quantity: Quantity): ModelAnswer {
  const [benchmark] = quantity.benchmarks;
  const { model, tests, ties, leak } = one;
  const better = tests.dm.filter(isSignificantlyBetter).map(({ step }) => step);
  const worse = tests.dm.filter(isSignificantlyWorse).map(({ step }) => step);
  const isSame = ties.includes(benchmark);
  const untested = isSame ? null : untestedText(one, quantity);
  return {
    model,
    word: model === benchmark ? null : wordOf({ better, worse, untested, leak }),
    change: changeOf(one.scores, quantity),
    better,
    worse,
    steps: tests.dm.length,
    untested,
    isFarOff: isFarOff(wordingOf(quantity).ratio(one.scores)),
    isSame,
    ties,
    leak: leak?.u2 ?? null,
    strongest: strongestOf(one),
    parts: partsOf(one, quantity),
  };
}

function strongestOf({ strongest }: AnsweredModel): StrongestAnswer | null {
  if (!strongest || strongest.dm.every(({ p }) => Number.isNaN(p))) return null;
  const { to, dm } = strongest;
  return {
    to,
    better: dm.filter(isSignificantlyBetter).map(({ step }) => step),
    worse: dm.filter(isSignificantlyWorse).map(({ step }) => step),
    steps: dm.length,
  };
}

function wordOf({
  better,
  worse,
  untested,
  leak,
}: Pick<ModelAnswer, 'better' | 'worse' | 'untested'> & Pick<AnsweredModel, 'leak'>): AnswerWord {
  if (leak !== null) return 'look for a leak';
  if (untested !== null) return 'not tested';
  if (better.length > 0) return worse.length > 0 ? 'mixed' : 'better';
  return worse.length > 0 ? 'worse' : 'no difference';
}

/** Why no step is tested; `null` if one is. */
function untestedText(
  { scores, direction, tests: { dm } }: AnsweredModel,
  quantity: Quantity,
): string | null {
  if (dm.some(({ p }) => !Number.isNaN(p))) return null;
  const { benchmark, ratio } = wordingOf(quantity);
  if (scores.n === 0) return 'it has no forecast with a known actual value';
  if (quantity.classes === undefined && Number.isNaN(ratio(scores)))
    return direction.n + direction.ties > 0
      ? `${benchmark} has no error there`
      : `the forecasts of ${benchmark} are unknown`;
  return dm.find(({ note }) => note !== null)?.note ?? 'there are no origins';
}

/** The loss relative to the benchmark's; 0 if both are printed as equal. */
function changeOf(scores: AnsweredModel['scores'], quantity: Quantity): number {
  const ratio = wordingOf(quantity).ratio(scores);
  return isEqualRatio(ratio) ? 0 : ratio - 1;
}

function partsOf({ bySteps, bySeries }: AnsweredModel, quantity: Quantity): AnswerParts {
  const steps = bySteps
    .filter(({ n }) => n > 0)
    .map((scores) => ({ step: scores.step, change: changeOf(scores, quantity) }));
  const series = bySeries
    .map(({ id, scores }) => ({ id, change: changeOf(scores, quantity) }))
    .filter(({ change }) => !Number.isNaN(change))
    .toSorted((a, b) => a.change - b.change);
  return {
    steps: steps.length < 2 ? [] : [steps[0], steps.at(-1)!],
    series: series.length < 2 ? [] : [series[0], series.at(-1)!],
  };
}
