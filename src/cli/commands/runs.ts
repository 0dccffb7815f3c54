/** `hindcast runs`: lists the stored runs. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { integer, list, moment, name } from '../../options/parse.ts';
import { addPlotOption } from '../plot.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addRuns(command: Command, host: Host): void {
  command
    .description(
      'Lists the stored runs, newest first; one line for all runs that differ only in the rows they read.',
    )
    .option('--all', 'one line per run')
    // These read their text themselves, so that no setting that is meant for `backtest` or `fetch` filters anything.
    .option(
      '--configuration <run>',
      'only runs of the same configuration as this one, oldest first',
      (text) => name(text, '--configuration'),
    )
    .option('--model <list>', 'only runs with one of these models', (text) => list(name)(text, '--model'))
    .option('--source <text>', 'only runs of a source or series whose name contains this', (text) =>
      name(text, '--source'),
    )
    .option('--since <time>', 'only runs that ended at this time (UTC) or later', (text) =>
      moment(text, '--since'),
    )
    .addOption(
      new Option('--limit <n>', 'lines at most')
        .default(30, '30, with --json all')
        .argParser((text) => integer(1)(text, '--limit')),
    )
    .action(lazyAction(async () => (await import('../actions/runs.ts')).listRuns, host));
  addStoreOption(command);
  addPlotOption(command, 'U2 over the runs of a configuration');
  addCommon(command);
  addHelp(
    command,
    ['hindcast runs', 'hindcast runs --model linear --all', 'hindcast runs --configuration last'],
    [0, 1, 2, 10, 12],
  );
}
