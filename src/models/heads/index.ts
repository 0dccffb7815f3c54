/** The heads of networks, by the quantity that is forecast. */

import type { QuantityName } from '../../data/quantities.ts';
import { targetOf } from '../../data/targets.ts';
import type { ModelOptions } from '../model.ts';
import { classHead } from './class-head.ts';
import type { Head } from './head.ts';
import { quantileHead } from './quantile-head.ts';

const headsByQuantity: Readonly<Record<QuantityName, (options: ModelOptions) => Head>> = {
  price: quantileHead,
  'log-volatility': quantileHead,
  class: classHead,
};

/** The head of a network with these options. */
export function headOf(options: ModelOptions): Head {
  return headsByQuantity[targetOf(options.target).quantity.name](options);
}
