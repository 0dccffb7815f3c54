/** The contents of a `run.json`, which an earlier version may have written. */

import type { Quantity } from '../../data/quantities.ts';
import { targets } from '../../data/targets.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import type { AdjustedTest } from '../../significance/significant.ts';
import type { UnscoredSpan } from '../format/time-spans.ts';
import type { ScoredModel } from '../format/score-columns.ts';
import { UNDEFINED } from '../format/units.ts';
import { TESTS } from '../format/tests.ts';
import type { TestName } from '../format/tests.ts';

export type Numbers = Readonly<Record<string, number>>;

export interface ReportedModel extends ScoredModel {
  readonly bySteps: readonly Numbers[];
  readonly bySeries: readonly { readonly id: string; readonly n: number; readonly scores: Numbers }[];
  readonly tests: Readonly<Record<TestName, readonly (AdjustedTest & { readonly step: number })[]>>;
  readonly intervals: readonly Numbers[];
  readonly verdict: string;
}

export interface ReportedResult {
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
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/** `run.json` with `NaN` for its nulls. What an earlier version did not write is absent or empty. */
export function readResult(json: unknown, { options }: RunRecord): ReportedResult {
  const { summary, folds, models, failures, warnings } = objectOf(json);
  const { quantity } = targets[options.target];
  return {
    benchmark: quantity.benchmarks[0],
    quantity,
    column: options.column,
    summary: typeof summary === 'string' ? summary : '',
    unscored: unscoredIn(objectOf(folds).unscored),
    span: { from: textIn(objectOf(folds).firstTarget), to: textIn(objectOf(folds).lastTarget) },
    models: listIn(models).map((one) => {
      const { model, scores, bySteps, bySeries, tests, intervals, relative, distribution, verdict } =
        objectOf(one);
      return {
        model: String(model),
        scores: scoresIn(scores),
        direction: numbersOf(objectOf(scores).direction) as unknown as ReportedModel['direction'],
        relative: listIn(relative).map((each) => ({
          to: String(objectOf(each).to),
          rmse: numbersOf(each).rmse ?? NaN,
        })),
        distribution:
          distribution === null || distribution === undefined ? null : { scores: numbersOf(distribution) },
        bySteps: listIn(bySteps).map(scoresIn),
        bySeries: listIn(bySeries).map((each) => {
          const ofSeries = scoresIn(each);
          return { id: String(objectOf(each).id), n: ofSeries.n, scores: ofSeries };
        }),
        tests: Object.fromEntries(
          TESTS.map(({ name }) => [name, listIn(objectOf(tests)[name]).map(numbersOf)]),
        ) as unknown as ReportedModel['tests'],
        intervals: listIn(intervals).map(numbersOf),
        verdict: String(verdict),
      };
    }),
    failures: listIn(failures).map((one) => {
      const { model, fold, message } = objectOf(one);
      return `${String(model)}, fold ${String(fold)}: ${String(message)}`;
    }),
    warnings: listIn(warnings).map(String),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : UNDEFINED);

function unscoredIn(value: unknown): UnscoredSpan | null {
  const { rows, where, from, to } = objectOf(value);
  return typeof rows === 'number'
    ? { rows, where: where === 'start' ? 'start' : 'end', from: String(from), to: String(to) }
    : null;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Scores by name. A score that is an object, as that of the direction is, has its value in `rate`. */
function scoresIn(value: unknown): Numbers {
  const rates = Object.entries(objectOf(value)).flatMap(([name, score]) => {
    const { rate } = numbersOf(score);
    return rate === undefined ? [] : [[name, rate]];
  });
  return { ...numbersOf(value), ...Object.fromEntries(rates) };
}

/** The numbers of an object, `NaN` for null. */
function numbersOf(value: unknown): Numbers {
  return Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, each]) =>
      each === null ? [[name, NaN]] : typeof each === 'number' ? [[name, each]] : [],
    ),
  );
}
