/** What a backtest is expected to take on this machine, from what its store and its cache know, and from short fits of what they do not. */

import { availableParallelism, cpus } from 'node:os';
import { estimateCost } from '../backtest/estimate-cost.ts';
import type { BacktestCost, Experience, ExpectedCost } from '../backtest/estimate-cost.ts';
import type { EarlierFits } from '../backtest/expected-epochs.ts';
import { measureFitRate } from '../backtest/fit-rate.ts';
import type { FitRate, Probe } from '../backtest/fit-rate.ts';
import { fitJournal } from '../backtest/journal.ts';
import { tasksOf } from '../backtest/fits.ts';
import { plannedFits } from '../backtest/make-forecasts.ts';
import { optionsWith } from '../backtest/options.ts';
import { fittedModels, modelsOf } from '../backtest/plan.ts';
import type { Plan } from '../backtest/plan.ts';
import { HindcastError } from '../errors.ts';
import { evaluationSeconds, measureEvaluation } from '../evaluation/evaluation-rate.ts';
import type { EvaluationRate } from '../evaluation/evaluation-rate.ts';
import { builtIn } from '../models/index.ts';
import { measuredFile } from '../store/location.ts';
import { openMeasured } from '../store/measured.ts';
import type { Measured } from '../store/measured.ts';
import type { StoreReader } from '../store/store.ts';
import { canonical } from '../text/canonical.ts';
import { sha256 } from '../text/digest.ts';
import { version } from '../text/version.ts';
import { earlierFits } from './earlier-fits.ts';
import type { Host } from './host.ts';
import type { LoadedWithModels } from './panel-options.ts';
import { withExistingStore } from './store.ts';
import type { StoreFlags } from './store.ts';

/** Seconds of the longest try: of all models together, of each of many, and of the evaluation. */
const FITS_BUDGET = 0.3;
const FIT_BUDGET = 0.1;
const EVALUATION_BUDGET = 0.15;
/** Of start, reading and plan: what a backtest loads and writes besides (measured). */
const BESIDES = 0.45;
/** CPU seconds that a process takes at most before its command begins, unless it has done something else, as a job has (measured). */
const MOST_TO_START = 0.6;
/** CPU seconds that a worker thread takes to start and to compile its code (measured). */
const THREAD = 0.1;

export interface CostRequest extends Pick<LoadedWithModels, 'panel' | 'options' | 'registry'> {
  readonly plan: Plan;
  readonly workers: number;
  /** CPU seconds of the process when the command began. */
  readonly since: number;
}

