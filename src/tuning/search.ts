/**
 * The search for settings: candidates of all models are fitted side by side in waves, within a budget. Everything that it reads
 * ends with the training rows. The order of the candidates and what goes on depend on the seed and on losses only; a
 * budget in time only decides where the list ends.
 */

import { checkValues, fitAll, membersOf } from '../backtest/fits.ts';
import type { BacktestContext } from '../backtest/fits.ts';
import type { Journal } from '../backtest/journal.ts';
import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import type { Panel } from '../data/panel.ts';
import { benchmarkOf } from '../data/targets.ts';
import { PartialError, UsageError } from '../errors.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { Budget } from '../backtest/budget.ts';
import { Candidates } from './candidates.ts';
import type { Scoring } from './candidates.ts';
import type { HalvingJob } from './halving.ts';
import { originOrder } from './losses.ts';
import type { SearchedModel } from './outcome.ts';
import { outcomeOf } from './outcome.ts';
import { applicable, defaultSpace } from './search-space.ts';
import type { SearchSpace } from './search-space.ts';
import { mostInput, validationOf } from './validation.ts';
import type { Validation } from './validation.ts';

/** Jobs of each model that are decided on together, however many threads there are. */
const WAVE = 8;

export interface SearchRequest {
  /** Last row that the search may see. */
  readonly cutoff: number;
  readonly budget: Budget;
  /** The space of every model; `undefined` for the default of each. */
  readonly space: SearchSpace | undefined;
  /** Options that the user has set, of which the default space draws nothing. */
  readonly fixed: readonly OptionName[];
  /** The flag of the budget, for messages. */
  readonly flag: string;
}

export interface SearchContext extends Pick<
  BacktestContext,
  'workers' | 'runner' | 'registry' | 'signal' | 'journal'
> {
  readonly onSearchProgress?: (progress: SearchProgress) => void;
}

export interface SearchProgress {
  readonly model: string;
  /** Networks trained for the search, also those from the journal. */
  readonly fits: number;
  readonly candidates: number;
  /** Of the budget. */
  readonly share: number;
  /** Whether a fit has ended. */
  readonly isFit: boolean;
}

export interface Search {
  readonly models: readonly SearchedModel[];
  readonly validation: Validation;
  /** Networks that the budget paid for: `--budget` with this number repeats the search on any machine. */
  readonly fits: number;
  readonly budget: Budget;
  /** Whether a signal ended it. */
  readonly wasInterrupted: boolean;
}

/**
 * Searches settings of each model of the options.
 * @throws UsageError if nothing can be searched or the budget does not pay for the defaults; DataError if there are too few
 * rows; PartialError if the time is over before the defaults are scored
 */
export async function searchSettings(
  whole: Panel,
  options: BacktestOptions,
  request: SearchRequest,
  context: SearchContext,
): Promise<Search> {
  const { cutoff, budget } = request;
  const { registry = builtIn } = context;
  const spaces = spacesOf(options, request, registry);
  const validation = validationOf(whole, options, { cutoff, spaces: [...spaces.values()], registry });
  const { panel, blocks } = validation;
  checkValues(panel, options);
  checkBudget(request, options, { blocks: blocks.length, registry });
  const meter = new Meter(budget, context);
  const benchmark = await fitAll(
    panel,
    { ...options, warm: false },
    [{ model: benchmarkOf(options.target), fits: blocks }],
    context,
  );
  if (benchmark.failures.length > 0 && context.signal?.aborted !== true)
    throw new PartialError(benchmark.failures[0].message);
  const scoring: Scoring = { validation, order: originOrder(validation), benchmark: benchmark.results };
  const searches = [...spaces].map(
    ([model, space]) => new Candidates(model, space, options, { scoring, registry }),
  );
  await runWaves(panel, options, searches, { meter, context });
  const wasInterrupted = context.signal?.aborted === true;
  if (!wasInterrupted) checkDefaults(searches, validation, request);
  return {
    models: searches.map((search) => outcomeOf(search, scoring, options)),
    validation,
    fits: meter.fits,
    budget,
    wasInterrupted,
  };
}

function spacesOf(
  options: BacktestOptions,
  { cutoff, space, fixed }: SearchRequest,
  registry: ModelRegistry,
): ReadonlyMap<string, SearchSpace> {
  const longest = mostInput(cutoff + 1);
  return new Map(
    options.models.map((model) => {
      const own = space ?? applicable(defaultSpace(registry.named(model)), options, fixed, longest);
      if (own.length > 0) return [model, own];
      throw new UsageError(`\`${model}\` has no settings to search`, {
        hint: 'leave it out of `--model`, free an option that you have set, or name settings with `--search`',
      });
    }),
  );
}

interface Waves {
  readonly meter: Meter;
  readonly context: SearchContext;
}

type OwnedJob = readonly [search: Candidates, job: HalvingJob];

