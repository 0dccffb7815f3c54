/**
 * A backtest in which every fold searches its settings inside its own training rows (`--tune`), and is fitted with the best. The budget is
 * shared by the folds. A time is measured on the first fold, whose number of fits the others get too: so the same number repeats the run
 * on every machine.
 */

import { Budget } from '../backtest/budget.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { planBacktest } from '../backtest/plan.ts';
import type { Fold } from '../backtest/fold.ts';
import type { Panel } from '../data/panel.ts';
import { UsageError } from '../errors.ts';
import { backtest } from '../evaluation/backtest.ts';
import type { BacktestResult, EvaluationContext } from '../evaluation/backtest.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { changedOptions } from './allowed.ts';
import type { SearchedModel } from './outcome.ts';
import { searchSettings } from './search.ts';
import type { SearchProgress } from './search.ts';
import { defaultSpace } from './search-space.ts';

/** What was chosen for one fold. */
export interface FoldSearch {
  readonly fold: number;
  readonly fits: number;
  readonly models: readonly SearchedModel[];
}

/** A backtest, with its searches if its options ask for them. */
export interface TunedResult extends BacktestResult {
  readonly searches: readonly FoldSearch[];
}

export interface TunedContext extends EvaluationContext {
  readonly onSearchProgress?: (progress: SearchProgress & { readonly fold: number }) => void;
}

/**
 * The backtest of these options; with `tune` after a search in every fold. `options.tune` of the result is a number of fits.
 * @throws what `backtest` and `searchSettings` throw
 */
export async function tunedBacktest(
  panel: Panel,
  options: BacktestOptions,
  context: TunedContext = { workers: 1 },
): Promise<TunedResult> {
  const { tune, ...others } = options;
  if (tune === undefined) return { ...(await backtest(panel, options, context)), searches: [] };
  const { registry = builtIn } = context;
  const { folds, calibration } = planBacktest(panel, options, registry);
  if (calibration.length > 0)
    throw new UsageError('`--tune` goes with no model that learns from earlier errors of others', {
      hint: 'those errors are in rows that settings are chosen by: use a plain mean or median of models, or tune first',
    });
  if (context.explains === true)
    throw new UsageError('`--tune` and `--explain` exclude each other', {
      hint: 'every fold has other options: tune first, then explain a backtest of the chosen settings',
    });
  const searched: BacktestOptions = { ...others, models: searchable(options, registry) };
  const searches = await searchFolds(panel, searched, { tune, folds, context });
  const isWhole = searches.length === folds.length;
  const resolved = isWhole ? { ...options, tune: Budget.ofFits(repeatable(tune, searches)) } : options;
  const result = await backtest(panel, resolved, {
    ...context,
    // Without every search no fit is right: none is taken from the journal, and a stopped backtest makes none.
    ...(!isWhole && { journal: undefined }),
    optionsOf: (model, fold) => chosenOf(others, searches[fold], model),
  });
  return { ...result, searches };
}

/** The models with settings to search; the others are fitted as they are. */
function searchable(options: BacktestOptions, registry: ModelRegistry): readonly string[] {
  const found = options.models.filter((model) => defaultSpace(registry.named(model)).length > 0);
  if (found.length > 0) return found;
  throw new UsageError(`\`--tune\` has no settings to search: ${options.models.join(', ')}`, {
    hint: 'name a network or a linear model, or leave out `--tune`',
  });
}

interface Nested {
  readonly tune: Budget;
  readonly folds: readonly Fold[];
  readonly context: TunedContext;
}

/** The search of every fold, as many as were finished. */
async function searchFolds(
  panel: Panel,
  options: BacktestOptions,
  { tune, folds, context }: Nested,
): Promise<readonly FoldSearch[]> {
  const searches: FoldSearch[] = [];
  const { onSearchProgress } = context;
  for (const { fold, cutoff } of folds) {
    const request = {
      cutoff,
      budget: budgetOf(tune, folds, searches),
      space: undefined,
      fixed: changedOptions(options),
      flag: '--tune',
    };
    const { models, fits, wasInterrupted } = await searchSettings(panel, options, request, {
      ...context,
      onSearchProgress: (progress) =>
        onSearchProgress?.({ ...progress, fold, share: (fold + progress.share) / folds.length }),
    });
    if (wasInterrupted) break;
    searches.push({ fold, fits, models });
  }
  return searches;
}

/** What a fold may compute. A fit takes time in proportion to its rows. */
function budgetOf(tune: Budget, folds: readonly Fold[], searches: readonly FoldSearch[]): Budget {
  if (tune.kind === 'fits') return Budget.ofFits(Math.max(1, Math.floor(tune.value / folds.length)));
  const [first] = searches;
  if (first !== undefined) return Budget.ofFits(first.fits);
  const rows = folds.map(({ cutoff }) => cutoff + 1);
  return Budget.ofMs((tune.value * rows[0]) / rows.reduce((sum, count) => sum + count, 0));
}

/** The number of fits that repeats the searches. */
const repeatable = (tune: Budget, searches: readonly FoldSearch[]): number =>
  tune.kind === 'fits' ? tune.value : searches[0].fits * searches.length;

/** The options of a model in a fold. */
function chosenOf(options: BacktestOptions, search: FoldSearch | undefined, model: string): BacktestOptions {
  const own = search?.models.find((one) => one.model === model);
  return own === undefined ? options : { ...options, ...own.tried[own.chosen].setting };
}
