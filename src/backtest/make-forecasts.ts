/** The forecasts of a backtest: plans folds, fits every model, and collects the forecasts in a table. Scores nothing. */

import { needsCalibration } from './calibration.ts';
import { ensembleFailures, ensemblesOf, withEnsembles } from './ensemble/with-ensembles.ts';
import type { Ensemble } from './ensemble/with-ensembles.ts';
import type { Panel } from '../data/panel.ts';
import { DataError } from '../errors.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { checkValues, fitAll } from './fits.ts';
import type { BacktestContext, ModelFits } from './fits.ts';
import type { FoldResult, ForecastTable } from './forecast-table.ts';
import type { BacktestOptions } from './options.ts';
import { fillTable, fitsOf, plannedOrigins } from './origins.ts';
import { fittedModels, lookbackOf, modelsOf, planBacktest } from './plan.ts';
import type { Plan } from './plan.ts';
import type { Fit, FitFailure } from './tasks.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';

export interface MadeForecasts {
  readonly plan: Plan;
  /** Columns of every model with at least one finished fit. */
  readonly table: ForecastTable;
  /** Ensembles with forecasts. */
  readonly ensembles: readonly Ensemble[];
  /** By model and fold; those before the test span come after its folds. */
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
  const { registry = builtIn } = context;
  const models = fittedModels(options, registry);
  const plan = planWith(planBacktest(panel, options, registry), models, { ...context, registry });
  checkValues(panel, options);
  const origins = plannedOrigins(panel, plan, options);
  if (origins.scorableRows === 0)
    throw new DataError(
      `expected origins with ${plan.lookback} rows without a gap before them and a known value after, got none in the test span`,
      {
        hint: 'change `--test`, lower `--input-size`, or try `--gaps ffill` or, for a market that closes, `--gaps keep`',
      },
    );
  const fits = fitsOf(plan.folds, origins);
  const earlier = earlierFits(panel, plan, options, registry);
  const fitted = await fitAll(
    panel,
    options,
    [...models.flatMap((model) => modelFits(model, fits, context)), ...earlier.models],
    context,
  );
  const isEarlier = ({ fold }: { readonly fold: number }): boolean => fold >= fits.length;
  const results = fitted.results.filter((result) => !isEarlier(result));
  // Without its earlier errors a model has fewer intervals, but the same forecasts; one that was stopped is not finished.
  const isFailure = (failure: FitFailure): boolean => !isEarlier(failure) || context.signal?.aborted === true;
  const ofFits = fitted.failures.filter(isFailure);
  const failures = [...ofFits, ...ensembleFailures(ofFits, options, registry)];
  const lacking = options.level.length > 0 ? 'intervals' : 'errors for the weights of the ensemble';
  const named = models.filter((model) => results.some((result) => result.model === model));
  const past = earlier.forecasts(fitted.results.filter(isEarlier));
  const table = fillTable(origins, results, named, panel, options, past);
  const ensembles = ensemblesOf({ panel, options, table, past }, registry);
  const all = modelsOf(options);
  return {
    plan,
    table: withEnsembles(table, ensembles, all),
    ensembles,
    fits: fitted.results,
    finished: all.filter((model) => !failures.some((failure) => failure.model === model)),
    failures,
    warnings: [
      ...origins.warnings,
      ...fitted.failures
        .filter((failure) => !isFailure(failure))
        .map(({ model, message }) =>
          warningOf(`${model} has fewer ${lacking}, since a fit before the test span failed: ${message}`),
        ),
    ],
  };
}

/** Every fit of a backtest by this plan, those before the test span last. */
export function plannedFits(
  panel: Panel,
  plan: Plan,
  options: BacktestOptions,
  registry: ModelRegistry,
): readonly ModelFits[] {
  const fits = fitsOf(plan.folds, plannedOrigins(panel, plan, options));
  return [
    ...fittedModels(options, registry).map((model) => ({ model, fits })),
    ...earlierFits(panel, plan, options, registry).models,
  ];
}

/** The plan with rows before each origin that are enough for the options of every fit. */
function planWith(
  plan: Plan,
  models: readonly string[],
  { optionsOf, registry }: Pick<BacktestContext, 'optionsOf' | 'registry'>,
): Plan {
  if (optionsOf === undefined) return plan;
  const all = plan.folds.flatMap(({ fold }) => models.map((model) => optionsOf(model, fold)));
  return { ...plan, lookback: Math.max(plan.lookback, ...all.map((one) => lookbackOf(one, registry))) };
}

/** The fits of a model, each by itself if it may have options of its own. */
const modelFits = (
  model: string,
  fits: readonly Fit[],
  { optionsOf }: Pick<BacktestContext, 'optionsOf'>,
): readonly ModelFits[] =>
  optionsOf === undefined
    ? [{ model, fits }]
    : fits.map((fit) => ({ model, fits: [fit], options: optionsOf(model, fit.fold) }));

/** The fits before the test span, numbered after those of the test span, and the forecasts that their results stand for. */
function earlierFits(
  panel: Panel,
  { folds, calibration, lookback }: Plan,
  options: BacktestOptions,
  registry: ModelRegistry,
): {
  readonly models: readonly ModelFits[];
  readonly forecasts: (results: readonly FoldResult[]) => ForecastTable | undefined;
} {
  if (calibration.length === 0) return { models: [], forecasts: () => undefined };
  const origins = plannedOrigins(panel, { folds: calibration, lookback }, options);
  const fits = fitsOf(calibration, origins)
    .filter((fit) => fit.origins.row.length > 0)
    .map((fit) => ({ ...fit, fold: folds.length + fit.fold }));
  const models = fittedModels(options, registry).filter((model) =>
    needsCalibration(registry.named(model), options, registry),
  );
  return {
    models: models.map((model) => ({ model, fits })),
    forecasts: (results) => {
      const own = results.map((result) => ({ ...result, fold: result.fold - folds.length }));
      const finished = models.filter((model) => own.some((result) => result.model === model));
      return fillTable(origins, own, finished, panel, { ...options, level: [] });
    },
  };
}
