/** `hindcast score`: scores recorded forecasts. `hindcast score FILE`: scores a file of forecasts by any tool. */

import type { Command } from 'commander';
import { addGateOption } from '../gate.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addDetailsOption } from '../next-steps.ts';
import { CheckedOption } from '../options/checked.ts';
import { moment, seed } from '../../options/parse.ts';
import { addPingOption } from '../ping.ts';
import { addPlotOption } from '../plot.ts';
import { addStoreOption } from '../store.ts';
import { addTableOptions } from '../table-form.ts';
import { addOfCommandLine } from '../options/rare.ts';
import { addWorthOptions } from '../worth-options.ts';
import { lazyAction } from './lazy-action.ts';

/** Parsed here, so that settings meant for other commands do not choose what is scored. */
const asIs = (text: string): string => text;

export function addScore(command: Command, host: Host): void {
  command
    .description(
      'Without a file: scores every recorded forecast whose candle has closed, and compares live scores with the backtest.\n\n' +
        'With a file: scores and tests a table of forecasts from hindcast or another tool, as a backtest does. The table has a line per series, origin and step. ' +
        'Its columns are unique_id, ds, cutoff, y, one per model, and <model>-lo-80, <model>-hi-80 for intervals.',
    )
    .argument(
      '[file]',
      '`forecasts.csv`, a folder that contains one, `-` for standard input, or a stored run',
    )
    .optionsGroup('Recorded forecasts:')
    .option('--model <list>', 'only these models', asIs)
    .option('--source <source>', 'only forecasts of this stored market or file', asIs)
    .addOption(
      new CheckedOption(
        '--since <time>',
        'only forecasts made at this time (UTC) or later',
        moment,
      ).argParser(asIs),
    )
    .option('--actuals <source>', 'where to find the actual values of forecasts from standard input')
    .option('--all', 'also score forecasts that were made after their candles had closed, separately')
    .option('--list', 'list the records, and stop');
  addStoreOption(command)
    .optionsGroup('A file of forecasts:')
    .option('--include-open', 'also score against candles that have not closed yet')
    .option('--naive <name>', 'column of the naive forecasts (default: naive, else y at the origin)')
    .addOption(
      new CheckedOption('--seed <n>', 'seed of the bootstrap of the model confidence set (default: 1)', seed),
    );
  addOfCommandLine(command, addWorthOptions)
    .optionsGroup('Both:')
    .action(lazyAction(async () => (await import('../actions/score.ts')).scoreForecasts, host));
  addTableOptions(command);
  addGateOption(command);
  addPlotOption(command, 'live errors over time; of a file, its forecasts');
  addPingOption(command);
  addDetailsOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast score', "hindcast score forecasts.csv --fail-on 'best:skill < 0'"],
    [0, 1, 2, 4, 5, 10, 12, 28],
  );
}
