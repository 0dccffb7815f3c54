/** What `hindcast show` does, step by step. */

import { renderRun } from '../../report/text/run.ts';
import { shown } from '../../report/text/terminal-colors.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { commandLineOf } from '../run-command-line.ts';
import { withRun } from '../stored-runs.ts';
import type { StoreFlags } from '../store.ts';
import { print } from '../terminal/print.ts';

interface ShowFlags extends CommonFlags, StoreFlags {}

export async function showRun(host: Host, text: string, flags: ShowFlags): Promise<void> {
  const { record, kept, runs } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    kept: store.runs.text(found.run, flags.json === true ? 'run.json' : 'report.txt'),
    runs: store.runs.list(found.configuration).length,
  }));
  if (flags.json === true) return print(host, kept);
  print(host, renderRun({ record, command: await commandLineOf(record), runs, report: shown(kept) }));
}
