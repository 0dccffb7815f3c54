/** What `hindcast prune` does, step by step. */

import { statSync } from 'node:fs';
import { runsToPrune } from '../../evaluation/run-record.ts';
import { toText } from '../../report/json/document.ts';
import { prunedDamageJson, prunedJson } from '../../report/json/prune.ts';
import { renderPruned, renderPrunedDamage } from '../../report/text/prune.ts';
import type { PrunedStore, Store, StoreReader } from '../../store/store.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { errorOf } from '../not-kept.ts';
import type { StoreFlags } from '../store.ts';
import { storeOf, withExistingStore, withStore } from '../store.ts';
import { print } from '../terminal/print.ts';

interface PruneFlags extends CommonFlags, StoreFlags {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly runsOlderThan?: number;
  readonly keep?: number;
  readonly damaged?: true;
  readonly dryRun?: true;
}

export async function pruneStore(host: Host, flags: PruneFlags): Promise<void> {
  if (flags.damaged === true) return pruneDamage(host, flags);
  const now = host.now();
  const { olderThan, runsOlderThan } = flags;
  const file = storeOf(host, flags);
  const fitsBefore = now - olderThan;
  const before = runsOlderThan === undefined ? undefined : now - runsOlderThan;
  const { storeExists } = await import('../../store/store.ts');
  const done = storeExists(file) ? await pruneOrMeasure(host, flags, { fitsBefore, before }) : NOTHING;
  const report = {
    pruned: done.pruned,
    isDry: flags.dryRun === true,
    file,
    fitsBefore,
    sizes: [done.sizeBefore, sizeOf(file)] as const,
  };
  print(host, flags.json === true ? toText(prunedJson(report)) : renderPruned(report));
  if (done.failure !== undefined) throw done.failure;
}

interface Done {
  readonly pruned: PrunedStore;
  /** Size of the store before. */
  readonly sizeBefore: number;
  /** What kept the file from shrinking. */
  readonly failure?: Error | undefined;
}

/** What to prune if there is no store. */
const NOTHING: Done = { pruned: { fits: 0, weights: 0, runs: 0, bytes: 0 }, sizeBefore: 0 };

async function pruneOrMeasure(
  host: Host,
  flags: PruneFlags,
  { fitsBefore, before }: { readonly fitsBefore: number; readonly before: number | undefined },
): Promise<Done> {
  const sizeBefore = sizeOf(storeOf(host, flags));
  const optionsOf = ({ runs }: StoreReader) => ({
    fitsBefore,
    runs: runsToPrune(runs.list(), { before, keep: flags.keep }),
  });
  if (flags.dryRun === true) {
    const pruned = await withExistingStore(host, flags, (store) => store.prunable(optionsOf(store)));
    return { ...NOTHING, ...(pruned && { pruned, sizeBefore }) };
  }
  return withStore(host, flags, (store) =>
    locked(store, () => {
      const pruned = store.atOnce(() => store.prune(optionsOf(store)));
      // The rows are deleted even if the file cannot shrink, and that is printed first.
      return { pruned, sizeBefore, failure: errorOf(() => store.shrink()) };
    }),
  );
}

/** The result of `work`, while no other process prunes the store. */
function locked<T>(store: Store, work: () => T): T {
  const lock = store.lock('prune');
  try {
    return work();
  } finally {
    lock.release();
  }
}

/** Deletes what is damaged. A damaged file is not rewritten, so it keeps its size. */
async function pruneDamage(host: Host, flags: PruneFlags): Promise<void> {
  const isDry = flags.dryRun === true;
  const file = storeOf(host, flags);
  const { storeExists } = await import('../../store/store.ts');
  const damage = isDry
    ? await withExistingStore(host, flags, (store) => store.damagedRows())
    : storeExists(file) &&
      (await withStore(host, flags, (store) => locked(store, () => store.pruneDamage())));
  const report = { damage: damage || [], isDry, file };
  print(host, flags.json === true ? toText(prunedDamageJson(report)) : renderPrunedDamage(report));
}

/** Bytes of the store with its log. */
function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce(
    (sum, name) => sum + (statSync(name, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
