/** What models are compared on: the forecasts that all of them have. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { Evaluation } from './evaluation.ts';
import type { Trial } from './trial.ts';

/** Whether a model has any forecast of a known truth. */
export function hasForecasts({ y, yhat }: Pick<ForecastTable, 'y' | 'yhat'>, model: string): boolean {
  return yhat.get(model)!.some((value, i) => !Number.isNaN(value) && !Number.isNaN(y[i]));
}

/** Whether every model that has forecasts at all has one in a table row. */
export function haveForecasts(
  table: Pick<ForecastTable, 'y' | 'yhat'>,
  models: readonly string[],
): (i: number) => boolean {
  const columns = models.filter((model) => hasForecasts(table, model)).map((model) => table.yhat.get(model)!);
  return (i) => columns.every((column) => !Number.isNaN(column[i]));
}

/** Whether some fold has more than one origin: a fold of one is what folds are not for, and other tools' files have no others. */
export function hasFolds({
  byFolds,
  bySteps,
  bySeries,
}: Pick<Evaluation, 'byFolds' | 'bySteps' | 'bySeries'>): boolean {
  return byFolds.some(({ n }) => n > bySteps.length * bySeries.length);
}

/** The trial with no other forecasts than those that every model has; one that has none stands in nobody's way. */
export function onCommonRows(trial: Trial, models: readonly string[]): Trial {
  const { table } = trial;
  const isWhole = haveForecasts(table, models);
  const yhat = new Map(
    [...table.yhat].map(([model, values]) => [model, values.map((value, i) => (isWhole(i) ? value : NaN))]),
  );
  return { ...trial, table: { ...table, yhat } };
}
