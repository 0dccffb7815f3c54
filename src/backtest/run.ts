/** The backtest: plans folds, runs every model's fits, gathers their forecasts, and scores them. */

import { createHash } from 'node:crypto';
import { ewmaVolatility } from '../data/ewma.ts';
import type { Panel } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError } from '../errors.ts';
import { modelNamed } from '../models/index.ts';
import { alarms } from './alarms.ts';
import { canonical } from './canonical.ts';
import { byAccuracy, evaluate } from './evaluate.ts';
import type { Fit, FitFailure, FitResult, Job } from './jobs.ts';
import { NUMBERS_VERSION, journalOf } from './journal.ts';
import type { Journal } from './journal.ts';
import { together } from './members.ts';
import { fillTable, placesOf } from './places.ts';
import { modelsOf, planBacktest } from './plan.ts';
import type { Plan } from './plan.ts';
import { runJobs } from './pool.ts';
import type { BacktestOptions, BacktestResult, FoldResult, ForecastTable, ModelResult } from './result.ts';
import { insampleOf } from './scores.ts';
import type { Trial } from './trial.ts';

export interface RunContext {
  /** Worker threads; 1 runs in place. */
  readonly jobs: number;
  /** Aborted: the result holds what is finished, and failures name the rest. */
  readonly signal?: AbortSignal;
  /** Finished fits, which are not computed again; absent: every fit is computed, and none is kept. */
  readonly journal?: Journal | undefined;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Whether results bring along what was learnt. */
  readonly keepsState?: boolean;
}

/** `done` of `total` fits are finished. */
export type ProgressEvent = {
  readonly model: string;
  readonly fold: number;
  readonly done: number;
  readonly total: number;
} & (
  | { readonly type: 'epoch'; readonly epoch: number; readonly epochs: number; readonly loss: number }
  | { readonly type: 'fit'; readonly seconds: number }
);

/**
 * Rolling pseudo-forecasts of every model of the options, scored beside naive.
 * @throws UsageError and DataError for what cannot be planned; a fit that fails is in `failures`
 */
export async function backtest(
  panel: Panel,
  options: BacktestOptions,
  context: RunContext = { jobs: 1 },
): Promise<BacktestResult> {
  const models = modelsOf(options);
  const plan = planBacktest(panel, options);
  checkValues(panel, options);
  const places = placesOf(panel, plan, options);
  if (places.known === 0)
    throw new DataError(
      `expected origins with ${plan.lookback} rows without a gap before them and a known value after, got none in the test span`,
      {
        hint: 'move `--test`, lower `--input-size`, or try `--gaps ffill` or, for a market that closes, `--gaps keep`',
      },
    );
  const fits = plan.folds.map((fold, index): Fit => ({ ...fold, serves: places.byFold[index] }));
  const { results, failures } = await fitAll(panel, options, models, fits, context);
  const finished = models.filter((model) => !failures.some((failure) => failure.model === model));
  const begun = models.filter((model) => results.some((result) => result.model === model));
  const forecasts = fillTable(places, results, begun, panel, options);
  const trial = trialOf(forecasts, panel, plan, options);
  const scored = evaluate(trial, finished).map((evaluation): ModelResult => {
    const ofModel = results.filter(({ model }) => model === evaluation.model);
    return {
      ...evaluation,
      parameters: Math.max(...ofModel.map(({ parameters }) => parameters)),
      seconds: ofModel.reduce((sum, { seconds }) => sum + seconds, 0),
      fits: ofModel.length,
      epochs: ofModel.flatMap(({ epochs }) => epochs),
    };
  });
  return {
    run: identityOf(panel, options),
    options,
    panel,
    plan,
    forecasts,
    models: scored.toSorted(byAccuracy(trial.quantity)),
    failures,
    warnings: [...places.warnings, ...alarms(scored, trial)],
  };
}

/** The forecasts with what else their scores need. */
function trialOf(table: ForecastTable, panel: Panel, plan: Plan, options: BacktestOptions): Trial {
  const volatility = panel.series.map(({ values }) => ewmaVolatility(values).relative);
  return {
    table,
    ids: panel.series.map(({ id }) => id),
    cutoffs: plan.folds.map(({ cutoff }) => cutoff),
    horizon: options.horizon,
    stepSize: options.stepSize,
    seed: options.seed,
    quantity: targets[options.target].quantity,
    column: options.column,
    benchmarks: targets[options.target].benchmarks,
    insample: insampleOf(panel, plan.folds, options.seasonality),
    volatility: Float64Array.from(table.origin, (row, i) => volatility[table.series[i]][row]),
    valueBefore: (i, rows) => panel.series[table.series[i]].values[table.origin[i] - rows] ?? NaN,
    expands: expandsBecause(plan, options),
  };
}

