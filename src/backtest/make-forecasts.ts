/** The forecasts of a backtest: plans folds, fits every model, and gathers what the fits forecast. Judges nothing. */

import type { Panel } from '../data/panel.ts';
import { DataError } from '../errors.ts';
import { checkValues, fitAll } from './fits.ts';
import type { BacktestContext } from './fits.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import type { BacktestOptions } from './options.ts';
import { fillTable, plannedOrigins } from './origins.ts';
import { modelsOf, planBacktest } from './plan.ts';
import type { Plan } from './plan.ts';
import type { Fit, FitFailure } from './tasks.ts';

export interface MadeForecasts {
  readonly plan: Plan;
  /** Columns of every model that has at least one fit. */
  readonly table: ForecastTable;
  /** By model and fold. */
  readonly fits: readonly FoldResult[];
  /** Models without a failed fit, benchmarks first. */
  readonly finished: readonly string[];
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly string[];
}

/**
 * Rolling pseudo-forecasts of every model of the options.
 * @throws UsageError and DataError for what cannot be planned; a fit that fails is in `failures`
 */
export async function makeForecasts(
  panel: Panel,
  options: BacktestOptions,
  context: BacktestContext,
): Promise<MadeForecasts> {
  const models = modelsOf(options);
  const plan = planBacktest(panel, options);
  checkValues(panel, options);
  const places = plannedOrigins(panel, plan, options);
  if (places.known === 0)
    throw new DataError(
      `expected origins with ${plan.lookback} rows without a gap before them and a known value after, got none in the test span`,
      {
        hint: 'move `--test`, lower `--input-size`, or try `--gaps ffill` or, for a market that closes, `--gaps keep`',
      },
    );
  const fits = plan.folds.map((fold, index): Fit => ({ ...fold, origins: places.byFold[index] }));
  const { results, failures } = await fitAll(panel, options, models, fits, context);
  const begun = models.filter((model) => results.some((result) => result.model === model));
  return {
    plan,
    table: fillTable(places, results, begun, panel, options),
    fits: results,
    finished: models.filter((model) => !failures.some((failure) => failure.model === model)),
    failures,
    warnings: places.warnings,
  };
}