async function runWaves(
  panel: Panel,
  options: BacktestOptions,
  searches: readonly Candidates[],
  { meter, context }: Waves,
): Promise<void> {
  while (!meter.isOver) {
    const wave = nextWave(searches);
    const jobs = meter.paid(wave);
    if (jobs.length === 0) return;
    const { signal, release } = meter.startWave();
    try {
      const { results, failures } = await fitAll(
        panel,
        options,
        jobs.map(([search, job]) => search.fitsOf(job)),
        {
          ...context,
          keepsOrder: true,
          signal,
          journal: meter.journal,
          onProgress: (event) => meter.show(event, searches),
        },
      );
      for (const [search, job] of jobs) {
        if (!search.report(job, results, failures)) return;
        meter.pay(search.costOf(job));
      }
    } finally {
      release();
    }
    // What the rest of the wave would have found is unknown, so nothing after it can be decided.
    if (jobs.length < wave.length) return;
  }
}

/** Jobs of all models in turns, so that a budget that ends within the wave ends alike for all. The first wave is the defaults. */
function nextWave(searches: readonly Candidates[]): readonly OwnedJob[] {
  const jobs: OwnedJob[] = [];
  const isFirst = searches.every(({ all }) => all.length === 0);
  for (let turn = 0; turn < (isFirst ? 1 : WAVE); turn++)
    for (const search of searches) {
      const job = search.next();
      if (job !== undefined) jobs.push([search, job]);
    }
  return jobs;
}

/** Counts what a search has used of its budget. A fit from the journal counts with the time that it took. */
class Meter {
  readonly #budget: Budget;
  readonly #context: SearchContext;
  fits = 0;
  /** Milliseconds of finished waves, and of fits from the journal. */
  #usedMs = 0;
  #waveStart = 0;
  #running = 0;
  readonly journal: Journal | undefined;

  constructor(budget: Budget, context: SearchContext) {
    this.#budget = budget;
    this.#context = context;
    const { journal, workers } = context;
    this.journal = journal && {
      find: (key) => {
        const found = journal.find(key);
        if (found !== undefined) {
          this.#usedMs += (found.seconds * 1000) / workers;
          this.#running++;
        }
        return found;
      },
      keep: (key, result) => journal.keep(key, result),
      atOnce: (work) => (journal.atOnce ? journal.atOnce(work) : work()),
    };
  }

  get isOver(): boolean {
    const { signal } = this.#context;
    if (signal?.aborted === true) return true;
    const budget = this.#budget;
    return budget.kind === 'fits' ? this.fits >= budget.value : this.#usedMs >= budget.value;
  }

  /** The first jobs that the budget pays for. */
  paid(jobs: readonly OwnedJob[]): readonly OwnedJob[] {
    if (this.#budget.kind === 'time') return jobs;
    let left = this.#budget.value - this.fits;
    const end = jobs.findIndex(([search, job]) => (left -= search.costOf(job)) < 0);
    return end < 0 ? jobs : jobs.slice(0, end);
  }

  pay(fits: number): void {
    this.fits += fits;
  }

  /** A signal that is aborted when the time is over; to be released after the wave. */
  startWave(): { readonly signal: AbortSignal; readonly release: () => void } {
    const timeUp = new AbortController();
    const budget = this.#budget;
    this.#waveStart = performance.now();
    this.#running = 0;
    const timer =
      budget.kind === 'time' ? setTimeout(() => timeUp.abort(), budget.value - this.#usedMs) : undefined;
    const { signal } = this.#context;
    return {
      signal: signal === undefined ? timeUp.signal : AbortSignal.any([signal, timeUp.signal]),
      release: () => {
        clearTimeout(timer);
        this.#usedMs += performance.now() - this.#waveStart;
      },
    };
  }

  show(event: { readonly type: string; readonly model: string }, searches: readonly Candidates[]): void {
    if (event.type === 'fit') this.#running++;
    const fits = this.fits + this.#running;
    const budget = this.#budget;
    const share =
      budget.kind === 'fits'
        ? fits / budget.value
        : (this.#usedMs + performance.now() - this.#waveStart) / budget.value;
    this.#context.onSearchProgress?.({
      model: event.model,
      fits,
      candidates: searches.reduce((sum, { all }) => sum + all.length, 0),
      share: Math.min(share, 1),
      isFit: event.type === 'fit',
    });
  }
}

/** @throws UsageError if a number of fits does not pay for the defaults */
function checkBudget(
  { budget, flag }: SearchRequest,
  options: BacktestOptions,
  { blocks, registry }: { readonly blocks: number; readonly registry: ModelRegistry },
): void {
  const needed = options.models.reduce((sum, model) => sum + blocks * membersOf(model, options, registry), 0);
  if (budget.kind === 'time' || budget.value >= needed) return;
  throw new UsageError(
    `expected \`${flag}\` of at least ${needed} fits in a search, which your options take on ${blocks} validation blocks, got ${budget.value}`,
    { hint: 'settings are compared with your options: give several times as many, or name fewer models' },
  );
}

/** @throws PartialError if the time was over before a default was scored: then nothing can be compared with it */
function checkDefaults(
  searches: readonly Candidates[],
  { blocks }: Validation,
  { flag }: SearchRequest,
): void {
  const missing = searches.find(
    ({ all: [first] }) =>
      first === undefined || (first.failure === undefined && first.results.length < blocks.length),
  );
  if (missing === undefined) return;
  throw new PartialError(
    `the budget ended before ${missing.model} with your options was scored on all ${blocks.length} validation blocks`,
    { hint: `raise \`${flag}\`, or name fewer models; finished fits are kept` },
  );
}
