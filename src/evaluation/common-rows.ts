/** Restricts a comparison to the forecasts that all models have. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { Evaluation } from './evaluation.ts';
import { rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

/** Whether a model has a forecast with a known actual value. */
export function hasForecasts({ y, yhat }: Pick<ForecastTable, 'y' | 'yhat'>, model: string): boolean {
  return yhat.get(model)!.some((value, i) => !Number.isNaN(value) && !Number.isNaN(y[i]));
}

/** Table rows with a known actual value and a forecast of the model, ascending. */
export function scoredRows({ y, yhat }: Pick<ForecastTable, 'y' | 'yhat'>, model: string): Int32Array {
  const forecasts = yhat.get(model)!;
  return rowsWhere(y.length, (i) => !Number.isNaN(y[i]) && !Number.isNaN(forecasts[i]));
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
  const lacking = rowsWhere(table.y.length, (i) => !isWhole(i));
  if (lacking.length === 0) return trial;
  const without = (values: Float64Array): Float64Array => {
    const rest = values.slice();
    for (const i of lacking) rest[i] = NaN;
    return rest;
  };
  const yhat = new Map([...table.yhat].map(([model, values]) => [model, without(values)]));
  return { ...trial, table: { ...table, yhat } };
}
