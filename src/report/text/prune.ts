/** What `prune` deleted from the store, or would delete. */

import { escapeControl } from '../../text/escape.ts';
import { formatNumber, plural } from '../format/units.ts';
import type { PruneReport, PrunedDamage } from '../inputs.ts';

export function renderPruned({ pruned, isDry, file, fitsBefore, sizes }: PruneReport): string {
  const { fits, weights, runs, bytes } = pruned;
  const since = new Date(fitsBefore).toISOString().slice(0, 10);
  const what = `${plural(fits, 'fit')} not used since ${since}, weights of ${plural(weights, 'forecast')} made before then, and ${plural(runs, 'run')}; ${megabytes(bytes)}`;
  const [before, after] = sizes;
  return isDry
    ? `would delete ${what}\n${escapeControl(file)}: ${megabytes(before)}`
    : `deleted ${what}\n${escapeControl(file)}: ${megabytes(after)}, was ${megabytes(before)}`;
}

export function renderPrunedDamage({ damage, isDry, file }: PrunedDamage): string {
  const rows = plural(damage.length, 'damaged row');
  const what = `${isDry ? 'would delete' : 'deleted'} ${rows}${damage.length > 0 ? ', with what belongs to them' : ''}`;
  return [...damage, what, file].map(escapeControl).join('\n');
}

function megabytes(bytes: number): string {
  return `${formatNumber(bytes / 1e6, 2)} MB`;
}
