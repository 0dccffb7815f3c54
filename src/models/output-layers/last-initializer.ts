/** How the last weights of a network are drawn. */

import type { Initializer } from '../../nn/parameters.ts';
import { isZeroNoChange } from '../encoding.ts';
import type { ModelOptions } from '../model.ts';

/** Zeros forecast what the biases do: no change, or the shares of the classes. A price has no such zero. */
export function lastInitializer(options: ModelOptions): Initializer {
  return isZeroNoChange(options) ? 'zeros' : 'glorot';
}
