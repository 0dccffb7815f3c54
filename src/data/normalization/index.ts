/** The registry of normalisations of windows. */

import { last } from './last.ts';
import { none } from './none.ts';
import type { Normalization } from './normalization.ts';
import { revin } from './revin.ts';
import { robust } from './robust.ts';
import { standard } from './standard.ts';

const normalizations = { none, last, standard, robust, revin } satisfies Record<string, Normalization>;

export type NormalizationName = keyof typeof normalizations;

export const normalizationNames = Object.keys(normalizations) as readonly NormalizationName[];

/** That of these options. Stored options from before `--normalize` have none. */
export function normalizationOf({
  normalize = 'none',
}: {
  readonly normalize?: NormalizationName;
}): Normalization {
  return normalizations[normalize];
}
