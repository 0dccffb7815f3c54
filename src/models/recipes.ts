/** Named sets of options to start from: the registry of recipes. */

import { auto } from './recipes/auto.ts';
import { labs } from './recipes/lab.ts';
import { long } from './recipes/long.ts';
import { hourly, panel } from './recipes/prices.ts';
import type { Recipe } from './recipes/recipe.ts';
import { seasonal } from './recipes/seasonal.ts';
import { volatility } from './recipes/volatility.ts';

export type { Recipe, RecipeOptions } from './recipes/recipe.ts';

const standard: Recipe = {
  name: 'default',
  summary: 'log returns, one hidden layer of 32, early stopping',
  why: 'For prices of coins by day: a small network of returns, which shrinks towards naive where nothing can be learned.',
  options: {},
};

export const recipes: readonly Recipe[] = [
  standard,
  auto,
  panel,
  hourly,
  seasonal,
  long,
  volatility,
  ...labs,
];
