/** Scores of one model's forecasts: pooled, and by step, fold and series. Every number stands beside its n. */

import type { Panel } from '../data/panel.ts';
import { measureDirection } from '../metrics/direction.ts';
import { metrics } from '../metrics/index.ts';
import type { Points } from '../metrics/metric.ts';
import type { Fold, Plan } from './plan.ts';
import type { ForecastTable, ModelResult, Scores } from './result.ts';

/** Means of seasonal differences over training rows, by fold and series, that scaled metrics divide by. */
export interface Insample {
  absolute(fold: number, series: number): number;
  squared(fold: number, series: number): number;
}

/** Differences over `seasonality` rows, over the training rows of every fold and series. */
export function insampleOf(panel: Panel, folds: readonly Fold[], seasonality: number): Insample {
  const cells = folds.map(({ start, cutoff }) =>
    panel.series.map(({ observed }) => {
      let [absolute, squared, n] = [0, 0, 0];
      for (let row = start + seasonality; row <= cutoff; row++) {
        const difference = observed[row] - observed[row - seasonality];
        if (Number.isNaN(difference)) continue;
        absolute += Math.abs(difference);
        squared += difference * difference;
        n++;
      }
      return n === 0 ? { absolute: NaN, squared: NaN } : { absolute: absolute / n, squared: squared / n };
    }),
  );
  return {
    absolute: (fold, series) => cells[fold][series].absolute,
    squared: (fold, series) => cells[fold][series].squared,
  };
}

type Scored = Pick<
  ModelResult,
  'scores' | 'direction' | 'meanOfFolds' | 'bySteps' | 'byFolds' | 'bySeries' | 'spread'
>;

/** Everything that is computed from one model's forecasts. Rows whose truth is not known are left out. */
export function scoreModel(
  model: string,
  table: ForecastTable,
  panel: Panel,
  plan: Plan,
  insample: Insample,
  horizon: number,
): Scored {
  const yhat = table.yhat.get(model)!;
  const known = Array.from(table.y.keys()).filter((i) => !Number.isNaN(table.y[i]));
  const pointsOf = (rows: readonly number[]): Points => ({
    y: Float64Array.from(rows, (i) => table.y[i]),
    yhat: Float64Array.from(rows, (i) => yhat[i]),
    last: Float64Array.from(rows, (i) => table.last[i]),
    series: Int32Array.from(rows, (i) => table.series[i]),
    scaleAbsolute: Float64Array.from(rows, (i) => insample.absolute(table.fold[i], table.series[i])),
    scaleSquared: Float64Array.from(rows, (i) => insample.squared(table.fold[i], table.series[i])),
  });
  const scoresOf = (rows: readonly number[]): Scores => scorePoints(pointsOf(rows));
  /** Rows by the number that `column` gives them, 0..count-1. */
  const groups = (column: Int32Array, count: number): number[][] => {
    const out: number[][] = Array.from({ length: count }, () => []);
    for (const i of known) out[column[i]].push(i);
    return out;
  };
  const all = pointsOf(known);
  const byFolds = groups(table.fold, plan.folds.length).map((rows, fold) => ({
    fold,
    cutoff: plan.folds[fold].cutoff,
    ...scoresOf(rows),
  }));
  const spread = table.spread.get(model);
  return {
    scores: scorePoints(all),
    direction: measureDirection(all),
    meanOfFolds: meanScores(byFolds),
    bySteps: groups(table.step, horizon + 1)
      .slice(1)
      .map((rows, index) => ({ step: index + 1, ...scoresOf(rows) })),
    byFolds,
    bySeries: groups(table.series, panel.series.length).map((rows, s) => {
      const points = pointsOf(rows);
      return { id: panel.series[s].id, scores: scorePoints(points), direction: measureDirection(points) };
    }),
    spread: spread ? spread.reduce((sum, value) => sum + value, 0) / spread.length : NaN,
  };
}

function scorePoints(points: Points): Scores {
  const scores: Record<string, number> = {};
  for (const { name, compute } of metrics) scores[name] = compute(points);
  return { n: points.y.length, ...scores };
}

/** The unweighted mean over folds of every metric; folds in which it is undefined are left out. */
function meanScores(folds: readonly Scores[]): Scores {
  const mean: Record<string, number> = {};
  for (const { name } of metrics) {
    const values = folds.map((scores) => scores[name]).filter((value) => !Number.isNaN(value));
    mean[name] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return { ...mean, n: folds.reduce((sum, { n }) => sum + n, 0) };
}
