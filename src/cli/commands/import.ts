/** `hindcast import FILE --as MARKET`: candles of a file into the store. */

import type { Command } from 'commander';
import { addFileOptions, addShowSource } from '../file-options.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addImport(command: Command, host: Host): void {
  command
    .description(
      'Checks every candle of a file and stores it under the name of a market. Trades become candles first.',
    )
    .argument('<file>', 'CSV, JSON, Parquet, Arrow or Excel file, or `-` for standard input')
    .requiredOption('--as <market>', 'EXCHANGE:SYMBOL:TIMEFRAME, for example kraken:BTC/USD:1h')
    .action(lazyAction(async () => (await import('../actions/import.ts')).importFile, host));
  addStoreOption(addShowSource(addFileOptions(command)));
  addCommon(command);
  addHelp(command, ['hindcast import BTCUSD.csv --as kraken:BTC/USD:1d'], [0, 1, 2, 10, 11, 12, 28]);
}
