/** `hindcast worker`: computes fits of other commands, on any machine. */

import type { Command } from 'commander';
import { duration } from '../../options/parse.ts';
import { addAllowExec } from '../foreign-options.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { CheckedOption } from '../options/checked.ts';
import { addWorkersOption } from '../panel-options.ts';
import { addQueueAddress } from '../queue-options.ts';
import { lazyAction } from './lazy-action.ts';

export function addWorker(command: Command, host: Host): void {
  command
    .description(
      'Computes the fits that other commands with `--queue` ask for, until it is stopped. The first SIGINT or SIGTERM lets running fits end; the second gives them back to the queue.',
    )
    .action(lazyAction(async () => (await import('../actions/worker.ts')).serveQueue, host));
  addWorkersOption(
    addQueueAddress(command, 'the queue, a Redis: redis://host:6379, or rediss:// for TLS'),
  ).addOption(
    new CheckedOption(
      '--lost-after <time>',
      'a worker that is silent for this time counts as lost, and its fits go to others (default: 15s)',
      duration,
    ),
  );
  addAllowExec(command, 'start the programs (`exec:`) that commands name as models');
  addCommon(command);
  addHelp(command, ['hindcast worker --queue redis://127.0.0.1:6379 --jobs 2'], [0, 1, 2, 20]);
}
