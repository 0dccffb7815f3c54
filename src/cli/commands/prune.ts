/** `hindcast prune`: deletes old fits and runs from the store, and gives their space back to the disk. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { age, integer } from '../../options/parse.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

const DAY = 86_400_000;

export function addPrune(command: Command, host: Host): void {
  command
    .description(
      'Deletes fits that no run has used for a long time, saved weights of old forecasts and, if asked, old runs; then returns the space to the disk. ' +
        'Candles, their revisions and recorded forecasts always stay, unless they are damaged and `--damaged` is given.',
    )
    // These have parsers of their own, so that only the command line decides what is deleted.
    .addOption(
      new Option(
        '--older-than <age>',
        'delete fits unused for this long, and weights of forecasts made this long ago',
      )
        .default(90 * DAY, '90d')
        .argParser((text) => age(text, '--older-than')),
    )
    .option('--runs-older-than <age>', 'delete runs that ended this long ago (default: none)', (text) =>
      age(text, '--runs-older-than'),
    )
    .option(
      '--keep <n>',
      'delete runs beyond the newest n of each configuration; with --runs-older-than, only those that are also that old (default: keep all)',
      (text) => integer(0)(text, '--keep'),
    )
    .addOption(
      new Option('--damaged', 'delete only what `doctor` finds damaged, and what depends on it').conflicts([
        'olderThan',
        'runsOlderThan',
        'keep',
      ]),
    )
    .option('--dry-run', 'print what would be deleted')
    .action(lazyAction(async () => (await import('../actions/prune.ts')).pruneStore, host));
  addStoreOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast prune --dry-run',
      'hindcast prune --damaged --dry-run',
      'hindcast prune --older-than 30d --keep 30 --runs-older-than 8w',
    ],
    [0, 1, 2, 11, 12, 28],
  );
}
