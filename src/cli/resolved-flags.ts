/** The options and the models of a command line. */

import type { BacktestOptions } from '../backtest/options.ts';
import type { AskedModel } from '../data/sources.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { givenOptions, resolveOptions } from '../options/resolve.ts';
import type { RegisteredNames } from '../options/resolve.ts';
import type { RecipeRequest } from '../recipes/complete.ts';
import { chosenModels } from './foreign-options.ts';
import type { ForeignFlags } from './foreign-options.ts';
import type { Host } from './host.ts';

export interface ResolvedFlags {
  readonly options: BacktestOptions;
  /** The built-in models, and those that the flags specify. */
  readonly registry: ModelRegistry;
  /** Those that are not built in; `undefined` if all are. */
  readonly asked: readonly AskedModel[] | undefined;
  readonly recipes: RegisteredNames['recipes'];
  /** How a recipe that reads the data completes the options. */
  readonly request: Omit<RecipeRequest, 'hasTestSpan'>;
}

export async function resolveFlags(host: Pick<Host, 'env'>, given: ForeignFlags): Promise<ResolvedFlags> {
  const { recipes } = await import('../models/recipes.ts');
  const { registry, flags, asked } = await chosenModels(host, given);
  const names = { models: registry.all, recipes };
  const values = { ...flags };
  return {
    options: resolveOptions(values, names),
    registry,
    asked,
    recipes,
    request: {
      given: givenOptions(values),
      resolve: (computed) => resolveOptions(values, names, computed),
      registry,
    },
  };
}
