/** Compares the class probabilities of two models on the same targets. */

import { pickRows } from '../data/csv/forecast-rows.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { quantities } from '../data/quantities.ts';
import { brierDivisor, brierScore } from '../metrics/brier.ts';
import { nonZero } from '../metrics/mean.ts';
import { meanRatio } from '../metrics/squared-errors.ts';
import { testAgainstBenchmark } from './benchmark-tests.ts';
import { fileTrial } from './forecast-file-trial.ts';
import { leftOutSeries } from './left-out.ts';
import { lossesOf } from './losses.ts';
import type { TestedPair } from './pair-verdict.ts';
import { scoreModel } from './scores.ts';
import { settledProbabilities } from './settle.ts';
import type { Trial } from './trial.ts';

type Probabilities = readonly Float64Array[];

const [BENCHMARK] = quantities.class.benchmarks;
/** Name of the model of a pair within its trial. */
const MODEL = 'model';

/** A model's likeliest classes, and its probabilities if it gives any. */
interface Given {
  readonly classes: Float64Array;
  readonly probabilities: Probabilities | undefined;
}

/**
 * Scores of two models, the ratio of their Brier scores, and the test of their difference, with p not adjusted yet. If one of
 * the two gives no probabilities, their misses are compared.
 * @param benchmark - the probabilities of the benchmark, if a table has them
 */
export function compareClassPair(
  left: ForecastRows,
  right: ForecastRows,
  [a, b]: readonly [string, string],
  benchmark: Probabilities | undefined,
): TestedPair {
  const { rows, naive, one, other } = commonForecasts(left, right, [a, b], benchmark);
  const horizon = left.step.reduce((most, step) => Math.max(most, step), 1);
  const trialOf = (model: Given, rival: Given): Trial => ({
    ...classTrial(rows, model, rival),
    horizon,
  });
  const hasBoth = one.probabilities !== undefined && other.probabilities !== undefined;
  const without = ({ classes }: Given): Given => ({ classes, probabilities: undefined });
  const pair = hasBoth ? trialOf(one, other) : trialOf(without(one), without(other));
  const losses = lossesOf(pair, MODEL);
  // Not scaled by only one of the two: otherwise p would depend on their order.
  const yardstick = rows.y.map((y, i) =>
    hasBoth && naive !== undefined ? brierScore(naive, i, y) : losses.own(i) + losses.benchmark(i),
  );
  const scoresOf = (model: Given) =>
    scoreModel(MODEL, trialOf(model, { classes: model.classes, probabilities: naive }));
  const scored = scoresOf(one);
  return {
    a,
    b,
    loss: hasBoth ? 'brier' : 'misses',
    isSame: areSame(one, other),
    scoresA: scored.scores,
    leftOut: leftOutSeries(scored),
    scoresB: scoresOf(other).scores,
    ratio: ratioOf(pair, yardstick),
    dm: testAgainstBenchmark({ ...pair, yardstick }, [MODEL])
      .get(MODEL)!
      .dm.map((test) => ({
        ...test,
        note: test.note === losses.unusableReason ? 'the class was almost certain there' : test.note,
      })),
    losses,
    n: rows.y.length,
  };
}

/** The rows that both models and the actual values have, with their forecasts there. */
function commonForecasts(
  left: ForecastRows,
  right: ForecastRows,
  [a, b]: readonly [string, string],
  benchmark: Probabilities | undefined,
) {
  const [classesA, classesB] = [left.models.get(a)!, right.models.get(b)!];
  const kept = Array.from(left.y.keys()).filter(
    (i) => ![left.y[i], classesA[i], classesB[i]].some(Number.isNaN),
  );
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]);
  const [naive, one, other] = settled(
    [benchmark, left.probabilities.get(a), right.probabilities.get(b)].map((columns) => columns?.map(pick)),
  );
  return {
    rows: { ...pickRows(left, kept), intervals: new Map() },
    naive,
    one: { classes: pick(classesA), probabilities: one },
    other: { classes: pick(classesB), probabilities: other },
  };
}

/** A trial of a model in which the other has the name of the benchmark. */
function classTrial(rows: ForecastRows, model: Given, rival: Given): Trial {
  const named = [
    [MODEL, model],
    [BENCHMARK, rival],
  ] as const;
  const probabilities = new Map(
    named.flatMap(([name, given]) =>
      given.probabilities === undefined ? [] : [[name, given.probabilities] as const],
    ),
  );
  const yhat = new Map(named.map(([name, { classes }]) => [name, classes]));
  const { trial } = fileTrial({ ...rows, probabilities }, new Float64Array(rows.y.length), yhat, 0);
  return { ...trial, quantity: quantities.class };
}

/** The loss of the first model divided by that of the second, series weighted equally. */
function ratioOf(trial: Trial, yardstick: Float64Array): number {
  const { own, benchmark } = lossesOf(trial, MODEL);
  const relative = (loss: (i: number) => number): number =>
    meanRatio(
      trial.table,
      loss,
      (i) => yardstick[i],
      () => 0,
      brierDivisor,
    );
  return relative(own) / nonZero(relative(benchmark));
}

/** Probabilities without differences that are only rounding. */
function settled(given: readonly (Probabilities | undefined)[]): readonly (Probabilities | undefined)[] {
  const known = given.filter((columns) => columns !== undefined);
  const settledOnes = settledProbabilities(known);
  return given.map((columns) => (columns === undefined ? undefined : settledOnes[known.indexOf(columns)]));
}

function areSame(one: Given, other: Given): boolean {
  const areEqual = (a: Float64Array, b: Float64Array): boolean =>
    a.every((value, i) => Object.is(value, b[i]));
  const [p, q] = [one.probabilities, other.probabilities];
  if (!areEqual(one.classes, other.classes)) return false;
  return p === undefined || q === undefined ? p === q : p.every((column, c) => areEqual(column, q[c]));
}
