/** The settings of one model that a search tries, and what is known of each. */

import { membersOf } from '../backtest/fits.ts';
import type { ModelFits } from '../backtest/fits.ts';
import type { FoldResult } from '../backtest/forecast-table.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { FitFailure } from '../backtest/tasks.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { isAllowed } from './allowed.ts';
import type { DrawnOptions } from './draw.ts';
import { settingsFrom } from './draw.ts';
import { Halving } from './halving.ts';
import type { HalvingJob } from './halving.ts';
import type { OriginOrder, PartsByOrigin } from './losses.ts';
import { partsByOrigin, relativeLoss } from './losses.ts';
import type { SearchSpace } from './search-space.ts';
import type { Validation } from './validation.ts';

export interface Candidate {
  /** Values instead of the user's; empty for the default, which is the first. */
  readonly setting: DrawnOptions;
  readonly options: BacktestOptions;
  /** Of its finished fits, numbered by block. */
  readonly results: readonly FoldResult[];
  /** Why it has no loss; `undefined` if no fit failed. */
  readonly failure: string | undefined;
  /** `undefined` before its first report, and if it failed. */
  readonly parts: PartsByOrigin | undefined;
}

/** What candidates are scored with. */
export interface Scoring {
  readonly validation: Validation;
  readonly order: OriginOrder;
  /** Forecasts of the benchmark for every block. */
  readonly benchmark: readonly FoldResult[];
}

export interface CandidateContext {
  readonly scoring: Scoring;
  readonly registry: ModelRegistry;
}

export class Candidates {
  readonly model: string;
  readonly #options: BacktestOptions;
  readonly #scoring: Scoring;
  readonly #registry: ModelRegistry;
  readonly #halving: Halving;
  readonly #draw: () => DrawnOptions | undefined;
  readonly #all: Candidate[] = [];

  constructor(
    model: string,
    space: SearchSpace,
    options: BacktestOptions,
    { scoring, registry }: CandidateContext,
  ) {
    this.model = model;
    // Blocks are fitted in any order, so that none starts from another one's weights.
    this.#options = { ...options, models: [model], warm: false };
    this.#scoring = scoring;
    this.#registry = registry;
    this.#halving = new Halving(scoring.validation.blocks.length);
    this.#draw = settingsFrom(space, model, this.#options, (drawn) => isAllowed(drawn, registry));
  }

  get all(): readonly Candidate[] {
    return this.#all;
  }

  /** The next job; `undefined` if every candidate waits or is done and the space has no more. */
  next(): HalvingJob | undefined {
    return this.#halving.next(() => {
      const setting = this.#all.length === 0 ? {} : this.#draw();
      if (setting === undefined) return false;
      const options = { ...this.#options, ...setting };
      this.#all.push({ setting, options, results: [], failure: undefined, parts: undefined });
      return true;
    });
  }

  /** The fits of a job, numbered so that no two of the model are the same. */
  fitsOf({ candidate, blocks }: HalvingJob): ModelFits {
    const all = this.#scoring.validation.blocks;
    return {
      model: this.model,
      fits: blocks.map((block) => ({ ...all[block], fold: this.#foldOf(candidate, block) })),
      options: this.#all[candidate].options,
    };
  }

  /** Trained networks that a job takes. */
  costOf({ candidate, blocks }: HalvingJob): number {
    return blocks.length * membersOf(this.model, this.#all[candidate].options, this.#registry);
  }

  /**
   * Takes what a job has found; false if it was stopped before it ended.
   * @param results - of all models and jobs
   */
  report(job: HalvingJob, results: readonly FoldResult[], failures: readonly FitFailure[]): boolean {
    const { candidate, rung, blocks } = job;
    const folds = blocks.map((block) => this.#foldOf(candidate, block));
    const isOwn = ({ model, fold }: { readonly model: string; readonly fold: number }): boolean =>
      model === this.model && folds.includes(fold);
    const failed = failures.filter(isOwn);
    const failure = failed.find(({ wasStopped }) => wasStopped !== true);
    if (failure === undefined && failed.length > 0) return false;
    const before = this.#all[candidate];
    const own = results
      .filter(isOwn)
      .map((result) => ({ ...result, fold: blocks[folds.indexOf(result.fold)], intervals: [] }));
    const all = [...before.results, ...own];
    if (failure !== undefined) {
      this.#all[candidate] = { ...before, results: all, failure: failure.message, parts: undefined };
      this.#halving.report(job, [Infinity]);
      return true;
    }
    const { validation, order, benchmark } = this.#scoring;
    const parts = partsByOrigin(validation, order, this.#options, all, benchmark);
    const losses = Array.from({ length: rung + 1 }, (_, r) =>
      relativeLoss(parts, order, this.#halving.blocksUpTo(r)),
    );
    this.#all[candidate] = { ...before, results: all, parts };
    this.#halving.report(
      job,
      losses.map((loss) => (Number.isNaN(loss) ? Infinity : loss)),
    );
    return true;
  }

  readonly #foldOf = (candidate: number, block: number): number =>
    candidate * this.#scoring.validation.blocks.length + block;
}
