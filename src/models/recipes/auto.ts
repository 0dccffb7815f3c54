/** A choice among the other recipes. `recipes/choose.ts` makes it. */

import type { Recipe } from './recipe.ts';

export const auto: Recipe = {
  name: 'auto',
  summary: 'chooses among the other recipes by the training rows, and says what it chose and why',
  why: 'Recipes that suit the data are compared on the last training rows, with linear regression; the test span is not read.',
  options: {},
  isChoice: true,
};
