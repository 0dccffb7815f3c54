/** What `prune` deleted, or would delete, as JSON. */

import type { PruneReport } from '../inputs.ts';
import { SCHEMA } from './document.ts';

export function prunedJson({ pruned, isDry, file, fitsBefore, sizes }: PruneReport): object {
  const [sizeBefore, sizeAfter] = sizes;
  return {
    schema: SCHEMA,
    type: 'prune',
    store: file,
    isDry,
    fitsBefore: new Date(fitsBefore).toISOString(),
    ...pruned,
    sizeBefore,
    sizeAfter,
  };
}
