/** `hindcast export SOURCE`: candles as CSV, JSON lines or Parquet. `hindcast export RUN`: the files of a stored run. */

import type { Command } from 'commander';
import { addFileOptions, addOpenOption, addShowSource } from '../file-options.ts';
import { CheckedOption } from '../options/checked.ts';
import { candleLength, exportForm } from '../../options/parse.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addExport(command: Command, host: Host): void {
  command
    .description(
      'Writes the candles of a source as CSV, JSON lines or Parquet, which `import` reads back without loss; or the files of a stored run, as ' +
        '`backtest --output` writes them.',
    )
    .argument(
      '<source>',
      'a stored market (binance:BTC/USDT:1d), a file, `-` for standard input, or a run (6 or more digits, `last`)',
    )
    .option('--output <path>', 'file (for a run: folder) to write to, instead of standard output')
    .addOption(
      new CheckedOption(
        '--timeframe <step>',
        'build candles of 2h, 1d, 1w, … from the smaller ones of the source',
        candleLength,
      ),
    )
    .addOption(
      new CheckedOption(
        '--format <form>',
        'csv, jsonl (one record of JSON per candle) or parquet (default: csv)',
        exportForm,
      ),
    )
    .action(lazyAction(async () => (await import('../actions/export.ts')).exportSource, host));
  addStoreOption(addShowSource(addOpenOption(addFileOptions(command))));
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast export binance:BTC/USDT:1d --output BTCUSDT.csv',
      'hindcast export BTCUSD.csv --timeframe 1w',
      'hindcast export last --output run-1',
    ],
    [0, 1, 2, 10, 12, 28],
  );
}
