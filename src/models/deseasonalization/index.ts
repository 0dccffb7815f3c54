/** The registry of ways to take a season out of values. */

import type { Deseasonalization } from './deseasonalization.ts';
import { difference } from './difference.ts';
import { indices } from './indices.ts';
import type { DeseasonalizationName } from './names.ts';
import { none } from './none.ts';

const registered: Readonly<Record<DeseasonalizationName, Deseasonalization>> = { none, indices, difference };

/** That of these options. Stored options from before `--deseasonalize` have none. */
export function deseasonalizationOf({
  deseasonalize = 'none',
}: {
  readonly deseasonalize?: DeseasonalizationName;
}): Deseasonalization {
  return registered[deseasonalize];
}
