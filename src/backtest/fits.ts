/** Fits of every model, on worker threads or from the journal, with the members of each fit combined. */

import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError } from '../errors.ts';
import { checkKernels } from '../kernels/builds.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { collector } from './collect.ts';
import type { FoldResult } from './forecast-table.ts';
import { fitJournal } from './journal.ts';
import type { FitJournal, Journal } from './journal.ts';
import { combineMembers } from './members.ts';
import type { BacktestOptions } from './options.ts';
import { withPool } from './pool.ts';
import type { RunOptions, TaskRunner } from './task-runner.ts';
import { workMeter } from './work-meter.ts';
import type { Fit, FitFailure, FitResult, Task, TaskData } from './tasks.ts';
import { TupleMap } from '../text/tuple-map.ts';
import { cheapestFirst, longestFirst } from './cost.ts';

export interface BacktestContext {
  /** Worker threads. */
  readonly workers: number;
  /** What runs the fits; default: threads that end with them. */
  readonly runner?: TaskRunner | undefined;
  /** The models that the options name; the built-in ones unless given. */
  readonly registry?: ModelRegistry | undefined;
  /** Aborted: the result holds what is finished, and failures name the rest. */
  readonly signal?: AbortSignal;
  /** Finished fits, which are not computed again; absent: every fit is computed and none is kept. */
  readonly journal?: Journal | undefined;
  readonly onProgress?: (event: FitProgressEvent) => void;
  /** Takes what models that are other programs write for people, line by line. */
  readonly onText?: ((line: string) => void) | undefined;
  /** The options of a model in a fold of the test span; default: those of the backtest. */
  readonly optionsOf?: (model: string, fold: number) => BacktestOptions;
  /** Whether fits start in the order given, so that a stop leaves the first ones; the results are the same. */
  readonly keepsOrder?: boolean;
  /** Whether results include what was learnt: all, or those of some models. */
  readonly keepsState?: boolean | ((model: string) => boolean);
  /** Whether to fit cheap models before expensive ones, so that a deadline leaves whole models. The results are the same. */
  readonly cheapestFirst?: boolean;
}

/** `done` of `total` fits are finished, and about this share of the time that they take. */
export type FitProgressEvent = {
  readonly model: string;
  readonly fold: number;
  readonly done: number;
  readonly total: number;
  readonly share: number;
} & (
  | { readonly type: 'epoch'; readonly epoch: number; readonly epochs: number; readonly loss: number }
  | { readonly type: 'fit'; readonly seconds: number }
);

interface Fitted {
  readonly results: readonly FoldResult[];
  readonly failures: readonly FitFailure[];
}

/** Fits of one model, numbered apart from all its others; under `--warm` each starts from the weights of the one before. */
export interface ModelFits {
  readonly model: string;
  readonly fits: readonly Fit[];
  /** Options of their own instead of those of all. */
  readonly options?: BacktestOptions;
}

/**
 * The results of every model on its training rows, by model and fold, from the journal or from new fits.
 * @throws UsageError if this engine does not run the kernels of the options
 */
export async function fitAll(
  panel: Panel,
  options: BacktestOptions,
  models: readonly ModelFits[],
  context: BacktestContext,
): Promise<Fitted> {
  const { registry = builtIn } = context;
  checkKernels(options.kernels);
  const order = context.cheapestFirst === true ? cheapestFirst(models, options, registry) : models;
  const tasks = tasksOf(options, order, registry, context.keepsState);
  const journal = context.journal && fitJournal(context.journal, { panel, options, registry }, tasks);
  const journaled = tasks.map((task) => journal?.find(task));
  const missing = tasks.filter((_, index) => journaled[index] === undefined);
  const fitted = await fitTasks({ panel, options, registry }, missing, journal, context);
  const results = [...journaled.flatMap((ofTask) => ofTask ?? []), ...fitted.results];
  return combineFits(options, models, registry, results, fitted.failures);
}

/** Each member is a task of its own, and each of its fits too unless it starts from the weights of the one before, as only seeded models do. */
export function tasksOf(
  options: BacktestOptions,
  models: readonly ModelFits[],
  registry: ModelRegistry,
  keeps?: BacktestContext['keepsState'],
): readonly Task[] {
  const chains = models.flatMap(({ model, fits, options: own }) =>
    Array.from({ length: membersOf(model, own ?? options, registry) }, (_, member): Task => ({
      model,
      member,
      fits,
      keepsState: typeof keeps === 'function' ? keeps(model) : keeps === true,
      ...(own && { options: own }),
    })),
  );
  return chains.flatMap((task) =>
    (task.options ?? options).warm && registry.named(task.model).isSeeded
      ? [task]
      : task.fits.map((fit): Task => ({ ...task, fits: [fit] })),
  );
}

