/** What a recipe has made of the training rows, as JSON. */

import type { Panel } from '../../data/panel.ts';
import type { RecipeChoice } from '../../recipes/complete.ts';
import { choiceFlags } from '../../recipes/wording.ts';

export function recipeJson(choice: RecipeChoice, { time }: Panel): object {
  const { asked, chosen, cutoff, seasons, computed, tried } = choice;
  return {
    asked,
    chosen,
    cutoff: new Date(time[cutoff]).toISOString(),
    seasons,
    options: computed,
    tried,
    flags: choiceFlags(choice),
  };
}
