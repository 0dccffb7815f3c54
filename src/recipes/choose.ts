/**
 * The choice that `--recipe auto` makes: recipes that suit the data, with each season that the data have, are scored on the last
 * training rows. `default`, or what replaces it for these data, stays unless another one is better by a margin.
 */

import type { CandlePanel } from '../backtest/candle-panel.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { targetOf } from '../data/targets.ts';
import { UsageError } from '../errors.ts';
import type { AskedOptions, Recipe, TrainingFacts } from '../models/recipes/recipe.ts';
import { recipes } from '../models/recipes.ts';
import type { ComputedOptions } from '../options/resolve.ts';
import { canonical } from '../text/canonical.ts';
import { errorsOf, relativeErrors, scoredPanel } from './score.ts';
import type { ErrorsByOrigin } from './score.ts';

/** How much lower than that of the usual recipe an error must be, as a ratio: less than that is luck. */
const MARGIN = 0.01;
const DEFAULT = 'default';

export interface ScoredRecipe {
  readonly recipe: string;
  readonly seasonality: number;
  /** RMSE of linear regression relative to the benchmark's. */
  readonly rmse: number;
}

export interface Chosen {
  readonly computed: ComputedOptions;
  /** All that were tried, the best first; empty if there was nothing to compare, or no rows to compare it on. */
  readonly tried: readonly ScoredRecipe[];
}

interface Candidate {
  readonly computed: ComputedOptions;
  readonly options: BacktestOptions;
}

export interface ChoiceTask {
  readonly facts: Omit<TrainingFacts, 'season'>;
  /** The seasons that a recipe may use, at least one; 1 is none. */
  readonly seasons: readonly number[];
  readonly asked: AskedOptions;
  readonly resolve: (computed: ComputedOptions) => BacktestOptions;
  /** The training rows with the columns that options need, and the options with what they take from the data. */
  readonly training: (options: BacktestOptions) => Pick<CandlePanel, 'panel' | 'options'>;
}

export async function chooseRecipe(task: ChoiceTask): Promise<Chosen> {
  const candidates = candidatesOf(task);
  const [first] = candidates;
  if (candidates.length === 1 || targetOf(task.asked.target).quantity.classes !== undefined)
    return { computed: first.computed, tried: [] };
  const built = candidates.map(({ options }) => task.training(options));
  const part = scoredPanel(
    built[0].panel,
    built.map(({ options }) => options),
  );
  const usable: { readonly candidate: Candidate; readonly errors: ErrorsByOrigin }[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const errors = await errorsOf(part(built[i].panel), built[i].options);
    if (errors !== undefined) usable.push({ candidate, errors });
  }
  if (usable.length === 0) return { computed: first.computed, tried: [] };
  const rmse = relativeErrors(usable.map(({ errors }) => errors));
  const ranked = usable
    .map(({ candidate }, i) => ({ candidate, rmse: rmse[i] }))
    .toSorted((a, b) => a.rmse - b.rmse);
  const usual =
    ranked.find(({ candidate }) => recipeOf(candidate).replaces === DEFAULT) ??
    ranked.find(({ candidate }) => candidate.computed.recipe === DEFAULT);
  const [best] = ranked;
  const chosen = usual && !(best.rmse < (1 - MARGIN) * usual.rmse) ? usual : best;
  return {
    computed: chosen.candidate.computed,
    tried: ranked.map((each) => scored(each.candidate, each.rmse)),
  };
}

const recipeOf = ({ computed }: Candidate): Recipe => recipes.find(({ name }) => name === computed.recipe)!;

const scored = ({ computed, options }: Candidate, rmse: number): ScoredRecipe => ({
  recipe: computed.recipe,
  seasonality: options.seasonality,
  rmse,
});

/** `default`, then every recipe that suits the data, each with options that go together. */
function candidatesOf({ facts, seasons, asked, resolve }: ChoiceTask): readonly Candidate[] {
  const standard: ComputedOptions = { recipe: DEFAULT };
  const others = recipes.flatMap((recipe) =>
    seasons.flatMap((season) => {
      const whole = { ...facts, season };
      return recipe.suits?.(whole, asked) === true ? [computedBy(recipe, whole, asked)] : [];
    }),
  );
  const seen = new Set<string>();
  return [standard, ...others].flatMap((computed) => {
    const options = allowed(() => resolve(computed));
    if (options === undefined) return [];
    const text = canonical({ ...options, recipe: null });
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ computed, options }];
  });
}

/** What a recipe makes of the data. */
export const computedBy = (
  { name, options, compute }: Recipe,
  facts: TrainingFacts,
  asked: AskedOptions,
): ComputedOptions => ({ recipe: name, ...compute?.(facts, { ...options, ...asked }) });

/** `undefined` for options that do not go with those of the user. */
function allowed(resolve: () => BacktestOptions): BacktestOptions | undefined {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
