/** `hindcast show RUN`: shows a stored run. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addDetailsOption } from '../next-steps.ts';
import { addPlotOption } from '../plot.ts';
import { addStoreOption } from '../store.ts';
import { addTableOptions } from '../table-form.ts';
import { addOfCommandLine } from '../options/rare.ts';
import { addWorthOptions } from '../worth-options.ts';
import { lazyAction } from './lazy-action.ts';

export function addShow(command: Command, host: Host): void {
  command
    .description(
      'Shows the answer of a stored run, when it ran and its command line; with --details, its whole report.',
    )
    .argument('<run>', '6 or more digits of it, as `hindcast runs` shows them, or `last`')
    .action(lazyAction(async () => (await import('../actions/show.ts')).showRun, host));
  addStoreOption(command);
  addOfCommandLine(command, addWorthOptions);
  addTableOptions(command);
  addDetailsOption(command);
  addPlotOption(command, "actual values and the best model's forecasts");
  addCommon(command);
  addHelp(command, ['hindcast show last', 'hindcast show last --latex'], [0, 1, 2, 10, 12]);
}
