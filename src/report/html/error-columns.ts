/** Errors of the forecasts of a run, in a unit that series share. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import type { Quantity } from '../../data/quantities.ts';

export interface ErrorColumns {
  /** By model, forecast minus actual value; of prices relative to the actual value. `NaN` where one of them is unknown. */
  readonly of: ReadonlyMap<string, Float64Array>;
  readonly label: string;
  /** Of d3-format. */
  readonly format: string | undefined;
  /** What an error is, as a sentence. */
  readonly meaning: string;
}

export function errorColumns(
  { y, models }: Pick<ForecastRows, 'y' | 'models'>,
  { isPrice, isLogarithm }: Quantity,
  column: string,
): ErrorColumns {
  // A series that is zero or negative somewhere has no relative errors.
  const isRelative = isPrice && y.every((value) => !(value <= 0));
  const of = new Map(
    [...models].map(([model, yhat]) => [
      model,
      yhat.map((value, i) => (isRelative ? value / y[i] - 1 : value - y[i])),
    ]),
  );
  if (isRelative)
    return {
      of,
      label: 'error, % of the value',
      format: '%',
      meaning: 'An error is forecast minus actual value, in percent of the actual value.',
    };
  const unit = isLogarithm ? 'log' : column;
  return {
    of,
    label: `error, ${unit}`,
    format: undefined,
    meaning: `An error is forecast minus actual value, in the unit of ${isLogarithm ? 'log-volatility' : column}.`,
  };
}

/** By series, the rows of this step in order of time. */
export function rowsByStep(rows: ForecastRows, step: number): readonly (readonly number[])[] {
  const bySeries = rows.ids.map((): number[] => []);
  rows.step.forEach((each, i) => {
    if (each === step) bySeries[rows.series[i]].push(i);
  });
  return bySeries;
}
