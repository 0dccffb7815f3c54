/** Compares the forecasts of two files on the targets that both have. */

import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { pickRows } from '../data/csv/forecast-rows.ts';
import { NAIVE, quantities } from '../data/quantities.ts';
import type { Quantity } from '../data/quantities.ts';
import { DataError } from '../errors.ts';
import { nonZero } from '../metrics/mean.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import { TupleMap } from '../text/tuple-map.ts';
import { warnOfActualValues, warnOfOtherActualValues } from './actual-values.ts';
import { adjust } from './adjust.ts';
import { compareAnswer, pairWord } from './compare-answer.ts';
import type { PairWord } from './compare-answer.ts';
import { compareClassPair } from './compare-class-pair.ts';
import { testAgainstBenchmark } from './benchmark-tests.ts';
import { fileTrial } from './forecast-file-trial.ts';
import { lossesOf } from './losses.ts';
import type { PairFindings, TestedPair } from './pair-verdict.ts';
import { leftOutSeries } from './left-out.ts';
import { pairVerdict } from './pair-verdict.ts';
import { scoreModel } from './scores.ts';
import { settledColumns } from './settle.ts';
import { firstsOf } from './ties.ts';
import type { Trial } from './trial.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

export interface ComparedPair extends PairFindings {
  /** What the test says of the first model. */
  readonly word: PairWord;
  /** What the findings mean, in sentences. */
  readonly verdict: string;
}

export interface ForecastComparison {
  /** What the tables forecast: classes, or numbers of any kind as prices. */
  readonly quantity: Quantity;
  /** Forecasts that both tables contain, with a known actual value. */
  readonly n: number;
  /** Number of series of these forecasts. */
  readonly series: number;
  /** Number of forecasts in the first and in the second table. */
  readonly sizes: readonly [number, number];
  readonly first: number;
  readonly last: number;
  /** Number of p that Holm's adjustment covers. */
  readonly comparisons: number;
  readonly pairs: readonly ComparedPair[];
  /** The sentence that every report begins with. */
  readonly answer: string;
  readonly warnings: readonly Warning[];
}

/** Name of the model of a pair within its trial. */
const MODEL = 'model';

/**
 * Compares models of the same name, or every model with every other if no name is in both.
 * @throws DataError if the tables share no target
 */
export function compare(a: ForecastRows, b: ForecastRows): ForecastComparison {
  const quantity = quantityOf(a, b);
  const isClass = quantity.classes !== undefined;
  const [benchmarkName] = quantity.benchmarks;
  const rows = commonRows(a, b);
  const [left, right] = [pickRows(a, rows.a), pickRows(b, rows.b)];
  const names = pairsOfModels(left, right, benchmarkName);
  if (names.length === 0)
    throw new DataError(
      `expected a model other than ${benchmarkName} in both ${a.source} and ${b.source}, got none`,
      { hint: 'every column other than unique_id, ds, cutoff, origin, step and y is a model' },
    );
  const [naive, shares] = [
    benchmarkOf(left.models, benchmarkName) ?? benchmarkOf(right.models, benchmarkName),
    benchmarkOf(left.probabilities, benchmarkName) ?? benchmarkOf(right.probabilities, benchmarkName),
  ];
  const tested = names.map((pair) =>
    isClass ? compareClassPair(left, right, pair, shares) : comparePair(left, right, pair, naive),
  );
  const { adjusted, comparisons } = adjustPairs(tested);
  const series = new Set(left.series).size;
  const n = left.y.filter((y) => !Number.isNaN(y)).length;
  return {
    quantity,
    n,
    series,
    sizes: [a.ds.length, b.ds.length],
    first: left.ds.reduce((least, time) => Math.min(least, time), Infinity),
    last: left.ds.reduce((most, time) => Math.max(most, time), -Infinity),
    comparisons,
    pairs: adjusted.map((pair) => ({
      ...pair,
      word: pairWord(pair),
      verdict: pairVerdict(pair),
    })),
    answer: compareAnswer(adjusted, n, quantity.subject),
    warnings: [
      ...[...warnOfActualValues(a), ...warnOfActualValues(b), ...warnOfOtherActualValues(left, right)].map(
        warningOf,
      ),
      ...[
        ...(isClass
          ? undefinedClassScores(adjusted, shares !== undefined)
          : undefinedScores(adjusted, naive !== undefined)),
        ...new Set(adjusted.flatMap(({ leftOut }) => leftOut)),
      ].map(noteOf),
    ],
  };
}

