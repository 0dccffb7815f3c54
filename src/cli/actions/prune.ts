/** What `hindcast prune` does, step by step. */

import { statSync } from 'node:fs';
import { runsToPrune } from '../../evaluation/run-record.ts';
import { toText } from '../../report/json/document.ts';
import { prunedJson } from '../../report/json/prune.ts';
import { renderPruned } from '../../report/text/prune.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { StoreFlags } from '../store.ts';
import { storeOf, withExistingStore } from '../store.ts';
import { print } from '../terminal/print.ts';

interface PruneFlags extends CommonFlags, StoreFlags {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly runsOlderThan?: number;
  readonly keep?: number;
  readonly dryRun?: true;
}

export async function pruneStore(host: Host, flags: PruneFlags): Promise<void> {
  const now = host.now();
  const { olderThan, runsOlderThan, keep } = flags;
  const isDry = flags.dryRun === true;
  const file = storeOf(host, flags);
  const fitsBefore = now - olderThan;
  const before = runsOlderThan === undefined ? undefined : now - runsOlderThan;
  const sizeBefore = sizeOf(file);
  let failure: Error | undefined;
  const pruned = await withExistingStore(host, flags, (store) => {
    const lock = store.lock('prune');
    try {
      const options = { fitsBefore, runs: runsToPrune(store.runs.list(), { before, keep }) };
      if (isDry) return store.prunable(options);
      const removed = store.prune(options);
      // The rows are deleted even if the file cannot shrink, and that is printed first.
      failure = errorOf(() => store.shrink());
      return removed;
    } finally {
      lock.release();
    }
  });
  const report = {
    pruned: pruned ?? { fits: 0, weights: 0, runs: 0, bytes: 0 },
    isDry,
    file,
    fitsBefore,
    sizes: [sizeBefore, sizeOf(file)] as const,
  };
  print(host, flags.json === true ? toText(prunedJson(report)) : renderPruned(report));
  if (failure !== undefined) throw failure;
}

/** Bytes of the store with its log. */
function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce(
    (sum, name) => sum + (statSync(name, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function errorOf(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
