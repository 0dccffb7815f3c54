/** Two tables of forecasts side by side, on the targets that both have. */

import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { pickRows } from '../data/csv/forecast-rows.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError } from '../errors.ts';
import { nonZero } from '../metrics/mean.ts';
import { holm } from '../significance/holm.ts';
import { trialFrom } from './forecast-file.ts';
import { testAgainstBenchmark } from './benchmark-tests.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import { scoreModel } from './scores.ts';
import type { Trial } from './trial.ts';
import type { PairFindings } from './pair-verdict.ts';
import { pairVerdict } from './pair-verdict.ts';

export interface ComparedPair extends PairFindings {
  /** What the findings mean, in sentences. */
  readonly verdict: string;
}

export interface Compared {
  /** Forecasts that both have, with a known truth. */
  readonly n: number;
  /** Series that they are of. */
  readonly series: number;
  /** Forecasts of the first and of the second table. */
  readonly sizes: readonly [number, number];
  readonly first: number;
  readonly last: number;
  /** p that the adjustment went over. */
  readonly comparisons: number;
  readonly pairs: readonly ComparedPair[];
  readonly warnings: readonly string[];
}

/** Relative difference of two values of `y` from which they are not the same. */
const SAME = 1e-9;

/**
 * Models of the same name against each other, or each against each where no name is in both.
 * @throws DataError where the tables share no target
 */
export function compare(a: ForecastRows, b: ForecastRows): Compared {
  const classes = [a, b].find(({ probabilities }) => probabilities.size > 0);
  if (classes !== undefined)
    throw new DataError(`expected forecasts of numbers to compare, got classes in ${classes.source}`, {
      hint: 'score each of the two by itself with `hindcast score`',
    });
  const { rowsA, rowsB } = common(a, b);
  if (rowsA.length === 0)
    throw new DataError(`expected forecasts of the same targets in ${a.source} and ${b.source}, got none`, {
      hint: 'both need rows with the same `unique_id`, origin and `ds`: run them on the same data with the same `--test` and `--step-size`',
    });
  const [left, right] = [pickRows(a, rowsA), pickRows(b, rowsB)];
  const names = namesOf(left, right);
  if (names.length === 0)
    throw new DataError(`expected a model other than naive in both ${a.source} and ${b.source}, got none`, {
      hint: 'every column other than unique_id, ds, cutoff, origin, step and y is a model',
    });
  const naive = naiveOf(left) ?? naiveOf(right) ?? new Float64Array(left.y.length).fill(NaN);
  const horizon = left.step.reduce((most, step) => Math.max(most, step), 1);
  const raw = names.map(([one, other]) => {
    const [forecastsA, forecastsB] = [left.models.get(one)!, right.models.get(other)!];
    const kept = Array.from(left.y.keys()).filter(
      (i) => ![left.y[i], forecastsA[i], forecastsB[i]].some(Number.isNaN),
    );
    const rows = { ...pickRows(left, kept), intervals: new Map() };
    const column = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]);
    const against = (values: Float64Array, last: Float64Array): Trial => ({
      ...trialFrom(rows, column(last), new Map([['it', column(values)]]), 0).trial,
      horizon,
    });
    // Neither of the two may be what the other's losses are measured in: the p would hang on their order.
    const measures = naive.some(Number.isNaN) ? [forecastsA, forecastsB] : [naive];
    const yardstick = Float64Array.from(kept, (i) =>
      measures.reduce((sum, values) => sum + (values[i] - left.y[i]) ** 2, 0),
    );
    const trial = { ...against(forecastsA, forecastsB), yardstick };
    // As multiples of the square root of the yardstick, so that both are measured in the same.
    const sizeOf = (values: Float64Array): number =>
      relativeSquaredError({
        y: new Float64Array(kept.length),
        yhat: Float64Array.from(kept, (i) => values[i] - left.y[i]),
        last: yardstick.map(Math.sqrt),
        series: rows.series,
      });
    return {
      a: one,
      b: other,
      isSame: kept.every((i) => forecastsA[i] === forecastsB[i]),
      scoresA: scoreModel('it', against(forecastsA, naive)).scores,
      scoresB: scoreModel('it', against(forecastsB, naive)).scores,
      ratio: Math.sqrt(sizeOf(forecastsA) / nonZero(sizeOf(forecastsB))),
      dm: testAgainstBenchmark(trial, ['it']).get('it')!.dm,
    };
  });
  const adjusted = holm(raw.flatMap(({ dm }) => dm.map(({ p }) => p)));
  const comparisons = adjusted.filter((p) => !Number.isNaN(p)).length;
  const pairs = raw.map((pair, i) => {
    const dm = pair.dm.map((outcome, k) => ({ ...outcome, adjusted: adjusted[i * horizon + k] }));
    return { ...pair, dm, verdict: pairVerdict({ ...pair, dm }, comparisons, new Set(left.series).size) };
  });
  const differing = rowsA.filter((i, at) => {
    const [one, other] = [a.y[i], b.y[rowsB[at]]];
    return Math.abs(one - other) > SAME * Math.max(Math.abs(one), Math.abs(other));
  });
  const known = left.y.filter((y) => !Number.isNaN(y)).length;
  return {
    n: known,
    series: new Set(left.series).size,
    sizes: [a.ds.length, b.ds.length],
    first: left.ds.reduce((least, time) => Math.min(least, time), Infinity),
    last: left.ds.reduce((most, time) => Math.max(most, time), -Infinity),
    comparisons,
    pairs,
    warnings: [
      ...(differing.length === 0
        ? []
        : [
            `${differing.length} of ${rowsA.length} actual values differ between the two files, the first at ${formatTime(a.ds[differing[0]])}: those of ${a.source} are used`,
          ]),
      ...undefinedScores(pairs, naiveOf(left) !== undefined || naiveOf(right) !== undefined),
    ],
  };
}

