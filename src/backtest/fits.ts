/** Fits of every model, on worker threads or from the journal; the members of a fit put together. */

import type { Panel } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError } from '../errors.ts';
import { modelNamed } from '../models/index.ts';
import type { FoldResult } from './forecast-table.ts';
import { fitJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { combineMembers } from './members.ts';
import type { BacktestOptions } from './options.ts';
import { runTasks } from './pool.ts';
import type { Fit, FitFailure, FitResult, Task } from './tasks.ts';

export interface BacktestContext {
  /** Worker threads; 1 runs in place. */
  readonly workers: number;
  /** Aborted: the result holds what is finished, and failures name the rest. */
  readonly signal?: AbortSignal;
  /** Finished fits, which are not computed again; absent: every fit is computed, and none is kept. */
  readonly journal?: Journal | undefined;
  readonly onProgress?: (event: FitProgressEvent) => void;
  /** Whether results bring along what was learnt. */
  readonly keepsState?: boolean;
}

/** `done` of `total` fits are finished. */
export type FitProgressEvent = {
  readonly model: string;
  readonly fold: number;
  readonly done: number;
  readonly total: number;
} & (
  | { readonly type: 'epoch'; readonly epoch: number; readonly epochs: number; readonly loss: number }
  | { readonly type: 'fit'; readonly seconds: number }
);

/**
 * Fits every model on these training rows, each member in a job of its own, and each fit too unless it starts
 * from the weights of the one before; then puts members together.
 */
export async function fitAll(
  panel: Panel,
  options: BacktestOptions,
  models: readonly string[],
  fits: readonly Fit[],
  context: BacktestContext,
): Promise<{ results: FoldResult[]; failures: FitFailure[] }> {
  const chains = models.flatMap((model) =>
    Array.from({ length: membersOf(model, options) }, (_, member): Task => ({
      model,
      member,
      fits,
      keepsState: context.keepsState === true,
    })),
  );
  const jobs = options.warm
    ? chains
    : chains.flatMap((job) => fits.map((fit): Task => ({ ...job, fits: [fit] })));
  const kept = context.journal && fitJournal(context.journal, panel, options, jobs);
  const found = jobs.map((job) => kept?.find(job));
  const results = found.flatMap((ofJob) => ofJob ?? []);
  const before = results.length;
  const total = chains.length * fits.length - before;
  const failures: FitFailure[] = [];
  const tell = context.onProgress ?? (() => {});
  const waiting = jobs.filter((_, index) => found[index] === undefined);
  await runTasks(panel, options, waiting, {
    workers: context.workers,
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
          combineMembers(
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
