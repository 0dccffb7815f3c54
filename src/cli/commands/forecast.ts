/** `hindcast forecast SOURCE…`: the next `--horizon` values. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { CheckedOption } from '../options/checked.ts';
import { ageOf } from '../../options/parse.ts';
import { addPingOption } from '../ping.ts';
import { addPlotOption } from '../plot.ts';
import { addFitOptions, addRunOptions } from '../panel-options.ts';
import { lazyAction } from './lazy-action.ts';

export function addForecast(command: Command, host: Host): void {
  command
    .description(
      'Fits each model on all rows, forecasts the next `--horizon` rows, and records the forecast in the store.',
    )
    .action(lazyAction(async () => (await import('../actions/forecast.ts')).forecastOrShowOptions, host));
  addFitOptions(addRunOptions(command, { hasTestSpan: false }))
    .option('--save <file>', 'write the fitted models to a safetensors file')
    .option('--weights <file>', 'forecast with the models of a file from --save, without fitting')
    .option(
      '--reuse',
      'use the weights of an earlier recorded forecast, unless they are too old, its rows were revised, or it has a drift alarm',
    )
    .addOption(
      new CheckedOption(
        '--max-age <age>',
        'how old these weights may be: rows (30) or a time (12h, 7d, 4w) (default: 7d)',
        ageOf,
      ),
    )
    .option('--no-record', 'do not record the forecast');
  command.option('--details', 'every model at every step, of every series');
  addPlotOption(command, 'the last values and the forecasts');
  addPingOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast forecast BTCUSD.csv --horizon 7 --model gru --save gru-7.safetensors',
      'hindcast forecast BTCUSD.csv --weights gru.safetensors',
    ],
    [0, 1, 2, 3, 5, 10, 12, 20, 28, 130],
  );
}
