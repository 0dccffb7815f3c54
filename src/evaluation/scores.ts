/** Scores of one model's forecasts: pooled, and by step, fold, series and regime, each with its n. */

import type { Evaluation, Scores } from './evaluation.ts';
import { measureDirection } from '../metrics/direction.ts';
import { definedFor, metricsOf } from '../metrics/index.ts';
import { NAIVE, RATIO } from '../data/quantities.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import type { ClassPoints, OwnMetric, Points } from '../metrics/metric.ts';
import { regimes, regimesOf } from './regimes.ts';
import type { Trial } from './trial.ts';

export type PointScores = Pick<
  Evaluation,
  'scores' | 'direction' | 'meanOfFolds' | 'bySteps' | 'byFolds' | 'bySeries' | 'byRegimes' | 'spread'
>;

/** All scores of one model's forecasts. Rows without a known actual value or without a forecast are left out. */
export function scoreModel(model: string, trial: Trial): PointScores {
  const { table, ids, cutoffs, horizon, insample, volatility, quantity } = trial;
  const scored = metricsOfTrial(trial);
  const yhat = table.yhat.get(model)!;
  const known = Array.from(table.y.keys()).filter((i) => !Number.isNaN(table.y[i]) && !Number.isNaN(yhat[i]));
  const pointsOf = (rows: readonly number[]): Points => ({
    y: Float64Array.from(rows, (i) => table.y[i]),
    yhat: Float64Array.from(rows, (i) => yhat[i]),
    last: Float64Array.from(rows, (i) => table.last[i]),
    series: Int32Array.from(rows, (i) => table.series[i]),
    origin: Float64Array.from(rows, (i) => table.origin[i]),
    step: Float64Array.from(rows, (i) => table.step[i]),
    scaleAbsolute: Float64Array.from(rows, (i) => insample.absolute(table.fold[i], table.series[i])),
    scaleSquared: Float64Array.from(rows, (i) => insample.squared(table.fold[i], table.series[i])),
    classes: quantity.classes === undefined ? undefined : classPoints(model, trial, rows),
  });
  const ratioOf = benchmarkRatio(trial);
  const scoresOf = (rows: readonly number[]): Scores => {
    const points = pointsOf(rows);
    return { ...scorePoints(points, scored), ...ratioOf(points, rows) };
  };
  /** Rows by the number that `column` gives them, 0..count-1. */
  const groups = (column: Int32Array, count: number): number[][] => {
    const out: number[][] = Array.from({ length: count }, () => []);
    for (const i of known) out[column[i]].push(i);
    return out;
  };
  const all = pointsOf(known);
  const byFolds = groups(table.fold, cutoffs.length).map((rows, fold) => ({
    fold,
    cutoff: cutoffs[fold],
    ...scoresOf(rows),
  }));
  const regimeOf = volatility === null ? undefined : regimesOf(table, volatility, ids.length);
  const spread = table.spread.get(model);
  return {
    scores: scoresOf(known),
    direction: measureDirection(all),
    meanOfFolds: meanScores(byFolds, scored),
    bySteps: groups(table.step, horizon + 1)
      .slice(1)
      .map((rows, index) => ({ step: index + 1, ...scoresOf(rows) })),
    byFolds,
    bySeries: groups(table.series, ids.length).map((rows, s) => {
      const points = pointsOf(rows);
      const scores = scoresOf(rows);
      const undefinedReasons = undefinedReasonsOf(points, scores, scored);
      return { id: ids[s], scores, direction: measureDirection(points), undefinedReasons };
    }),
    byRegimes:
      regimeOf === undefined
        ? []
        : regimes.map((regime) => ({
            regime,
            scores: scoresOf(known.filter((i) => regimeOf[i] === regime)),
          })),
    spread: spread ? spread.reduce((sum, value) => sum + value, 0) / spread.length : NaN,
  };
}

function classPoints(model: string, { table, quantity }: Trial, rows: readonly number[]): ClassPoints {
  const pick = (name: string): readonly Float64Array[] | null =>
    table.probabilities.get(name)?.map((column) => Float64Array.from(rows, (i) => column[i])) ?? null;
  return { own: pick(model), benchmark: pick(quantity.benchmarks[0]) };
}

/** Of points of these table rows, the RMSE relative to the first benchmark's, by name; nothing where that is naive, which has U2. */
function benchmarkRatio({
  table,
  quantity,
}: Trial): (points: Points, rows: readonly number[]) => Readonly<Record<string, number>> {
  const [benchmark] = quantity.benchmarks;
  if (quantity.classes !== undefined || benchmark === NAIVE) return () => ({});
  const other = table.yhat.get(benchmark)!;
  return (points, rows) => {
    const last = Float64Array.from(rows, (i) => other[i]);
    return { [RATIO]: Math.sqrt(relativeSquaredError({ ...points, last })) };
  };
}

/** The metrics of the quantity, then those of the trial. */
function metricsOfTrial({ quantity, metrics = [] }: Trial): readonly OwnMetric[] {
  return [...metricsOf(quantity), ...definedFor(quantity, metrics)];
}

function scorePoints(points: Points, metrics: readonly OwnMetric[]): Scores {
  const scores: Record<string, number> = {};
  for (const { name, compute } of metrics) scores[name] = compute(points);
  return { n: points.y.length, ...scores };
}

/** Why metrics are undefined on the points of one series, by name; nothing without points. */
function undefinedReasonsOf(
  points: Points,
  scores: Scores,
  metrics: readonly OwnMetric[],
): ReadonlyMap<string, string> {
  return new Map(
    metrics.flatMap(({ name, whyUndefined }) =>
      scores.n > 0 && Number.isNaN(scores[name]) && whyUndefined !== undefined
        ? [[name, whyUndefined(points)] as const]
        : [],
    ),
  );
}

/** The unweighted mean over folds of every metric; folds in which it is undefined are left out. */
function meanScores(folds: readonly Scores[], metrics: readonly OwnMetric[]): Scores {
  const mean: Record<string, number> = {};
  for (const { name } of metrics) {
    const values = folds.map((scores) => scores[name]).filter((value) => !Number.isNaN(value));
    mean[name] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return { ...mean, n: folds.reduce((sum, { n }) => sum + n, 0) };
}
