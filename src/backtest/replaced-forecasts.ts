/** Forecasts of the test span with some inputs replaced, by the fits of a backtest. */

import type { ReplacedInputs } from '../data/replaced-inputs.ts';
import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { Forecaster } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import { combineMembers } from './members.ts';
import type { BacktestOptions } from './options.ts';
import { fillTable, plannedOrigins } from './origins.ts';
import type { Plan } from './plan.ts';
import { forecastsOf } from './tasks.ts';

export type ReplacedForecasts = Pick<ForecastTable, 'yhat' | 'probabilities'>;

/**
 * Makes forecasts of one model with replaced inputs, in the rows of the table of its backtest.
 * @param fits - with what they have learnt, of all folds of the test span
 */
export function replacedForecaster(
  model: string,
  fits: readonly FoldResult[],
  panel: Panel,
  plan: Plan,
  options: BacktestOptions,
  registry: ModelRegistry,
): (replaced: ReplacedInputs) => ReplacedForecasts {
  const withoutLevels = { ...options, level: [] };
  const origins = plannedOrigins(panel, plan, options);
  const { quantity } = targetOf(options.target);
  const forecasters = fits.map(({ fold, states }): readonly Forecaster[] =>
    states.map((state) =>
      registry.named(model).restore(panel, { state, cutoff: plan.folds[fold].cutoff }, options),
    ),
  );
  return (replaced) => {
    const results = fits.map(({ fold }, f) => {
      const members = forecasters[f].map((forecaster, member) => ({
        model,
        member,
        fold,
        ...forecastsOf(forecaster, { ...panel, replaced }, origins.byFold[fold], withoutLevels),
        parameters: 0,
        epochs: undefined,
        seconds: 0,
      }));
      return combineMembers(members, quantity);
    });
    return fillTable(origins, results, [model], panel, withoutLevels);
  };
}
