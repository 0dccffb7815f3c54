/** `hindcast prune`: deletes old fits and runs from the store, and gives their space back to the disk. */

import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { age, integer } from '../options/parse.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, storeOf, withExistingStore } from '../store.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface PruneFlags extends CommonFlags, StoreFlags {
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly runsOlderThan?: number;
  readonly keep?: number;
  readonly dryRun?: true;
}

/** Default of `--older-than`. */
const FIT_DAYS = 90;

export function addPrune(command: Command, host: Host): void {
  command
    .description(
      'Deletes fits that no run has used for a long time, saved weights of old forecasts and, if asked, old runs; then returns the space to the disk. ' +
        'Candles, their revisions and recorded forecasts always stay.',
    )
    // These have parsers of their own, so that only the command line decides what is deleted.
    .option(
      '--older-than <age>',
      `delete fits unused for this long, and weights of forecasts made this long ago (default: ${FIT_DAYS}d)`,
      (text) => age(text, '--older-than'),
    )
    .option('--runs-older-than <age>', 'delete runs that ended this long ago (default: none)', (text) =>
      age(text, '--runs-older-than'),
    )
    .option(
      '--keep <n>',
      'delete runs beyond the newest n of each configuration; with --runs-older-than, only those also that old (default: keep all)',
      (text) => integer(0)(text, '--keep'),
    )
    .option('--dry-run', 'print what would be deleted')
    .action((flags: PruneFlags) => pruneStore(host, flags));
  addStoreOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast prune --dry-run', 'hindcast prune --older-than 30d --keep 30 --runs-older-than 8w'],
    [0, 1, 2, 11, 12, 28],
  );
}

async function pruneStore(host: Host, flags: PruneFlags): Promise<void> {
  const [{ runsToPrune }, { prunedJson }, report, { toText }] = await Promise.all([
    import('../../evaluation/run-record.ts'),
    import('../../report/json/prune.ts'),
    import('../../report/text/prune.ts'),
    import('../../report/json/document.ts'),
  ]);
  const now = host.now();
  const { olderThan = FIT_DAYS * DAY, runsOlderThan, keep } = flags;
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
  const told = {
    pruned: pruned ?? { fits: 0, weights: 0, runs: 0, bytes: 0 },
    isDry,
    file,
    fitsBefore,
    sizes: [sizeBefore, sizeOf(file)] as const,
  };
  print(host, flags.json === true ? toText(prunedJson(told)) : report.renderPruned(told));
  if (failure !== undefined) throw failure;
}

const DAY = 86_400_000;

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