/** Fits these tasks, reports progress, and keeps each result in the journal. */
async function fitTasks(
  data: TaskData,
  tasks: readonly Task[],
  journal: FitJournal | undefined,
  context: BacktestContext,
): Promise<{ readonly results: readonly FitResult[]; readonly failures: readonly FitFailure[] }> {
  const { workers, runner, signal, onProgress = () => {}, onText = () => {} } = context;
  const total = tasks.reduce((sum, { fits }) => sum + fits.length, 0);
  const results: FitResult[] = [];
  const failures: FitFailure[] = [];
  const meter = workMeter(data, tasks, () => performance.now());
  const stopped = new AbortController();
  const collected = collector({
    keep: (some) => journal?.keep(some),
    onKept(result) {
      results.push(result);
      const { model, fold, seconds } = result;
      const share = meter.onFitted(result);
      onProgress({ type: 'fit', model, fold, seconds, done: results.length, total, share });
    },
    onError: (error) => stopped.abort(error),
  });
  const events: RunOptions = {
    signal: AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])]),
    onEpoch(model, fold, progress) {
      const share = meter.onEpoch(model, fold, progress);
      onProgress({ type: 'epoch', model, fold, ...progress, done: results.length, total, share });
    },
    onText,
    onFitted: collected.take,
    onFailed(failure) {
      meter.onFailed(failure);
      failures.push(failure);
    },
  };
  const ordered = handOutOrder(tasks, data, context);
  try {
    if (runner !== undefined) await runner.run(data, ordered, events);
    else await withPool(workers, (pool) => pool.run(data, ordered, events));
  } finally {
    collected.flush();
  }
  stopped.signal.throwIfAborted();
  return { results, failures };
}

/** Tasks in the order in which workers take them. */
function handOutOrder(
  tasks: readonly Task[],
  data: TaskData,
  { workers, keepsOrder, cheapestFirst: isByModel }: BacktestContext,
): readonly Task[] {
  if (keepsOrder === true || workers === 1) return tasks;
  if (isByModel !== true) return longestFirst(tasks, data);
  const models = [...new Set(tasks.map(({ model }) => model))];
  return models.flatMap((name) =>
    longestFirst(
      tasks.filter(({ model }) => model === name),
      data,
    ),
  );
}

/** The members of each fit combined, in the order of the plan; a fit that lacks a member has failed. */
function combineFits(
  options: BacktestOptions,
  models: readonly ModelFits[],
  registry: ModelRegistry,
  results: readonly FitResult[],
  failures: readonly FitFailure[],
): Fitted {
  const members = new TupleMap<FitKey, FitResult[]>();
  for (const result of results) {
    const { model, fold } = result;
    members.set([model, fold], [...(members.get(model, fold) ?? []), result]);
  }
  const firstFailure = new TupleMap<FitKey, FitFailure>();
  for (const failure of failures.toReversed()) firstFailure.set([failure.model, failure.fold], failure);
  const { quantity } = targetOf(options.target);
  const combined: FoldResult[] = [];
  const failed: FitFailure[] = [];
  for (const { model, fits, options: own = options } of models)
    for (const { fold } of fits) {
      const ofFit = members.get(model, fold) ?? [];
      if (ofFit.length === membersOf(model, own, registry)) {
        const inOrder = ofFit.toSorted((x, y) => x.member - y.member);
        combined.push(combineMembers(inOrder, quantity));
      } else failed.push(firstFailure.get(model, fold) ?? unfinished(model, fold));
    }
  return { results: combined, failures: failed };
}

type FitKey = [model: string, fold: number];

/** Of a fit that was stopped before it finished. */
const unfinished = (model: string, fold: number): FitFailure => ({
  model,
  fold,
  message: `${model} was not fitted in fold ${fold}`,
  hint: undefined,
  wasStopped: true,
});

/** Networks per fit; 1 for a model without a seed. */
export const membersOf = (
  model: string,
  { members }: BacktestOptions,
  registry: ModelRegistry = builtIn,
): number => (registry.named(model).isSeeded ? members : 1);

/** @throws DataError if the target cannot encode one of the values */
export function checkValues(panel: Panel, options: BacktestOptions): void {
  const target = targetOf(options.target);
  for (const { id, values } of panel.series) {
    const row = values.findIndex((value) => !Number.isNaN(value) && !target.accepts(value));
    if (row >= 0)
      throw new DataError(
        `expected positive values for target \`${target.name}\`, got ${values[row]} in ${id} at ${formatTime(panel.time[row])}`,
        { hint: 'use `--target diff`, or leave the row out' },
      );
  }
}
