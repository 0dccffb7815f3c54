/** How the last weights of a network are drawn. */

import { targetOf } from '../../data/targets.ts';
import type { Initializer } from '../../nn/parameters.ts';
import type { ModelOptions } from '../model.ts';

/** Zeros forecast what the biases do: no change, or the shares of the classes. A price has no such zero. */
export function lastInitializer({ target }: Pick<ModelOptions, 'target'>): Initializer {
  return targetOf(target).isChange ? 'zeros' : 'glorot';
}
