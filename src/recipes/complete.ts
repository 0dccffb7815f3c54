/**
 * From candles to a panel whose options a recipe has completed. A recipe reads the training rows only: the panel that it gets ends
 * before the first target of the test span. So nothing after it can have an influence.
 */

import type { CandlePanel } from '../backtest/candle-panel.ts';
import { panelOfCandles } from '../backtest/candle-panel.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { Candles } from '../data/candles.ts';
import type { Panel } from '../data/panel.ts';
import { builtIn } from '../models/index.ts';
import type { Recipe } from '../models/recipes/recipe.ts';
import { recipes } from '../models/recipes.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { recipeNamed } from '../options/resolve.ts';
import type { ComputedOptions } from '../options/resolve.ts';
import type { ScoredRecipe } from './choose.ts';
import { chooseRecipe, computedBy } from './choose.ts';
import { factsOf } from './facts.ts';
import type { FoundSeason } from './seasons.ts';
import { findSeasons, likelySeasonsOf } from './seasons.ts';
import { lastTrainingRow, panelBetween } from './training-rows.ts';

/** What a recipe has made of the training rows. */
export interface RecipeChoice {
  /** The recipe that the user named, and the one that the options name: they differ for `auto`. */
  readonly asked: string;
  readonly chosen: string;
  /** Last row that was read. */
  readonly cutoff: number;
  readonly seasons: readonly FoundSeason[];
  /** Whether the user has given the season, so that none was looked for. */
  readonly isSeasonGiven: boolean;
  /** Options that the recipe set: neither the user's nor defaults. */
  readonly computed: Omit<ComputedOptions, 'recipe'>;
  /** What `auto` compared, the best first; empty if there was nothing to compare. */
  readonly tried: readonly ScoredRecipe[];
}

/** What the user has asked for. */
export interface RecipeRequest {
  /** The options that the user has given. */
  readonly given: Partial<BacktestOptions>;
  /** All options, with those that a recipe has computed. */
  readonly resolve: (computed: ComputedOptions) => BacktestOptions;
  readonly registry?: ModelRegistry | undefined;
  readonly hasTestSpan: boolean;
}

export interface CompletedPanel extends CandlePanel {
  /** Absent for a recipe that reads no data. */
  readonly recipe?: RecipeChoice;
}

/**
 * Every series on one time grid, with options that the recipe has completed.
 * @param options - without what the recipe computes
 * @throws UsageError and DataError for candles without what the options need
 */
export async function completedPanel(
  candles: readonly Candles[],
  column: string,
  options: BacktestOptions,
  { given, resolve, registry = builtIn, hasTestSpan }: RecipeRequest,
): Promise<CompletedPanel> {
  const built = panelOfCandles(candles, column, options);
  const recipe = recipeNamed(options.recipe, { recipes });
  if (!readsData(recipe)) return built;
  const cutoff = lastTrainingRow(built.panel, options, hasTestSpan);
  const start = Math.max(0, cutoff + 1 - (options.trainSize ?? Infinity));
  const cut = (panel: Panel): Panel => panelBetween(panel, start, cutoff);
  const training = cut(built.panel);
  const isSeasonGiven = given.seasonality !== undefined;
  const seasons = isSeasonGiven ? [] : findSeasons(training);
  const facts = factsOf(training, candles, options, registry);
  const asked = { horizon: options.horizon, target: options.target, ...given };
  const lengths = isSeasonGiven ? [given.seasonality] : seasons.map(({ rows }) => rows);
  // Without a season that shows, a choice tries those that may be there, and none.
  const others = recipe.isChoice === true && !isSeasonGiven ? likelySeasonsOf(training) : [];
  const task = {
    facts,
    seasons: lengths.length === 0 ? [1, ...others] : lengths,
    asked,
    resolve,
    training(wanted: BacktestOptions) {
      const { panel, options: own } = panelOfCandles(candles, column, wanted);
      return { panel: cut(panel), options: own };
    },
  };
  const { computed, tried } =
    recipe.isChoice === true
      ? await chooseRecipe(task)
      : {
          computed: computedBy(recipe, { ...facts, season: task.seasons[0] }, asked),
          tried: [],
        };
  const { recipe: chosen, ...own } = computed;
  const set = { ...recipeNamed(chosen, { recipes }).options, ...own };
  return {
    ...panelOfCandles(candles, column, resolve(computed)),
    recipe: {
      asked: recipe.name,
      chosen,
      cutoff,
      seasons,
      isSeasonGiven,
      computed: Object.fromEntries(Object.entries(set).filter(([key]) => !Object.hasOwn(given, key))),
      tried,
    },
  };
}

const readsData = ({ compute, isChoice }: Recipe): boolean => compute !== undefined || isChoice === true;
