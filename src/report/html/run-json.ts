/** The contents of a `run.json`, which an earlier version may have written. */

import { comparedWith } from '../../data/quantities.ts';
import type { Quantity } from '../../data/quantities.ts';
import { targetOf } from '../../data/targets.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { answerOf } from '../../evaluation/answer.ts';
import type { Answer } from '../../evaluation/answer.ts';
import type { AnsweredModel } from '../../evaluation/model-answer.ts';
import { parseMarket } from '../../data/market.ts';
import type { UnscoredSpan } from '../format/time-spans.ts';
import type { ScoredModel } from '../format/score-columns.ts';
import { UNDEFINED } from '../format/units.ts';
import { TESTS } from '../format/tests.ts';
import type { TestName } from '../format/tests.ts';
import type { Numbers } from './json-values.ts';
import { listIn, numbersOf, objectOf } from './json-values.ts';

type Scores = Numbers & { readonly n: number };

export interface ReportedModel
  extends ScoredModel, Pick<AnsweredModel, 'scores' | 'direction' | 'ties' | 'leak' | 'strongest'> {
  readonly scores: Scores;
  readonly direction: ScoredModel['direction'] & AnsweredModel['direction'];
  readonly bySteps: readonly (Scores & { readonly step: number })[];
  readonly bySeries: readonly { readonly id: string; readonly n: number; readonly scores: Scores }[];
  readonly byFolds: readonly (Scores & { readonly fold: number; readonly cutoff: number })[];
  readonly byRegimes: readonly { readonly regime: string; readonly scores: Scores }[];
  /** Bounds of U2, in the order of these parts; empty if an earlier version made the run. */
  readonly u2Intervals: Readonly<
    Record<'bySteps' | 'byFolds' | 'bySeries' | 'byRegimes', readonly Numbers[]>
  >;
  readonly tests: Readonly<Record<TestName, readonly ReportedTest[]>>;
  /** Of the model confidence set, by step. */
  readonly mcs: readonly { readonly isIn: boolean | null }[];
  readonly intervals: readonly Numbers[];
  readonly verdict: string;
}

export type ReportedTest = AnsweredModel['tests']['dm'][number];

export interface ReportedFailure {
  readonly model: string;
  readonly fold: number;
  readonly message: string;
}

export interface ReportedResult {
  /** The sentence and the words that a report begins with. */
  readonly answer: Answer;
  /** Names of the series. */
  readonly series: readonly string[];
  /** Number of folds; `NaN` if it is unknown. */
  readonly folds: number;
  readonly quantity: Quantity;
  /** The column that was forecast. */
  readonly column: string;
  /** Model that the others are compared with. */
  readonly benchmark: string;
  readonly summary: string;
  /** Rows of the test span without a score; `null` if there are none. */
  readonly unscored: UnscoredSpan | null;
  /** Times of the first and the last target. */
  readonly span: { readonly from: string; readonly to: string };
  readonly models: readonly ReportedModel[];
  readonly failures: readonly ReportedFailure[];
  readonly warnings: readonly string[];
  /** Those of the warnings that only explain. */
  readonly notes: readonly string[];
}

/** `run.json` with `NaN` for its nulls. What an earlier version did not write is absent or empty. */
export function readResult(
  json: unknown,
  { options, asked }: Pick<RunRecord, 'options'> & Partial<Pick<RunRecord, 'asked'>>,
): ReportedResult {
  const { summary, folds, models, failures, warnings, notes, data, timeframe, benchmark } = objectOf(json);
  const known = targetOf(options.target).quantity;
  const quantity = typeof benchmark === 'string' ? comparedWith(known, benchmark) : known;
  const { count, firstTarget, lastTarget, unscored } = objectOf(folds);
  const read = listIn(models).map(modelIn);
  const series = listIn(data).map((each) => String(objectOf(each).id));
  return {
    answer: answerOf(read, {
      quantity,
      column: options.column,
      series,
      timeframe: typeof timeframe === 'string' ? timeframe : timeframeOf(asked),
      horizon: options.horizon,
      failed: listIn(failures).map((one) => String(objectOf(one).model)),
    }),
    series,
    folds: typeof count === 'number' ? count : NaN,
    span: { from: textIn(firstTarget), to: textIn(lastTarget) },
    benchmark: quantity.benchmarks[0],
    quantity,
    column: options.column,
    summary: typeof summary === 'string' ? summary : '',
    unscored: unscoredIn(unscored),
    models: read,
    failures: listIn(failures).map((one) => {
      const { model, fold, message } = objectOf(one);
      return { model: String(model), fold: Number(fold), message: String(message) };
    }),
    warnings: listIn(warnings).map(String),
    notes: listIn(notes).map(String),
  };
}

