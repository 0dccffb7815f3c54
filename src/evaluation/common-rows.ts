/** Restricts a comparison to the forecasts that all models have. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { Evaluation } from './evaluation.ts';
import type { Trial } from './trial.ts';

/** Whether a model has a forecast with a known actual value. */
export function hasForecasts({ y, yhat }: Pick<ForecastTable, 'y' | 'yhat'>, model: string): boolean {
  return yhat.get(model)!.some((value, i) => !Number.isNaN(value) && !Number.isNaN(y[i]));
}

/** Whether every model with any forecasts has one in a table row. */
export function haveForecasts(
  table: Pick<ForecastTable, 'y' | 'yhat'>,
  models: readonly string[],
): (i: number) => boolean {
  const columns = models.filter((model) => hasForecasts(table, model)).map((model) => table.yhat.get(model)!);
  return (i) => columns.every((column) => !Number.isNaN(column[i]));
}

/** Whether some fold has more than one origin; otherwise scores by fold are not useful, as in files of other tools. */
export function hasFolds({
  byFolds,
  bySteps,
  bySeries,
}: Pick<Evaluation, 'byFolds' | 'bySteps' | 'bySeries'>): boolean {
  return byFolds.some(({ n }) => n > bySteps.length * bySeries.length);
}

/** The trial with only the forecasts that every model has; models without any forecast are ignored. */
export function onCommonRows(trial: Trial, models: readonly string[]): Trial {
  const { table } = trial;
  const isWhole = haveForecasts(table, models);
  const yhat = new Map(
    [...table.yhat].map(([model, values]) => [model, values.map((value, i) => (isWhole(i) ? value : NaN))]),
  );
  return { ...trial, table: { ...table, yhat } };
}