export async function expectedCost(
  host: Host,
  request: CostRequest,
  flags: StoreFlags,
): Promise<ExpectedCost> {
  const { panel, plan, options, registry, workers, since } = request;
  const startSeconds = Math.min(host.cpuSeconds(), MOST_TO_START + host.cpuSeconds() - since);
  const measured = openMeasured(measuredFile(host), host.now);
  const rates = await ratesOf(host, request, measured);
  const evaluation = await evaluationRate(host, request, measured);
  measured.save();
  const rateOf: Experience['rateOf'] = (model) => rates.get(model);
  const cost = await withKept(host, request, flags, (kept) =>
    estimateCost(panel, plan, options, { registry, rateOf, ...kept }),
  );
  const models = modelsOf(options).length;
  const size = { models, steps: plan.origins * options.horizon, forecasts: cost.forecasts };
  const threads = Math.min(workers, cost.tasks.length, availableParallelism());
  return {
    ...cost,
    otherSeconds:
      (1 + BESIDES) * startSeconds +
      threads * sum([THREAD, ...[...rates.values()].map(({ start }) => start)]) +
      (evaluation === undefined ? 0 : evaluationSeconds(evaluation, size)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** What `work` makes of the fits and runs in the store. A store that cannot be read counts as empty: `backtest` warns of it. */
async function withKept(
  host: Host,
  { panel, plan, options, registry }: CostRequest,
  flags: StoreFlags,
  work: (kept: Pick<Experience, 'find' | 'earlier'>) => BacktestCost,
): Promise<BacktestCost> {
  const nothing = { find: () => undefined, earlier: () => undefined };
  const ofStore = async (): Promise<BacktestCost | undefined> =>
    withExistingStore(host, flags, ({ journal, runs }) => {
      const tasks = tasksOf(options, plannedFits(panel, plan, options, registry), registry);
      const fits = fitJournal({ find: journal.find, keep() {} }, { panel, options, registry }, tasks);
      const records = runs.list();
      return work({
        find: (task) => orUndefined(() => fits.find(task)),
        earlier: (model) => earlierIn(runs, records, model, options),
      });
    });
  try {
    return (await ofStore()) ?? work(nothing);
  } catch (error) {
    if (error instanceof HindcastError) return work(nothing);
    throw error;
  }
}

const earlierIn = (
  runs: StoreReader['runs'],
  records: ReturnType<StoreReader['runs']['list']>,
  model: string,
  options: CostRequest['options'],
): EarlierFits | undefined => orUndefined(() => earlierFits(runs, records, model, options));

/** A damaged row counts as missing. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof HindcastError) return undefined;
    throw error;
  }
}

/** The rates of all models that are built in: only their time depends on nothing but this machine. */
async function ratesOf(
  host: Host,
  { panel, plan, options, registry }: CostRequest,
  measured: Measured,
): Promise<ReadonlyMap<string, FitRate>> {
  const models = fittedModels(options, registry)
    .map((name) => registry.named(name))
    .filter((model) => builtIn.all.includes(model));
  const fits = plannedFits(panel, plan, options, registry);
  const asked = options.models.length;
  const rates = new Map<string, FitRate>();
  for (const model of models) {
    const own = fits.filter((each) => each.model === model.name).flatMap((each) => each.fits);
    const [fit] = own.toSorted((a, b) => b.cutoff - b.start - (a.cutoff - a.start));
    if (fit === undefined) continue;
    const probe: Probe = {
      panel,
      model,
      options,
      lookback: plan.lookback,
      fit,
      clock: host.cpuSeconds,
      fits: own.length,
      budget: Math.max(FIT_BUDGET, FITS_BUDGET / asked),
    };
    const about = {
      model: model.name,
      options: optionsWith(options, 'isInFitKey'),
      lookback: plan.lookback,
      rows: sizeClass(fit.cutoff - fit.start + 1),
      series: sizeClass(panel.series.length),
    };
    const names = ['fit', 'window', 'epoch', 'origin', 'start'] as const;
    const rate = await keptOrMeasured(measured, about, names, () => measureFitRate(probe));
    if (rate !== undefined) rates.set(model.name, rate);
  }
  return rates;
}

function evaluationRate(
  host: Host,
  { panel, plan, options, registry }: CostRequest,
  measured: Measured,
): Promise<EvaluationRate | undefined> {
  const { target, horizon, level, interval, ensemble } = options;
  const about = {
    evaluation: { target, horizon, level, interval, ensemble },
    models: modelsOf(options).length,
    rows: sizeClass(panel.time.length),
    series: sizeClass(panel.series.length),
    folds: sizeClass(plan.folds.length),
  };
  const probe = { panel, options, registry, clock: host.cpuSeconds, budget: EVALUATION_BUDGET };
  const names = ['fixed', 'step', 'forecast'] as const;
  return keptOrMeasured(measured, about, names, () => measureEvaluation(probe));
}

/** What a rate hardly differs within: a factor of two. */
const sizeClass = (size: number): number => Math.round(Math.log2(size));

async function keptOrMeasured<Name extends string>(
  measured: Measured,
  about: object,
  names: readonly Name[],
  measure: () => Promise<Readonly<Record<Name, number>> | undefined>,
): Promise<Readonly<Record<Name, number>> | undefined> {
  const machine = { cpu: cpus().at(0)?.model ?? '', node: process.version, version: version() };
  const key = sha256(canonical({ ...machine, ...about }));
  const kept = measured.find(key, names);
  if (kept !== undefined) return kept;
  const figures = await measure();
  if (figures !== undefined) measured.keep(key, figures);
  return figures;
}
