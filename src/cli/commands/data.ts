/** `hindcast data [MARKET]`: what is stored, what is missing, and what was revised. */

import type { Command } from 'commander';
import { addExchangeOptions } from '../exchange.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addBusyOption } from '../if-busy.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addData(command: Command, host: Host): void {
  command
    .description('Lists the stored markets, or shows one of them with its gaps and revisions.')
    .argument('[market]', 'a stored market, for example binance:BTC/USDT:1d')
    .option('--repair', 'ask the exchange again for every gap of the market')
    .action(lazyAction(async () => (await import('../actions/data.ts')).showData, host));
  addStoreOption(command);
  addBusyOption(addExchangeOptions(command));
  addCommon(command);
  addHelp(
    command,
    ['hindcast data', 'hindcast data binance:BTC/USDT:1d', 'hindcast data binance:BTC/USDT:1d --repair'],
    [0, 1, 2, 10, 11, 12, 20, 28, 130],
  );
}
