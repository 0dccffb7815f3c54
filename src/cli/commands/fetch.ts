/** `hindcast fetch MARKET…`: candles of exchanges into the store, or what is new of them. */

import type { Command } from 'commander';
import { addExchangeOptions } from '../exchange.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addBusyOption } from '../if-busy.ts';
import { CheckedOption, deadlineOption } from '../options/checked.ts';
import { topCount } from '../fetch-choices.ts';
import { columnNames, moment, name } from '../../options/parse.ts';
import { addPingOption } from '../ping.ts';
import { addStoreOption } from '../store.ts';
import { lazyAction } from './lazy-action.ts';

export function addFetch(command: Command, host: Host): void {
  command
    .description(
      'Fetches closed candles and stores them; later, only the new ones. It can be interrupted at any time, and the next fetch continues.',
    )
    .argument(
      '[market...]',
      'an exchange and symbols (binance BTC/USDT, contracts BTC/USDT:USDT), or EXCHANGE:SYMBOL[:TIMEFRAME] of any exchanges',
    )
    .option(
      '--all',
      'every market in the store, each with its timeframe; only of the exchanges named, if any',
    )
    .addOption(
      new CheckedOption(
        '--top <n>',
        'the n markets of each exchange with the largest volume of the last 24 hours, with --quote',
        topCount,
      ),
    )
    .addOption(
      new CheckedOption('--quote <currency>', 'only markets with this quote, with --top or --all', name),
    )
    .option(
      '--timeframe <step>',
      'candle length of markets named without one; with --all, only markets with this one: 1m, 15m, 1h, 1d, … (default: 1d; if the exchange has none, the longest from which days can be built)',
    )
    .addOption(
      new CheckedOption('--since <time>', 'first candle wanted, UTC (default: the first one stored)', moment),
    )
    .addOption(
      new CheckedOption('--until <time>', 'only candles that open before this, UTC (default: now)', moment),
    )
    .addOption(
      new CheckedOption(
        '--with <list>',
        'also store these columns of contracts, and update them from then on: funding, open-interest, mark, index',
        columnNames,
      ),
    )
    .option('--allow-partial', 'do not fail if candles or columns do not go back to --since')
    .addOption(deadlineOption('stop after this time (90s, 10m, 2h); finished work is kept'))
    .action(lazyAction(async () => (await import('../actions/fetch.ts')).fetchNamed, host));
  addStoreOption(command);
  addBusyOption(addExchangeOptions(command));
  addPingOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast fetch binance BTC/USDT ETH/USDT --since 2017-08-17',
      'hindcast fetch binance BTC/USDT:USDT --since 2024-01-01 --with funding,mark',
      'hindcast fetch --all',
      'hindcast fetch binance --top 20 --quote USDT --since 2023-01-01',
      'hindcast fetch binance:BTC/USDT:1h coinbaseexchange:BTC/USD:1h --since 2024-01-01',
    ],
    [0, 1, 2, 3, 10, 11, 12, 20, 28, 130],
  );
}
