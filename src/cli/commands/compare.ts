/** `hindcast compare FIRST SECOND`: two runs on the targets that both have. */

import type { Command } from 'commander';
import { addOpenOption } from '../file-options.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addDetailsOption } from '../next-steps.ts';
import { addStoreOption } from '../store.ts';
import { addTableOptions } from '../table-form.ts';
import { lazyAction } from './lazy-action.ts';

export function addCompare(command: Command, host: Host): void {
  command
    .description(
      'Compares models of two runs on the targets that both have, with the Diebold-Mariano test: models of the same name, ' +
        'or all pairs if no name is in both.',
    )
    .argument(
      '<first>',
      'a stored run, a folder written by `backtest --output`, or a table of forecasts as `score` reads it',
    )
    .argument('<second>', 'another one, of any of these kinds')
    .action(lazyAction(async () => (await import('../actions/compare.ts')).compareForecasts, host));
  addStoreOption(addOpenOption(command));
  addTableOptions(command);
  addDetailsOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast compare run-1 run-2', 'hindcast compare forecasts.csv last'],
    [0, 1, 2, 10, 12],
  );
}
