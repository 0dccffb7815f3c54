/** Scores of one model's forecasts: pooled, and by step, fold, series and regime, each with its n. */

import { scoredRows } from './common-rows.ts';
import type { Evaluation, Scores } from './evaluation.ts';
import { measureDirection } from '../metrics/direction.ts';
import { definedFor, metricsOf } from '../metrics/index.ts';
import { NAIVE, RATIO } from '../data/quantities.ts';
import { relativeSquaredError } from '../metrics/squared-errors.ts';
import type { ClassPoints, OwnMetric, Points } from '../metrics/metric.ts';
import { regimes, rowsByRegime } from './regimes.ts';
import { groupedRows, integersAt, numbersAt } from './table-rows.ts';
import type { Trial } from './trial.ts';

export type PointScores = Pick<
  Evaluation,
  'scores' | 'direction' | 'meanOfFolds' | 'bySteps' | 'byFolds' | 'bySeries' | 'byRegimes' | 'spread'
>;

/** All scores of one model's forecasts. Rows without a known actual value or without a forecast are left out. */
export function scoreModel(model: string, trial: Trial): PointScores {
  const { table, ids, cutoffs, horizon, volatility } = trial;
  const scored = metricsOfTrial(trial);
  const known = scoredRows(table, model);
  const ratioOf = benchmarkRatio(trial);
  const partOf = (rows: Int32Array): ScoredPart => {
    const points = pointsAt(rows, model, trial);
    const scores = { ...scorePoints(points, scored), ...ratioOf(points, rows) };
    const undefinedReasons = undefinedReasonsOf(points, scores, scored);
    return { scores, direction: measureDirection(points), undefinedReasons };
  };
  const all = partOf(known);
  /** A part that is the whole, such as the only fold, is not scored again. */
  const scoreRows = (rows: Int32Array): ScoredPart => (rows.length === known.length ? all : partOf(rows));
  const byFolds = groupedRows(known, table.fold, cutoffs.length).map((rows, fold) => ({
    fold,
    cutoff: cutoffs[fold],
    ...scoreRows(rows).scores,
  }));
  const spread = table.spread.get(model);
  return {
    scores: all.scores,
    direction: all.direction,
    meanOfFolds: meanScores(byFolds, scored),
    bySteps: groupedRows(known, table.step, horizon + 1)
      .slice(1)
      .map((rows, index) => ({ step: index + 1, ...scoreRows(rows).scores })),
    byFolds,
    bySeries: groupedRows(known, table.series, ids.length).map((rows, s) => ({
      id: ids[s],
      ...scoreRows(rows),
    })),
    byRegimes:
      volatility === null
        ? []
        : rowsByRegime(known, table, volatility, ids.length).map((rows, r) => ({
            regime: regimes[r],
            scores: scoreRows(rows).scores,
          })),
    spread: spread ? spread.reduce((sum, value) => sum + value, 0) / spread.length : NaN,
  };
}

/** The scores of some rows. */
type ScoredPart = Pick<Evaluation['bySeries'][number], 'scores' | 'direction' | 'undefinedReasons'>;

/** These rows as points of a model. */
function pointsAt(rows: Int32Array, model: string, trial: Trial): Points {
  const { table, insample, quantity } = trial;
  const series = integersAt(table.series, rows);
  const scales = (of: (fold: number, series: number) => number): Float64Array => {
    const out = new Float64Array(rows.length);
    for (let j = 0; j < rows.length; j++) out[j] = of(table.fold[rows[j]], series[j]);
    return out;
  };
  return {
    y: numbersAt(table.y, rows),
    yhat: numbersAt(table.yhat.get(model)!, rows),
    last: numbersAt(table.last, rows),
    series,
    origin: numbersAt(table.origin, rows),
    step: numbersAt(table.step, rows),
    scaleAbsolute: scales(insample.absolute),
    scaleSquared: scales(insample.squared),
    classes: quantity.classes === undefined ? undefined : classPoints(model, trial, rows),
  };
}

function classPoints(model: string, { table, quantity }: Trial, rows: Int32Array): ClassPoints {
  const pick = (name: string): readonly Float64Array[] | null =>
    table.probabilities.get(name)?.map((column) => numbersAt(column, rows)) ?? null;
  return { own: pick(model), benchmark: pick(quantity.benchmarks[0]) };
}

/** Of points of these table rows, the RMSE relative to the first benchmark's, by name; nothing where that is naive, which has U2. */
function benchmarkRatio({
  table,
  quantity,
}: Trial): (points: Points, rows: Int32Array) => Readonly<Record<string, number>> {
  const [benchmark] = quantity.benchmarks;
  if (quantity.classes !== undefined || benchmark === NAIVE) return () => ({});
  const other = table.yhat.get(benchmark)!;
  return (points, rows) => {
    const last = numbersAt(other, rows);
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
