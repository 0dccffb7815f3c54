/**
 * Which share of the fits of a backtest is done, by the time that they take. A fit weighs by its operations and the epochs that are expected of
 * it. What the weight is in seconds is learnt for each model from its finished fits, before that from the epochs of a running one, and before
 * that from the other models. Models differ so much that the share is unknown while most of the work is of models that show nothing yet.
 */

import type { FitProgress } from '../models/model.ts';
import { operationsOf } from './cost.ts';
import { expectEpochs } from './expected-epochs.ts';
import type { FitFailure, FitResult, Task, TaskData } from './tasks.ts';

export interface WorkMeter {
  /** Each returns the share that is done, 0 to 1; 0 while it is unknown. */
  onEpoch(model: string, fold: number, progress: FitProgress): number;
  onFitted(result: Pick<FitResult, 'model' | 'fold' | 'seconds'>): number;
  onFailed(failure: Pick<FitFailure, 'model' | 'fold'>): number;
}

/** The fits of one model. */
interface ModelWork {
  /** Weights of unfinished fits by fold; members have the same. */
  readonly unfinished: Map<number, { readonly weight: number; count: number }>;
  /** Their sum. */
  pending: number;
  /** Share of its epochs that a fit is expected to run. */
  readonly usualShare: number;
  /** Of finished fits. */
  weight: number;
  fits: number;
  seconds: number;
  /** Of running fits by fold: when an epoch was seen first, and the last one seen. */
  readonly running: Map<number, RunningFit>;
}

interface RunningFit {
  readonly since: number;
  readonly from: number;
  /** Share of all its epochs. */
  done: number;
  /** Seconds that all its epochs would take. */
  seconds: number;
}

/** Running fits are not taken for finished, however many epochs they run. */
const MOST_OF_RUNNING = 0.95;

/** @param now - milliseconds; only differences count */
export function workMeter(data: TaskData, tasks: readonly Task[], now: () => number): WorkMeter {
  const began = now();
  const works = worksOf(data, tasks);
  const finish = (model: string, fold: number, seconds?: number): number => {
    const work = works.get(model)!;
    const fit = work.unfinished.get(fold);
    work.running.delete(fold);
    if (fit === undefined) return shareOf(works);
    if (--fit.count === 0) work.unfinished.delete(fold);
    work.pending -= fit.weight;
    if (seconds !== undefined) {
      work.weight += fit.weight;
      work.seconds += seconds;
      work.fits++;
    }
    return shareOf(works);
  };
  return {
    onEpoch(model, fold, { epoch, epochs }) {
      const { running } = works.get(model)!;
      const done = epoch / epochs;
      const fit = running.get(fold) ?? { since: now(), from: done, done, seconds: 0 };
      fit.done = Math.max(fit.done, done);
      // What a fit takes before its first epoch is unknown, unless it is one of the first.
      fit.seconds =
        done > fit.from
          ? (now() - fit.since) / 1000 / (done - fit.from)
          : fit.seconds || (now() - began) / 1000 / done;
      running.set(fold, fit);
      return shareOf(works);
    },
    onFitted: ({ model, fold, seconds }) => finish(model, fold, seconds),
    onFailed: ({ model, fold }) => finish(model, fold),
  };
}

function worksOf(data: TaskData, tasks: readonly Task[]): ReadonlyMap<string, ModelWork> {
  const works = new Map<string, ModelWork>();
  for (const task of tasks) {
    const options = task.options ?? data.options;
    const epochs = expectEpochs([], undefined, data.registry.named(task.model), options);
    const work = works.get(task.model) ?? {
      unfinished: new Map(),
      pending: 0,
      usualShare: epochs === null ? 1 : epochs.value / epochs.most,
      weight: 0,
      fits: 0,
      seconds: 0,
      running: new Map(),
    };
    works.set(task.model, work);
    for (const fit of task.fits) {
      const { count = 0 } = work.unfinished.get(fit.fold) ?? {};
      const weight = operationsOf({ ...task, fits: [fit] }, data) * work.usualShare;
      work.unfinished.set(fit.fold, { weight, count: count + 1 });
      work.pending += weight;
    }
  }
  return works;
}

function shareOf(works: ReadonlyMap<string, ModelWork>): number {
  const all = [...works.values()];
  if (all.every(({ unfinished }) => unfinished.size === 0)) return 1;
  const others = rateOf(all);
  let [done, left, unknown] = [0, 0, 0];
  for (const work of all) {
    const rate = ownRate(work, others);
    const running = [...work.running].reduce((sum, [fold, fit]) => {
      const { weight = 0 } = work.unfinished.get(fold) ?? {};
      return sum + weight * Math.min(MOST_OF_RUNNING, fit.done / work.usualShare);
    }, 0);
    done += work.seconds + rate * running;
    left += rate * Math.max(0, work.pending - running);
    if (work.fits === 0 && runningRate(work) === undefined) unknown += rate * work.pending;
  }
  return 2 * unknown < done + left ? done / (done + left) : 0;
}

/** Seconds of a unit of weight, over all models that are known by finished fits, else by running ones; 1 if none is. */
function rateOf(works: readonly ModelWork[]): number {
  const weight = works.reduce((sum, one) => sum + one.weight, 0);
  if (weight > 0) return works.reduce((sum, { seconds }) => sum + seconds, 0) / weight;
  const running = works.map(runningRate).filter((rate) => rate !== undefined);
  return running.length === 0 ? 1 : running.reduce((a, b) => a + b) / running.length;
}

/** The same of one model. Until it has several finished fits, one fit as others take counts too: so one odd fit moves little. */
function ownRate(work: ModelWork, others: number): number {
  const prior = runningRate(work) ?? others;
  if (work.fits === 0) return prior;
  const mean = work.weight / work.fits;
  return (work.seconds + prior * mean) / (work.weight + mean);
}

function runningRate({ running, unfinished, usualShare }: ModelWork): number | undefined {
  const rates = [...running].flatMap(([fold, { seconds }]) => {
    const fit = unfinished.get(fold);
    return fit === undefined || fit.weight === 0 ? [] : [(seconds * usualShare) / fit.weight];
  });
  return rates.length === 0 ? undefined : rates.reduce((a, b) => a + b) / rates.length;
}
