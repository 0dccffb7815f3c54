/** Whether options go together, as on a command line. */

import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import { UsageError } from '../errors.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { recipes } from '../models/recipes.ts';
import { checkOptions, recipeNamed } from '../options/resolve.ts';
import { defaults, optionFlags } from '../options/flags.ts';
import { isSameOption } from '../backtest/options.ts';

/** Whether a command line takes these options together. */
export function isAllowed(options: BacktestOptions, { all }: ModelRegistry): boolean {
  try {
    checkOptions(options, { models: all, recipes });
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The options that differ from the recipe or the default, and so were chosen by somebody. */
export function changedOptions(options: BacktestOptions): readonly OptionName[] {
  const base: Partial<BacktestOptions> = {
    ...defaults,
    ...recipeNamed(options.recipe, { recipes }).options,
  };
  return optionFlags
    .map(({ key }) => key)
    .filter((key) => !isSameOption(key, options[key] ?? null, base[key] ?? null));
}
