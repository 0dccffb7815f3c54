/** The number that charts compare with the benchmark: U2, and for classes the root of the ratio of Brier scores. */

import { NAIVE } from '../../data/quantities.ts';
import type { Quantity } from '../../data/quantities.ts';
import type { Numbers } from './json-values.ts';

/** 1 where a model is as good as the benchmark, and below where it is better. */
export function lossRatioOf({ u2, skill = NaN }: Numbers): number {
  return u2 ?? Math.sqrt(1 - skill);
}

/** What it is called beside an axis. */
export function lossRatioName({ classes }: Quantity): string {
  return classes === undefined ? 'U2' : '√ Brier ratio';
}

/** What it is, as a sentence. */
export function lossRatioText({ classes, benchmarks: [benchmark] }: Quantity): string {
  return classes === undefined
    ? `U2 is the RMSE divided by that of ${NAIVE}; below 1 is better.`
    : `√ Brier ratio is the root of the Brier score divided by that of ${benchmark}; below 1 is better.`;
}
