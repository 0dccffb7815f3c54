/** The mean of the members: hard to beat, since weights have to be estimated (Genre et al. 2013). */

import type { EnsembleMethod } from './method.ts';
import { weightedSum } from './method.ts';

export const mean: EnsembleMethod = { combine: weightedSum };
