/** What was deleted from the store, or would be, for people and as JSON. */

import { escapeControl } from '../../text/escape.ts';
import type { Pruned } from '../../store/store.ts';
import { SCHEMA } from '../json/backtest.ts';
import { formatNumber, plural } from '../format/units.ts';

export interface ToldPruning {
  readonly pruned: Pruned;
  /** Whether nothing was deleted. */
  readonly isDry: boolean;
  readonly file: string;
  readonly fitsBefore: number;
  /** Bytes of the store before and after. */
  readonly sizes: readonly [number, number];
}

export function renderPruned({ pruned, isDry, file, fitsBefore, sizes }: ToldPruning): string {
  const { fits, weights, runs, bytes } = pruned;
  const since = new Date(fitsBefore).toISOString().slice(0, 10);
  const what = `${plural(fits, 'fit')} not used since ${since}, weights of ${plural(weights, 'forecast')} made before, and ${plural(runs, 'run')}; ${megabytes(bytes)}`;
  const [before, after] = sizes;
  return isDry
    ? `would delete ${what}\n${escapeControl(file)}: ${megabytes(before)}`
    : `deleted ${what}\n${escapeControl(file)}: ${megabytes(after)}, was ${megabytes(before)}`;
}

export function prunedJson({ pruned, isDry, file, fitsBefore, sizes }: ToldPruning): object {
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

function megabytes(bytes: number): string {
  return `${formatNumber(bytes / 1e6, 2)} MB`;
}
