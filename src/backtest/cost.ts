/** Which fits take longer: their operations, as models estimate them. What they take in seconds is measured (`fit-rate.ts`). */

import type { BacktestOptions } from './options.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { Task, TaskData } from './tasks.ts';

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
