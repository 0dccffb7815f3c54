/** What `prune` deleted, or would delete, as JSON. */

import type { PruneReport, PrunedDamage } from '../inputs.ts';
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

export function prunedDamageJson({ damage, isDry, file }: PrunedDamage): object {
  return { schema: SCHEMA, type: 'prune', store: file, isDry, damage };
}
