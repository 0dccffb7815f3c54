/** The warnings of a JSON document. */

import type { Warning } from '../../text/warning.ts';
import { ofLevel, textsOf } from '../../text/warning.ts';

/** `warnings` has all of them, `notes` those among them that only explain. */
export function warningsJson(warnings: readonly Warning[]): {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
} {
  return { warnings: textsOf(warnings), notes: ofLevel(warnings, 'note') };
}
