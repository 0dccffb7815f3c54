/** The backtest: plans folds, runs every model's fits, gathers their forecasts, and scores them. */

import { createHash } from 'node:crypto';
import type { Panel } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { runLengths, trainingWindowFinder, truthAt } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import { modelNamed } from '../models/index.ts';
import type { Origins } from '../models/model.ts';
import type { Fit, FitFailure, FitResult, Job } from './jobs.ts';
import { planBacktest } from './plan.ts';
import type { Plan } from './plan.ts';
import { runJobs } from './pool.ts';
import type { BacktestOptions, BacktestResult, ForecastTable, ModelResult } from './result.ts';
import { insampleOf, scoreModel } from './scores.ts';
import { leakWarning, verdict } from './verdict.ts';

/** Counted up whenever the same options on the same data give other numbers; see CHANGELOG, "Numbers". */
export const NUMBERS_VERSION = 2;

export interface RunContext {
  /** Worker threads; 1 runs in place. */
  readonly jobs: number;
  /** Aborted: the result holds what is finished, and failures name the rest. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
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
  const models = ['naive', ...options.models.filter((name) => name !== 'naive')];
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
  const forecasts = fillTable(places, results, begun, options.horizon);
  const insample = insampleOf(panel, plan.folds, options.seasonality);
  const scored = finished.map((model): ModelResult => {
    const ofModel = results.filter((result) => result.model === model);
    const result = {
      model,
      parameters: Math.max(...ofModel.map(({ parameters }) => parameters)),
      seconds: ofModel.reduce((sum, { seconds }) => sum + seconds, 0),
      fits: ofModel.length,
      epochs: ofModel.flatMap(({ epochs }) => epochs),
      ...scoreModel(model, forecasts, panel, plan, insample, options.horizon),
    };
    return { ...result, verdict: verdict(result) };
  });
  return {
    run: identityOf(panel, options),
    options,
    panel,
    plan,
    forecasts,
    models: scored.toSorted((a, b) => a.scores.rmse - b.scores.rmse),
    failures,
    warnings: [
      ...places.warnings,
      ...scored.map((result) => leakWarning(result, options.column)).filter((text) => text !== undefined),
    ],
  };
}

/** One fit of one model, all members together. */
export interface FoldResult {
  readonly model: string;
  readonly fold: number;
  /** Mean over members, (origins, horizon). */
  readonly yhat: Float64Array;
  /** Standard deviation between members, same shape; absent for a single one. */
  readonly spread: Float64Array | undefined;
  readonly parameters: number;
  /** By member; empty for a model that is not trained in epochs. */
  readonly epochs: readonly number[];
  readonly seconds: number;
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
    Array.from({ length: membersOf(model, options) }, (_, member): Job => ({ model, member, fits })),
  );
  const jobs = options.warm
    ? chains
    : chains.flatMap((job) => fits.map((fit): Job => ({ ...job, fits: [fit] })));
  const total = chains.length * fits.length;
  const results: FitResult[] = [];
  const failures: FitFailure[] = [];
  const tell = context.onProgress ?? (() => {});
  await runJobs(panel, options, jobs, {
    workers: context.jobs,
    signal: context.signal,
    onEpoch(model, fold, { epoch, epochs, loss }) {
      tell({ type: 'epoch', model, fold, epoch, epochs, loss, done: results.length, total });
    },
    onFitted(result) {
      results.push(result);
      const { model, fold, seconds } = result;
      tell({ type: 'fit', model, fold, seconds, done: results.length, total });
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
  const put: FoldResult[] = [];
  const missed: FitFailure[] = [];
  for (const model of models)
    for (const { fold } of fits) {
      const place = key({ model, fold });
      const ofFold = members.get(place) ?? [];
      if (ofFold.length === membersOf(model, options))
        put.push(together(ofFold.toSorted((x, y) => x.member - y.member)));
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

const membersOf = (model: string, { members }: BacktestOptions): number =>
  modelNamed(model).isSeeded ? members : 1;

/** Mean and standard deviation over the members of a fit, by Welford's running sums. */
function together(members: readonly FitResult[]): FoldResult {
  const [{ model, fold, parameters }] = members;
  const yhat = new Float64Array(members[0].yhat.length);
  const squares = new Float64Array(yhat.length);
  members.forEach((member, m) =>
    member.yhat.forEach((value, i) => {
      const difference = value - yhat[i];
      yhat[i] += difference / (m + 1);
      squares[i] += difference * (value - yhat[i]);
    }),
  );
  return {
    model,
    fold,
    yhat,
    spread: members.length === 1 ? undefined : squares.map((sum) => Math.sqrt(sum / (members.length - 1))),
    parameters,
    epochs: members.flatMap(({ epochs }) => epochs ?? []),
    seconds: members.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

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

/** Where forecasts are made and what came true there, in the order of the table. */
interface Places {
  readonly table: Omit<ForecastTable, 'yhat' | 'spread'>;
  /** Origins of every fold, by series and then by row. */
  readonly byFold: readonly Origins[];
  /** First table row of every origin of every fold. */
  readonly slots: readonly Int32Array[];
  /** Table rows whose truth is known. */
  readonly known: number;
  readonly warnings: readonly string[];
}

/**
 * Every planned origin that has a full window behind it and whose series has something to train on in its
 * fold. Nothing after the origin has a say.
 */
function placesOf(panel: Panel, plan: Plan, options: BacktestOptions): Places {
  const { horizon } = options;
  const places: { s: number; fold: number; origin: number }[] = [];
  let withoutWindow = 0;
  let withoutTraining = 0;
  panel.series.forEach((series, s) => {
    const runs = runLengths(series.values);
    const canTrain = trainingWindowFinder(series, windowLookback(options), horizon);
    for (const fold of plan.folds) {
      const isTrained = canTrain(fold);
      for (const origin of fold.origins) {
        if (runs[origin] < plan.lookback) withoutWindow++;
        else if (!isTrained) withoutTraining++;
        else places.push({ s, fold: fold.fold, origin });
      }
    }
  });
  const size = places.length * horizon;
  const ints = (): Int32Array => new Int32Array(size);
  const table = {
    series: ints(),
    fold: ints(),
    cutoff: ints(),
    origin: ints(),
    step: ints(),
    y: new Float64Array(size),
    last: new Float64Array(size),
  };
  let known = 0;
  places.forEach(({ s, fold, origin }, place) => {
    for (let step = 1; step <= horizon; step++) {
      const i = place * horizon + step - 1;
      table.series[i] = s;
      table.fold[i] = fold;
      table.cutoff[i] = plan.folds[fold].cutoff;
      table.origin[i] = origin;
      table.step[i] = step;
      table.y[i] = truthAt(panel.series[s], origin, step);
      table.last[i] = panel.series[s].values[origin];
      if (!Number.isNaN(table.y[i])) known++;
    }
  });
  const inFold = plan.folds.map((): number[] => []);
  places.forEach(({ fold }, place) => inFold[fold].push(place));
  const warnings: string[] = [];
  const all = places.length + withoutWindow + withoutTraining;
  if (withoutWindow > 0)
    warnings.push(
      `${withoutWindow} of ${all} origins have no ${plan.lookback} rows without a gap before them and are left out`,
    );
  if (withoutTraining > 0)
    warnings.push(
      `${withoutTraining} of ${all} origins belong to a series with nothing to train on before their cutoff and are left out`,
    );
  if (known < size)
    warnings.push(
      `${size - known} of ${size} forecasts have no value to be scored by: it is not known, or lies beyond a gap`,
    );
  return {
    table,
    byFold: inFold.map((list) => ({
      series: Int32Array.from(list, (place) => places[place].s),
      row: Int32Array.from(list, (place) => places[place].origin),
    })),
    slots: inFold.map((list) => Int32Array.from(list, (place) => place * horizon)),
    known,
    warnings,
  };
}

function fillTable(
  { table, slots }: Places,
  results: readonly FoldResult[],
  models: readonly string[],
  horizon: number,
): ForecastTable {
  const yhat = new Map(models.map((model) => [model, new Float64Array(table.y.length).fill(NaN)]));
  const spread = new Map<string, Float64Array>();
  const place = (out: Float64Array, values: Float64Array, fold: number): void =>
    slots[fold].forEach((slot, j) => out.set(values.subarray(j * horizon, (j + 1) * horizon), slot));
  for (const result of results) {
    place(yhat.get(result.model)!, result.yhat, result.fold);
    if (!result.spread) continue;
    if (!spread.has(result.model)) spread.set(result.model, new Float64Array(table.y.length).fill(NaN));
    place(spread.get(result.model)!, result.spread, result.fold);
  }
  return { ...table, yhat, spread };
}

/** Digest of everything that the numbers follow from: every option, the data, and the version of the numbers. */
function identityOf(panel: Panel, options: BacktestOptions): string {
  const data = panel.series.map(({ id, digest }) => [id, digest]);
  const text = canonical({ numbers: NUMBERS_VERSION, options, data });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** JSON with the keys of every object in alphabetical order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
