/** Estimates the time of a backtest from the operations of its fits and the measured speed of this machine. */

import type { BacktestOptions } from './options.ts';
import { needsCalibration } from './calibration.ts';
import { ensembleMembers } from './ensemble/members.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { wasmKernels } from '../kernels/wasm.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { Plan } from './plan.ts';
import type { Task, TaskData } from './tasks.ts';

/** Speed of a training step as a share of the speed of its matrix products; the rest is elementwise work and memory. */
const EFFICIENCY = 0.5;

export interface Cost {
  readonly model: string;
  /** Networks trained: folds times members, with those before the test span that intervals need, by series if local. */
  readonly fits: number;
  /** Fits that can run side by side: those of all series of a local model are one, and so is a chain of warm fits. */
  readonly tasks: number;
  readonly members: number;
  readonly parameters: number;
  /** Training windows of all fits, at most: gaps and the validation block leave some out. */
  readonly windows: number;
  /** On one thread, if every fit runs all its epochs; early stopping usually ends it sooner. */
  readonly seconds: number;
}

/** Seconds on this number of threads, at least those of the longest fit, or of the longest chain of warm fits. */
export function elapsedSeconds(costs: readonly Cost[], workers: number): number {
  const longest = costs.map(({ seconds, tasks }) => seconds / tasks);
  const all = costs.reduce((sum, { seconds }) => sum + seconds, 0);
  return Math.max(all / workers, ...longest);
}

/** One entry per model of the options that is fitted. */
export function estimateCost(
  series: number,
  plan: Plan,
  options: BacktestOptions,
  registry: ModelRegistry = builtIn,
): Cost[] {
  const rate = EFFICIENCY * measureRate(wasmKernels(options.kernels));
  return ensembleMembers(options, registry).map((name) => {
    const model = registry.named(name);
    const { parameters, operations, windows: most = Infinity } = model.estimate(options, series);
    const members = model.isSeeded ? options.members : 1;
    const models = model.isGlobal && options.local ? series : 1;
    const folds = [...plan.folds, ...(needsCalibration(model, options, registry) ? plan.calibration : [])];
    const windows = folds.reduce(
      (sum, { start, cutoff }) =>
        sum + series * Math.min(most, Math.max(0, cutoff - start + 2 - plan.lookback - options.horizon)),
      0,
    );
    return {
      model: name,
      fits: folds.length * members * models,
      tasks: options.warm && model.isSeeded ? members : folds.length * members,
      members,
      parameters: parameters * models,
      windows,
      seconds: (operations * windows) / rate,
    };
  });
}

/** Operations for each number that a fit reads, whatever its model: it is encoded, and forecasts are made from it. */
const READING = 1000;

/** Predicted operations of the fits of a task, if every one runs all its epochs. */
export function operationsOf(
  { model: name, fits, options: own }: Task,
  { panel: { series }, options, registry }: TaskData,
): number {
  const model = registry.named(name);
  const { operations, windows: most = Infinity } = model.estimate(own ?? options, series.length);
  // The estimate is that of all members, and a task has one.
  const perWindow = operations / (model.isSeeded ? (own ?? options).members : 1);
  return fits.reduce((sum, { start, cutoff, origins }) => {
    const rows = cutoff - start + 1;
    const read = series.length * rows + origins.row.length;
    return sum + perWindow * series.length * Math.min(most, rows) + READING * read;
  }, 0);
}

/** Of a task that is done in a moment, some 10 ms. */
const MOMENT = 2e8;

/**
 * What is done in a moment, so that a stop leaves it, and then what takes longest, of whatever model: so the last tasks, during which other
 * workers may be idle, are short.
 */
export function longestFirst(tasks: readonly Task[], data: TaskData): readonly Task[] {
  const costs = tasks.map((task) => ({ task, operations: operationsOf(task, data) }));
  const rank = (operations: number): number => (operations < MOMENT ? Infinity : operations);
  return costs
    .toSorted((a, b) =>
      rank(a.operations) === rank(b.operations) ? 0 : rank(b.operations) - rank(a.operations),
    )
    .map(({ task }) => task);
}

/** The models by the operations of their fits, the fewest first; models of equal cost stay in their order. */
export function cheapestFirst<T extends { readonly model: string; readonly fits: readonly unknown[] }>(
  models: readonly T[],
  options: BacktestOptions,
  registry: ModelRegistry,
): readonly T[] {
  const operations = ({ model: name, fits }: T): number => {
    const model = registry.named(name);
    const members = model.isSeeded ? options.members : 1;
    return model.estimate(options).operations * members * fits.length;
  };
  return models.toSorted((a, b) => operations(a) - operations(b));
}

/** Floating-point operations per second of a product of this machine's kernels, in about 20 ms. */
function measureRate(kernels: Kernels): number {
  const mark = kernels.mark();
  const [H, D, N] = [128, 64, 32];
  const [W, x, b, z, scratch] = [H * D, D * N, H, H * N, kernels.linearScratch(D, H, N)].map((length) =>
    kernels.floats(length),
  );
  const rounds = 500;
  let best = Infinity;
  for (let attempt = 0; attempt < 5; attempt++) {
    const started = performance.now();
    for (let i = 0; i < rounds; i++) kernels.linearForward(z, scratch, x, W, b, D, H, N);
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  kernels.release(mark);
  return (2 * H * D * N * rounds) / best;
}