/**
 * What both tables forecast.
 * @throws DataError if one has classes and the other has numbers
 */
function quantityOf(a: ForecastRows, b: ForecastRows): Quantity {
  const isClass = ({ probabilities }: ForecastRows): boolean => probabilities.size > 0;
  if (isClass(a) === isClass(b)) return isClass(a) ? quantities.class : quantities.price;
  const [classes, others] = isClass(a) ? [a, b] : [b, a];
  throw new DataError(
    `expected forecasts of the same kind to compare, got classes in ${classes.source} and no probabilities in ${others.source}`,
    {
      hint: 'compare two runs with `--target direction`, or two without; a table of classes needs the columns `<model>-p-down`, `<model>-p-flat` and `<model>-p-up`',
    },
  );
}

/**
 * Rows of both tables with the same series, origin and time.
 * @throws DataError if there are none
 */
function commonRows(
  a: ForecastRows,
  b: ForecastRows,
): { readonly a: readonly number[]; readonly b: readonly number[] } {
  const rowsOfB = new TupleMap<[id: string, origin: number, ds: number], number>();
  b.ds.forEach((ds, i) => rowsOfB.set([b.ids[b.series[i]], b.origin[i], ds], i));
  const pairs = [...a.ds.keys()].flatMap((i) => {
    const other = rowsOfB.get(a.ids[a.series[i]], a.origin[i], a.ds[i]);
    return other === undefined ? [] : [[i, other] as const];
  });
  if (pairs.length === 0)
    throw new DataError(`expected forecasts of the same targets in ${a.source} and ${b.source}, got none`, {
      hint: 'both need rows with the same `unique_id`, origin and `ds`: run them on the same data with the same `--test` and `--step-size`',
    });
  return { a: pairs.map(([i]) => i), b: pairs.map(([, i]) => i) };
}

/** The column or columns of the benchmark, in any case. */
function benchmarkOf<T>(byModel: ReadonlyMap<string, T>, benchmark: string): T | undefined {
  return [...byModel].find(([name]) => name.toLowerCase() === benchmark)?.[1];
}

/** Models of the same name other than the benchmark, or all pairs if no name is in both. */
function pairsOfModels(
  left: ForecastRows,
  right: ForecastRows,
  benchmark: string,
): (readonly [string, string])[] {
  const rivals = ({ models }: ForecastRows): string[] =>
    [...models.keys()].filter((name) => name.toLowerCase() !== benchmark);
  const shared = rivals(left).filter((name) => right.models.has(name));
  return shared.length > 0
    ? shared.map((name) => [name, name])
    : rivals(left).flatMap((one) => rivals(right).map((other) => [one, other] as const));
}

