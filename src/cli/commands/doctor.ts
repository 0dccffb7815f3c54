/** `hindcast doctor`: is this machine, its store, its disk, its clock, its network and its queue in order. */

import type { Command } from 'commander';
import { baseUrlOption, proxyOption } from '../exchange.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addQueueAddress } from '../queue-options.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addDoctor(command: Command, host: Host): void {
  command
    .description(
      'Checks Node, SQLite, the store, the disk, the clock and an exchange, and with `--queue` a queue. Prints ok, warn or fail for each.',
    )
    .option(
      '--exchange <name>',
      'exchange to connect to (default: that of the first stored market, else binance)',
    )
    .option('--no-network', 'connect to no exchange')
    .addOption(proxyOption())
    .addOption(baseUrlOption('send requests to this address instead of the exchange'))
    .action(lazyAction(async () => (await import('../actions/doctor.ts')).checkMachine, host));
  addQueueAddress(command, 'check this queue too: redis://host:6379');
  addStoreOption(command);
  addCommon(command);
  addHelp(command, ['hindcast doctor', 'hindcast doctor --no-network'], [0, 1, 2, 12, 20, 28, 130]);
}
