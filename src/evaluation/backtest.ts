/** The backtest: makes forecasts of the past, then evaluates them. */

import type { BacktestContext } from '../backtest/fits.ts';
import { farTableForecasts } from '../backtest/far-forecasts.ts';
import type { ForecastTable, MemberTraining } from '../backtest/forecast-table.ts';
import { makeForecasts } from '../backtest/make-forecasts.ts';
import type { MadeForecasts } from '../backtest/make-forecasts.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { Plan } from '../backtest/plan.ts';
import type { FitFailure } from '../backtest/tasks.ts';
import { ewmaVolatility } from '../data/ewma.ts';
import type { Panel } from '../data/panel.ts';
import type { Quantity } from '../data/quantities.ts';
import { targetOf } from '../data/targets.ts';
import { builtIn } from '../models/index.ts';
import type { OwnMetric } from '../metrics/metric.ts';
import { alarms } from './alarms.ts';
import { answerOf } from './answer.ts';
import type { Answer } from './answer.ts';
import { sharesOf } from './ensemble-members.ts';
import type { EnsembleShares } from './ensemble-members.ts';
import { byAccuracy, evaluate } from './evaluate.ts';
import type { Evaluation } from './evaluation.ts';
import { againstHarderBenchmark } from './harder-benchmark.ts';
import { explain, isExplained } from './importance.ts';
import type { Explanation } from './importance.ts';
import { insampleOf } from './insample.ts';
import { runIdentity } from './run-identity.ts';
import { settledTrial } from './settle.ts';
import type { Trial } from './trial.ts';
import type { Warning } from '../text/warning.ts';

export interface ModelResult extends Evaluation {
  readonly parameters: number;
  /** Time spent fitting and forecasting, summed over all fits, also those before the test span. */
  readonly seconds: number;
  /** In the test span. */
  readonly fits: number;
  /** Epochs run, one per fit and member; empty for models without epochs. */
  readonly epochs: readonly number[];
  /** How each of these fits was trained. */
  readonly training: readonly (MemberTraining & { readonly fold: number })[];
}

export interface BacktestResult {
  /** sha256 of the canonical options, the digests of the data and the version of the numbers: the run's identity. */
  readonly run: string;
  readonly options: BacktestOptions;
  readonly panel: Panel;
  /** What was forecast, with the benchmark that the tests compare with as its first. */
  readonly quantity: Quantity;
  readonly plan: Plan;
  readonly forecasts: ForecastTable;
  /** Best first by U2, for classes by Brier score. Includes the benchmark, unless the run was interrupted at the start. */
  readonly models: readonly ModelResult[];
  /** The sentence and the words that every report begins with. */
  readonly answer: Answer;
  /** What the members of ensembles weigh and add; of those that were scored. */
  readonly ensembles: readonly EnsembleShares[];
  /** What the inputs of models are worth; `null` unless it was asked for. */
  readonly explanation: Explanation | null;
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly Warning[];
}

/** How a backtest runs, and what it measures. */
export interface EvaluationContext extends BacktestContext {
  /** Whether to measure what the inputs of models are worth. */
  readonly explains?: boolean | undefined;
  /** Metrics that scores have besides the built-in ones. */
  readonly metrics?: readonly OwnMetric[] | undefined;
  /** Called when nothing is left that listens to the signal: from then on scores are computed, without a turn for signals. */
  readonly onScoring?: (() => void) | undefined;
}

/**
 * Backtests every model of the options and the benchmark, and evaluates them.
 * @throws UsageError and DataError if it cannot be planned; failed fits are in `failures`
 */
export async function backtest(
  panel: Panel,
  options: BacktestOptions,
  context: EvaluationContext = { workers: 1 },
): Promise<BacktestResult> {
  const { metrics, explains = false, registry = builtIn } = context;
  const made = await makeForecasts(panel, options, {
    ...context,
    ...(explains && { keepsState: (model: string) => isExplained(model, registry) }),
  });
  const explanation = explains ? await explain(made, panel, options, registry, context.signal) : null;
  context.onScoring?.();
  const trial = againstHarderBenchmark({ ...trialOf(made, panel, options), metrics }, made.finished);
  const { quantity } = trial;
  const models = evaluate(trial, made.finished)
    .map((evaluation) => withFits(evaluation, made))
    .toSorted(byAccuracy(quantity));
  return {
    run: runIdentity(panel, options, context.registry),
    options,
    panel,
    quantity,
    plan: made.plan,
    forecasts: made.table,
    models,
    answer: answerOf(models, {
      quantity,
      column: options.column,
      series: trial.ids,
      timeframe: panel.timeframe?.name ?? null,
      horizon: options.horizon,
      failed: made.failures.map(({ model }) => model),
    }),
    ensembles: made.ensembles
      .filter(({ model }) => models.some((one) => one.model === model && one.scores.n > 0))
      .map((one) => sharesOf(one, options.ensemble, trial, made.finished)),
    explanation,
    failures: made.failures,
    warnings: [
      ...made.warnings,
      ...(trial.quantity.classes === undefined ? farTableForecasts(made.table, panel) : []),
      ...alarms(models, trial),
    ],
  };
}

/** An evaluation with the cost of its model's fits. */
function withFits(evaluation: Evaluation, { plan, fits }: MadeForecasts): ModelResult {
  const all = fits.filter(({ model }) => model === evaluation.model);
  const own = all.filter(({ fold }) => fold < plan.folds.length);
  return {
    ...evaluation,
    parameters: Math.max(0, ...own.map(({ parameters }) => parameters)),
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    fits: own.length,
    epochs: own.flatMap(({ training }) => training.map(({ epochs }) => epochs)),
    training: own.flatMap(({ fold, training }) => training.map((member) => ({ fold, ...member }))),
  };
}

/** The forecasts with everything else that their scores need. */
function trialOf({ table, plan }: MadeForecasts, panel: Panel, options: BacktestOptions): Trial {
  const bySeries = panel.series.map(({ values }) => ewmaVolatility(values).relative);
  const volatility = new Float64Array(table.origin.length);
  for (let i = 0; i < volatility.length; i++) volatility[i] = bySeries[table.series[i]][table.origin[i]];
  return settledTrial({
    table,
    ids: panel.series.map(({ id }) => id),
    cutoffs: plan.folds.map(({ cutoff }) => cutoff),
    horizon: options.horizon,
    stepSize: options.stepSize,
    seed: options.seed,
    quantity: targetOf(options.target).quantity,
    column: options.column,
    insample: insampleOf(panel, plan.folds, options.seasonality),
    volatility,
    valueBefore: (i, rows) => panel.series[table.series[i]].values[table.origin[i] - rows] ?? NaN,
    noGiacominiWhiteReason: noGiacominiWhiteReason(plan, options),
  });
}

/** The theory of Giacomini and White assumes estimates from a window of fixed length. */
function noGiacominiWhiteReason({ window }: Plan, { warm }: BacktestOptions): string | null {
  if (window === 'expanding')
    return 'the test needs a sliding training window (`--train-size`), and this one expands';
  return warm
    ? 'the test needs fits from their own window, but `--warm` starts each from the weights of the previous one'
    : null;
}