/** Scores of two models, the ratio of their errors, and the test of their difference, with p not adjusted yet. */
function comparePair(
  left: ForecastRows,
  right: ForecastRows,
  [a, b]: readonly [string, string],
  benchmark: Float64Array | undefined,
): TestedPair {
  const unknown = new Float64Array(left.y.length).fill(NaN);
  const [, naive, forecastsA, forecastsB] = settledColumns([
    left.y,
    benchmark ?? unknown,
    left.models.get(a)!,
    right.models.get(b)!,
  ]);
  const kept = Array.from(left.y.keys()).filter(
    (i) => ![left.y[i], forecastsA[i], forecastsB[i]].some(Number.isNaN),
  );
  const rows = { ...pickRows(left, kept), intervals: new Map() };
  const column = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]);
  const horizon = left.step.reduce((most, step) => Math.max(most, step), 1);
  const trialOf = (values: Float64Array, other: Float64Array): Trial => ({
    ...fileTrial(rows, column(other), new Map([[MODEL, column(values)]]), 0).trial,
    horizon,
  });
  // Errors are not scaled by only one of the two: otherwise p would depend on their order.
  const references = naive.some(Number.isNaN) ? [forecastsA, forecastsB] : [naive];
  const yardstick = Float64Array.from(kept, (i) =>
    references.reduce((sum, values) => sum + (values[i] - left.y[i]) ** 2, 0),
  );
  // Relative to the same scale, so that the two can be divided.
  const relativeError = (values: Float64Array): number =>
    relativeSquaredError({
      y: new Float64Array(kept.length),
      yhat: Float64Array.from(kept, (i) => values[i] - left.y[i]),
      last: yardstick.map(Math.sqrt),
      series: rows.series,
    });
  const trial = { ...trialOf(forecastsA, forecastsB), yardstick };
  const scored = scoreModel(MODEL, trialOf(forecastsA, naive));
  return {
    a,
    b,
    loss: 'rmse',
    isSame: kept.every((i) => forecastsA[i] === forecastsB[i]),
    scoresA: scored.scores,
    leftOut: leftOutSeries(scored),
    scoresB: scoreModel(MODEL, trialOf(forecastsB, naive)).scores,
    ratio: Math.sqrt(relativeError(forecastsA) / nonZero(relativeError(forecastsB))),
    dm: testAgainstBenchmark(trial, [MODEL]).get(MODEL)!.dm,
    losses: lossesOf(trial, MODEL),
    n: kept.length,
  };
}

/** Holm's adjustment over all pairs and steps. Pairs with the same losses count once. */
function adjustPairs(pairs: readonly TestedPair[]): {
  readonly adjusted: readonly PairFindings[];
  readonly comparisons: number;
} {
  const { adjusted, comparisons } = adjust(
    pairs.map(({ dm }) => dm.map((test) => test.p)),
    firstsOf(pairs),
  );
  return {
    adjusted: pairs.map(({ losses: _losses, n: _n, ...pair }, m) => ({
      ...pair,
      dm: pair.dm.map((test, k) => ({ ...test, adjusted: adjusted[m][k] })),
    })),
    comparisons,
  };
}

/** Why scores of the pairs are undefined. */
function undefinedScores(pairs: readonly PairFindings[], hasBenchmark: boolean): string[] {
  const isUndefined = (name: string): boolean =>
    pairs.some(({ scoresA, scoresB }) => Number.isNaN(scoresA[name]) || Number.isNaN(scoresB[name]));
  const reason = hasBenchmark
    ? `${NAIVE} has no error, or some of its forecasts are missing`
    : `neither file has a column \`${NAIVE}\``;
  return [
    'mase and rmsse are undefined: a comparison of forecasts does not see the training rows that they need',
    ...(isUndefined('u2') ? [`u2, skill, rmae and direction are undefined: ${reason}`] : []),
    ...(pairs.some(({ ratio }) => Number.isNaN(ratio))
      ? ['ratio is undefined if the second model has no error, or no actual value is known']
      : []),
  ];
}

/** Why scores of pairs of classes are undefined. */
function undefinedClassScores(pairs: readonly PairFindings[], hasBenchmark: boolean): string[] {
  const [benchmark] = quantities.class.benchmarks;
  const without = new Set(
    pairs.flatMap(({ a, b, scoresA, scoresB }) => [
      ...(scoresA.n > 0 && Number.isNaN(scoresA.brier) ? [`${a} of the first`] : []),
      ...(scoresB.n > 0 && Number.isNaN(scoresB.brier) ? [`${b} of the second`] : []),
    ]),
  );
  return [
    ...Array.from(
      without,
      (model) =>
        `${model} gives no probabilities, so its misses are compared, and skill, brier, logLoss and ece are undefined for it`,
    ),
    ...(hasBenchmark ? [] : [`skill is undefined: neither file has probabilities of \`${benchmark}\``]),
  ];
}
