/**
 * The expected cost of a backtest: its fits one by one, from the measured rates of its models, from the epochs of earlier fits, and without
 * the fits that are kept.
 */

import { membersOf, tasksOf } from './fits.ts';
import { expectEpochs } from './expected-epochs.ts';
import type { EarlierFits, ExpectedEpochs } from './expected-epochs.ts';
import { fitSeconds, isSeparate, windowsIn } from './fit-rate.ts';
import type { FitRate } from './fit-rate.ts';
import { plannedFits } from './make-forecasts.ts';
import type { BacktestOptions } from './options.ts';
import type { Plan } from './plan.ts';
import type { Fit, FitResult, Task } from './tasks.ts';
import type { Panel } from '../data/panel.ts';
import type { ModelRegistry } from '../models/registry.ts';

/** What is known of the fits to come. */
export interface Experience {
  /** Of a model on this machine; `undefined` if it was not measured. */
  readonly rateOf: (model: string) => FitRate | undefined;
  /** The results of a task, if all are kept. */
  readonly find: (task: Task) => readonly FitResult[] | undefined;
  /** Fits of other runs. */
  readonly earlier: (model: string) => EarlierFits | undefined;
}

export interface Cost {
  readonly model: string;
  /** Networks trained: folds times members, with those before the test span that intervals need, by series if local. */
  readonly fits: number;
  /** Of these, those whose results are in the store: they cost nothing. */
  readonly kept: number;
  /** Fits that can run side by side: those of all series of a local model are one, and so is a chain of warm fits. */
  readonly tasks: number;
  readonly members: number;
  readonly parameters: number;
  /** Training windows of all fits, at most: gaps and the validation block leave some out. */
  readonly windows: number;
  /** Of each fit that is trained in epochs; `null` for a model without. */
  readonly epochs: ExpectedEpochs | null;
  /** CPU time of the fits that are not kept, on one thread; `null` if nothing is known of it. */
  readonly seconds: number | null;
  /** The same if every fit runs all its epochs. */
  readonly secondsAtMost: number | null;
}

export interface BacktestCost {
  /** By model, the benchmarks first. */
  readonly models: readonly Cost[];
  /** Expected seconds of every task that is not kept; 0 if unknown. */
  readonly tasks: readonly number[];
  /** The same at most. */
  readonly tasksAtMost: readonly number[];
  /** Rows of forecasts by series, origin and step, the same for every model. */
  readonly forecasts: number;
}

/** With what is not a fit. */
export interface ExpectedCost extends BacktestCost {
  /** CPU seconds of everything but the fits: start, reading, scores, tests, output. */
  readonly otherSeconds: number;
}

/** One entry per model that is fitted. */
export function estimateCost(
  panel: Panel,
  plan: Plan,
  options: BacktestOptions,
  { registry, ...experience }: Experience & { readonly registry: ModelRegistry },
): BacktestCost {
  const planned = plannedFits(panel, plan, options, registry);
  const tasks = tasksOf(options, planned, registry);
  const names = [...new Set(tasks.map(({ model }) => model))];
  const costs = names.map((name) => {
    const own = tasks.filter(({ model }) => model === name);
    return costOf(own, { panel, plan, options, registry, ...experience });
  });
  const [first] = planned;
  return {
    models: costs.map(({ cost }) => cost),
    tasks: costs.flatMap(({ seconds }) => seconds),
    tasksAtMost: costs.flatMap(({ secondsAtMost }) => secondsAtMost),
    forecasts:
      options.horizon *
      (first?.fits ?? [])
        .filter(({ fold }) => fold < plan.folds.length)
        .reduce((sum, { origins }) => sum + origins.row.length, 0),
  };
}

interface Planned extends Experience {
  readonly panel: Panel;
  readonly plan: Plan;
  readonly options: BacktestOptions;
  readonly registry: ModelRegistry;
}

