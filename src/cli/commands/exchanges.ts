/** `hindcast exchanges [NAME]`: where candles can be fetched. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { lazyAction } from './lazy-action.ts';

export function addExchanges(command: Command, host: Host): void {
  command
    .description('Lists the exchanges for `fetch`, with timeframes and limits. Sends no request.')
    .argument('[name]', 'only this exchange')
    .action(lazyAction(async () => (await import('../actions/exchanges.ts')).listExchanges, host));
  addCommon(command);
  addHelp(command, ['hindcast exchanges', 'hindcast exchanges kraken'], [0, 1, 2]);
}
