/** `hindcast verify RUN`: computes a stored run again and compares every value. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { deadlineOption } from '../options/checked.ts';
import { addWorkersOption } from '../panel-options.ts';
import { addQueueOptions } from '../queue-options.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addVerify(command: Command, host: Host): void {
  command
    .description(
      'Computes a stored run again from its sources, without kept fits, and compares every forecast, bound and score to the ' +
        'last bit.',
    )
    .argument('<run>', '6 or more digits of it, as `hindcast runs` shows them, or `last`')
    .argument('[source...]', 'where its data is now (default: the sources of the run)')
    .action(lazyAction(async () => (await import('../actions/verify.ts')).verifyRun, host));
  addStoreOption(command);
  addQueueOptions(addWorkersOption(command)).addOption(
    deadlineOption('stop after this time (90s, 10m, 2h); then nothing is compared'),
  );
  addCommon(command);
  addHelp(
    command,
    ['hindcast verify last', 'hindcast verify last BTCUSD.csv'],
    [0, 1, 2, 3, 10, 11, 12, 20, 130],
  );
}