/** The cost of a model, and the seconds of its tasks that are not kept. */
function costOf(
  tasks: readonly Task[],
  planned: Planned,
): { readonly cost: Cost; readonly seconds: readonly number[]; readonly secondsAtMost: readonly number[] } {
  const { panel, plan, options, registry } = planned;
  const [{ model: name }] = tasks;
  const model = registry.named(name);
  const count = panel.series.length;
  const { parameters, windows: most } = model.estimate(options, count);
  const found = tasks.map((task) => planned.find(task));
  const missing = tasks.filter((_, index) => found[index] === undefined);
  const kept = found.flatMap((results) => results ?? []);
  const epochs = expectEpochs(kept, planned.earlier(name), model, options);
  const size = { lookback: plan.lookback, horizon: options.horizon, most };
  const windowsOf = (fit: Fit): number => count * windowsIn(fit, size);
  const timeOf = secondsOfFits(name, kept, planned);
  const secondsOf = (runs: number): (number | undefined)[] =>
    missing.map(({ fits }) => sum(fits.map((fit) => timeOf(fit, windowsOf(fit), runs))));
  const [seconds, atMost] = [secondsOf(epochs?.value ?? 0), secondsOf(epochs?.most ?? 0)];
  const isKnown = seconds.every((one) => one !== undefined);
  const separate = model.isGlobal && options.local ? count : 1;
  const all = tasks.flatMap(({ fits }) => fits);
  const total = (each: readonly (number | undefined)[]): number | null =>
    isKnown ? each.reduce<number>((whole, one) => whole + one!, 0) : null;
  return {
    cost: {
      model: name,
      fits: all.length * separate,
      kept: kept.length * separate,
      tasks: tasks.length,
      members: membersOf(name, options, registry),
      parameters: parameters * separate,
      windows: all.reduce((whole, fit) => whole + windowsOf(fit), 0) / membersOf(name, options, registry),
      epochs,
      seconds: total(seconds),
      secondsAtMost: total(atMost),
    },
    seconds: seconds.map((one) => one ?? 0),
    secondsAtMost: atMost.map((one) => one ?? 0),
  };
}

/** The seconds of a fit: by the rate of its model, else as earlier fits took; `undefined` if there is neither. */
function secondsOfFits(
  name: string,
  kept: readonly FitResult[],
  { rateOf, earlier, panel, options, registry }: Planned,
): (fit: Fit, windows: number, epochs: number) => number | undefined {
  const rate = rateOf(name);
  if (rate === undefined) {
    const known = kept.length > 0 ? kept.map(({ seconds }) => seconds) : (earlier(name)?.seconds ?? []);
    const mean = known.length === 0 ? undefined : known.reduce((a, b) => a + b) / known.length;
    return () => mean;
  }
  const fits = isSeparate(registry.named(name), options) ? panel.series.length : 1;
  return (fit, windows, epochs) =>
    fitSeconds(rate, { fits, windows, epochs, origins: fit.origins.row.length });
}

const sum = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce<number | undefined>(
    (whole, one) => (whole === undefined || one === undefined ? undefined : whole + one),
    0,
  );

/** Seconds of the whole backtest with so many workers, which only fits use. */
export function totalSeconds(
  { tasks, tasksAtMost, otherSeconds }: ExpectedCost,
  workers: number,
): { readonly seconds: number; readonly atMost: number } {
  return {
    seconds: otherSeconds + elapsedSeconds(tasks, workers),
    atMost: otherSeconds + elapsedSeconds(tasksAtMost, workers),
  };
}

/** Seconds on this number of threads: the longest task first, each on the thread that is free first. */
export function elapsedSeconds(tasks: readonly number[], workers: number): number {
  const busy = new Float64Array(Math.max(1, Math.min(workers, tasks.length)));
  for (const seconds of tasks.toSorted((a, b) => b - a)) busy[busy.indexOf(Math.min(...busy))] += seconds;
  return Math.max(...busy);
}