/** The column of naive's forecasts, however it is written. */
function naiveOf({ models }: ForecastRows): Float64Array | undefined {
  return [...models].find(([name]) => name.toLowerCase() === 'naive')?.[1];
}

/** Why scores of the pairs have no value. */
function undefinedScores(pairs: readonly PairFindings[], isNaiveThere: boolean): string[] {
  const isUndefined = (name: string): boolean =>
    pairs.some(({ scoresA, scoresB }) => Number.isNaN(scoresA[name]) || Number.isNaN(scoresB[name]));
  return [
    'mase and rmsse are undefined: they need the training rows, which the files do not have',
    ...(isUndefined('u2')
      ? [
          `u2, skill, rmae and direction are undefined: ${isNaiveThere ? 'naive has no error, or some of its forecasts are missing' : 'neither file has a column `naive`'}`,
        ]
      : []),
    ...(pairs.some(({ ratio }) => Number.isNaN(ratio))
      ? ['ratio is undefined if the second model has no error, or no actual value is known']
      : []),
  ];
}

/** Models beside naive of the same name, or all pairs where no name is shared. */
function namesOf(left: ForecastRows, right: ForecastRows): (readonly [string, string])[] {
  const rivals = ({ models }: ForecastRows): string[] =>
    [...models.keys()].filter((name) => name.toLowerCase() !== 'naive');
  const shared = rivals(left).filter((name) => right.models.has(name));
  return shared.length > 0
    ? shared.map((name) => [name, name])
    : rivals(left).flatMap((one) => rivals(right).map((other) => [one, other] as const));
}

/** Rows of both tables that are of the same series, origin and time. */
function common(a: ForecastRows, b: ForecastRows): { readonly rowsA: number[]; readonly rowsB: number[] } {
  const key = ({ ids, series, origin, ds }: ForecastRows, i: number): string =>
    JSON.stringify([ids[series[i]], origin[i], ds[i]]);
  const inB = new Map(Array.from(b.ds, (_, i) => [key(b, i), i]));
  const pairs = [...a.ds.keys()].flatMap((i) => {
    const other = inB.get(key(a, i));
    return other === undefined ? [] : [[i, other] as const];
  });
  return { rowsA: pairs.map(([i]) => i), rowsB: pairs.map(([, i]) => i) };
}