/** The step of the sources, if a name says it: earlier versions did not write it. */
function timeframeOf(asked: RunRecord['asked'] | undefined): string | null {
  return asked?.timeframe ?? parseMarket(asked?.sources.at(0) ?? '')?.timeframe ?? null;
}

function modelIn(one: unknown): ReportedModel {
  const { model, scores, tests, intervals, relative, strongest, distribution, verdict, ties, leak } =
    objectOf(one);
  return {
    model: String(model),
    scores: scoresIn(scores),
    direction: numbersOf(objectOf(scores).direction) as unknown as ReportedModel['direction'],
    ties: listIn(ties).map(String),
    leak: leak === null || leak === undefined ? null : { u2: numbersOf(leak).u2 ?? NaN },
    relative: listIn(relative).map((each) => ({
      to: String(objectOf(each).to),
      rmse: numbersOf(each).rmse ?? NaN,
    })),
    strongest: strongestIn(strongest),
    distribution:
      distribution === null || distribution === undefined ? null : { scores: numbersOf(distribution) },
    ...partsIn(one),
    tests: Object.fromEntries(
      TESTS.map(({ name }) => [name, listIn(objectOf(tests)[name]).map(testIn)]),
    ) as unknown as ReportedModel['tests'],
    mcs: listIn(objectOf(tests).mcs).map((each) => {
      const { isIn } = objectOf(each);
      return { isIn: typeof isIn === 'boolean' ? isIn : null };
    }),
    intervals: listIn(intervals).map(numbersOf),
    verdict: String(verdict),
  };
}

function strongestIn(value: unknown): ReportedModel['strongest'] {
  const { to, dm } = objectOf(value);
  return typeof to === 'string' ? { to, dm: listIn(dm).map(testIn) } : null;
}

/** Scores of parts, and how uncertain they are. */
function partsIn(
  model: unknown,
): Pick<ReportedModel, 'bySteps' | 'byFolds' | 'bySeries' | 'byRegimes' | 'u2Intervals'> {
  const { bySteps, byFolds, bySeries, byRegimes, u2Intervals } = objectOf(model);
  const bounds = objectOf(u2Intervals);
  const boundsOf = (name: string): readonly Numbers[] => listIn(bounds[name]).map(numbersOf);
  return {
    bySteps: listIn(bySteps).map((each, i) => ({ step: i + 1, ...scoresIn(each) })),
    byFolds: listIn(byFolds).map((each, i) => ({
      fold: i,
      ...scoresIn(each),
      cutoff: Date.parse(String(objectOf(each).cutoff)),
    })),
    bySeries: listIn(bySeries).map((each) => {
      const ofSeries = scoresIn(each);
      return { id: String(objectOf(each).id), n: ofSeries.n, scores: ofSeries };
    }),
    byRegimes: listIn(byRegimes).map((each) => ({
      regime: String(objectOf(each).regime),
      scores: scoresIn(each),
    })),
    u2Intervals: {
      bySteps: boundsOf('bySteps'),
      byFolds: boundsOf('byFolds'),
      bySeries: boundsOf('bySeries'),
      byRegimes: boundsOf('byRegimes'),
    },
  };
}

function testIn(value: unknown): ReportedTest {
  const { note } = objectOf(value);
  const numbers = numbersOf(value) as unknown as Omit<ReportedTest, 'note'>;
  return { ...numbers, note: typeof note === 'string' ? note : null };
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : UNDEFINED);

function unscoredIn(value: unknown): UnscoredSpan | null {
  const { rows, where, from, to } = objectOf(value);
  return typeof rows === 'number'
    ? { rows, where: where === 'start' ? 'start' : 'end', from: String(from), to: String(to) }
    : null;
}

/** Scores by name. A score that is an object, as that of the direction is, has its value in `rate`. */
function scoresIn(value: unknown): Scores {
  const rates = Object.entries(objectOf(value)).flatMap(([name, score]) => {
    const { rate } = numbersOf(score);
    return rate === undefined ? [] : [[name, rate]];
  });
  return { n: 0, ...numbersOf(value), ...Object.fromEntries(rates) };
}
