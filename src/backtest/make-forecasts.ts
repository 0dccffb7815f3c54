/** The forecasts of a backtest: plans folds, fits every model, and collects the forecasts in a table. Scores nothing. */

import type { Panel } from '../data/panel.ts';
import { DataError } from '../errors.ts';
import { checkValues, fitAll } from './fits.ts';
import type { BacktestContext } from './fits.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import type { BacktestOptions } from './options.ts';
import { fillTable, fitsOf, plannedOrigins } from './origins.ts';
import { modelsOf, planBacktest } from './plan.ts';
import type { Plan } from './plan.ts';
import type { FitFailure } from './tasks.ts';
import type { Warning } from '../text/warning.ts';

export interface MadeForecasts {
  readonly plan: Plan;
  /** Columns of every model with at least one finished fit. */
  readonly table: ForecastTable;
  /** By model and fold. */
  readonly fits: readonly FoldResult[];
  /** Models without a failed fit, benchmarks first. */
  readonly finished: readonly string[];
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly Warning[];
}

/**
 * Rolling pseudo-forecasts of every model of the options.
 * @throws UsageError and DataError if the options and the data allow no plan; a fit that fails is in `failures`
 */
export async function makeForecasts(
  panel: Panel,
  options: BacktestOptions,
  context: BacktestContext,
): Promise<MadeForecasts> {
  const models = modelsOf(options);
  const plan = planBacktest(panel, options);
  checkValues(panel, options);
  const origins = plannedOrigins(panel, plan, options);
  if (origins.scorableRows === 0)
    throw new DataError(
      `expected origins with ${plan.lookback} rows without a gap before them and a known value after, got none in the test span`,
      {
        hint: 'change `--test`, lower `--input-size`, or try `--gaps ffill` or, for a market that closes, `--gaps keep`',
      },
    );
  const { results, failures } = await fitAll(panel, options, models, fitsOf(plan, origins), context);
  const fitted = models.filter((model) => results.some((result) => result.model === model));
  return {
    plan,
    table: fillTable(origins, results, fitted, panel, options),
    fits: results,
    finished: models.filter((model) => !failures.some((failure) => failure.model === model)),
    failures,
    warnings: origins.warnings,
  };
}
