/** What the options say about ensembles: which models there are to combine, and what they need. */

import type { ModelRegistry } from '../../models/registry.ts';
import type { BacktestOptions } from '../options.ts';
import { ensembleMethods } from './index.ts';
import type { EnsembleMethod } from './method.ts';

type Chosen = Pick<BacktestOptions, 'models' | 'ensemble'>;

/** The models of the options that combine others. */
export function combiningModels(
  { models }: Pick<BacktestOptions, 'models'>,
  registry: ModelRegistry,
): string[] {
  return models.filter((name) => registry.named(name).combines === true);
}

/** The models that are combined: those that the options name. A benchmark is only one of them if it is named. */
export function ensembleMembers(
  { models }: Pick<BacktestOptions, 'models'>,
  registry: ModelRegistry,
): string[] {
  return models.filter((name) => registry.named(name).combines !== true);
}

/** Whether there is an ensemble whose weights are learnt from earlier errors. */
export function learnsWeights(options: Chosen, registry: ModelRegistry): boolean {
  const method: EnsembleMethod = ensembleMethods[options.ensemble];
  return method.learn !== undefined && combiningModels(options, registry).length > 0;
}
