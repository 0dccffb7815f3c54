/** `hindcast show RUN`: shows a stored run. */

import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { withRun } from '../runs.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption } from '../store.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface ShowFlags extends CommonFlags, StoreFlags {}

export function addShow(command: Command, host: Host): void {
  command
    .description('Shows a stored run: when it ran, its command line, and its report as printed.')
    .argument('<run>', '6 or more digits of it, as `hindcast runs` shows them, or `last`')
    .action((text: string, flags: ShowFlags) => showRun(host, text, flags));
  addStoreOption(command);
  addCommon(command);
  addHelp(command, ['hindcast show last', 'hindcast show last --json'], [0, 1, 2, 10, 12]);
}

async function showRun(host: Host, text: string, flags: ShowFlags): Promise<void> {
  const [{ commandLineOf }, { renderRun }, { shown }] = await Promise.all([
    import('../run-command-line.ts'),
    import('../../report/text/run.ts'),
    import('../../report/text/terminal-colors.ts'),
  ]);
  const { record, kept, runs } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    kept: store.runs.text(found.run, flags.json === true ? 'run.json' : 'report.txt'),
    runs: store.runs.list(found.configuration).length,
  }));
  if (flags.json === true) return print(host, kept);
  print(host, renderRun({ record, command: await commandLineOf(record), runs, report: shown(kept) }));
}