/** Giacomini and White's theory is of estimates from a window of fixed length. */
function expandsBecause({ window }: Plan, { warm }: BacktestOptions): string | null {
  if (window === 'expanding')
    return 'the training window expands, and the test needs a sliding one (`--train-size`)';
  return warm ? 'refits carry weights over (`--warm`), so they remember more than their window' : null;
}

/**
 * Fits every model on these training rows, each member in a job of its own, and each fit too unless it starts
 * from the weights of the one before; then puts members together.
 */
export async function fitAll(
  panel: Panel,
  options: BacktestOptions,
  models: readonly string[],
  fits: readonly Fit[],
  context: RunContext,
): Promise<{ results: FoldResult[]; failures: FitFailure[] }> {
  const chains = models.flatMap((model) =>
    Array.from({ length: membersOf(model, options) }, (_, member): Job => ({
      model,
      member,
      fits,
      keepsState: context.keepsState === true,
    })),
  );
  const jobs = options.warm
    ? chains
    : chains.flatMap((job) => fits.map((fit): Job => ({ ...job, fits: [fit] })));
  const kept = context.journal && journalOf(context.journal, panel, options, jobs);
  const found = jobs.map((job) => kept?.find(job));
  const results = found.flatMap((ofJob) => ofJob ?? []);
  const before = results.length;
  const total = chains.length * fits.length - before;
  const failures: FitFailure[] = [];
  const tell = context.onProgress ?? (() => {});
  const waiting = jobs.filter((_, index) => found[index] === undefined);
  await runJobs(panel, options, waiting, {
    workers: context.jobs,
    signal: context.signal,
    onEpoch(model, fold, { epoch, epochs, loss }) {
      tell({ type: 'epoch', model, fold, epoch, epochs, loss, done: results.length - before, total });
    },
    onFitted(result) {
      results.push(result);
      kept?.keep(result);
      const { model, fold, seconds } = result;
      tell({ type: 'fit', model, fold, seconds, done: results.length - before, total });
    },
    onFailed: (failure) => failures.push(failure),
  });
  // In the order of the plan, whatever order they finished in.
  const key = ({ model, fold }: { readonly model: string; readonly fold: number }): string =>
    `${model} ${fold}`;
  const members = new Map<string, FitResult[]>();
  for (const result of results) members.set(key(result), [...(members.get(key(result)) ?? []), result]);
  // Of several members that failed in one fold, the first to do so speaks.
  const failed = new Map(failures.toReversed().map((failure) => [key(failure), failure]));
  const { quantity } = targets[options.target];
  const put: FoldResult[] = [];
  const missed: FitFailure[] = [];
  for (const model of models)
    for (const { fold } of fits) {
      const place = key({ model, fold });
      const ofFold = members.get(place) ?? [];
      if (ofFold.length === membersOf(model, options))
        put.push(
          together(
            ofFold.toSorted((x, y) => x.member - y.member),
            quantity,
          ),
        );
      else
        missed.push(
          failed.get(place) ?? {
            model,
            fold,
            message: `${model} was not fitted in fold ${fold}`,
            hint: undefined,
          },
        );
    }
  return { results: put, failures: missed };
}

/** Networks per fit; 1 for a model without a seed. */
export const membersOf = (model: string, { members }: BacktestOptions): number =>
  modelNamed(model).isSeeded ? members : 1;

/** A target that cannot take a value is refused before anything is fitted. */
export function checkValues(panel: Panel, options: BacktestOptions): void {
  const target: Target = targets[options.target];
  for (const { id, values } of panel.series) {
    const row = values.findIndex((value) => !Number.isNaN(value) && !target.accepts(value));
    if (row >= 0)
      throw new DataError(
        `expected positive values for target \`${target.name}\`, got ${values[row]} in ${id} at ${formatTime(panel.time[row])}`,
        { hint: 'use `--target diff`, or leave the row out' },
      );
  }
}

/** Digest of everything that the numbers follow from: every option, the data, and the version of the numbers. */
function identityOf(panel: Panel, options: BacktestOptions): string {
  const data = panel.series.map(({ id, digest }) => [id, digest]);
  const text = canonical({ numbers: NUMBERS_VERSION, options, data });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
