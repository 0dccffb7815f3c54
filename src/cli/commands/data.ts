/** `hindcast data [SOURCE]`: what is stored, what is missing and what was revised; or how a file is read. */

import type { Command } from 'commander';
import { addExchangeOptions } from '../exchange.ts';
import { addFileOptions, addOpenOption } from '../file-options.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addBusyOption } from '../if-busy.ts';
import { CheckedOption } from '../options/checked.ts';
import { name } from '../../options/parse.ts';
import { addPlotOption } from '../plot.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addData(command: Command, host: Host): void {
  command
    .description(
      'Lists the stored markets, shows one of them with its gaps and revisions, or shows how a file is read.',
    )
    .argument('[source]', 'a stored market (binance:BTC/USDT:1d), a file, or - for standard input')
    .option('--repair', 'ask the exchange again for every gap of the market')
    .action(lazyAction(async () => (await import('../actions/data.ts')).showData, host));
  command
    .optionsGroup('CSV files:')
    .addOption(new CheckedOption('--column <name>', 'column to forecast (default: close)', name));
  addOpenOption(addFileOptions(command));
  command.option('--details', 'also how each column was found, the digest and the form of the file');
  command.optionsGroup('Options:');
  addStoreOption(command);
  addBusyOption(addExchangeOptions(command));
  addPlotOption(command, 'the candles of the market or file');
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast data',
      'hindcast data BTCUSD.csv',
      'hindcast data binance:BTC/USDT:1d',
      'hindcast data binance:BTC/USDT:1d --repair',
    ],
    [0, 1, 2, 10, 11, 12, 20, 28, 130],
  );
}
