/** `hindcast backtest SOURCE…`: rolling pseudo-forecasts, scores, verdicts. */

import type { Command } from 'commander';
import { addGateOption } from '../gate.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addDetailsOption } from '../next-steps.ts';
import { addPingOption } from '../ping.ts';
import { addPlotOption } from '../plot.ts';
import { addFitOptions, addRunOptions, orShowOptions } from '../panel-options.ts';
import { addTableOptions } from '../table-form.ts';
import { addWorthOptions } from '../worth-options.ts';
import { isFromSettings } from '../options/settings.ts';
import type { BacktestFlags } from '../actions/backtest-request.ts';
import { lazyAction } from './lazy-action.ts';

export function addBacktest(command: Command, host: Host): void {
  const run = lazyAction(async () => (await import('../actions/backtest.ts')).backtestSources, host);
  command
    .description(
      'Forecasts past rows from earlier data only, and compares each model with the naive forecast.',
    )
    .action(
      orShowOptions(host, async (sources: readonly string[], flags: BacktestFlags, asked) =>
        run(sources, flags, { isCostSetting: isFromSettings(asked, 'cost') }),
      ),
    );
  addFitOptions(addRunOptions(command, { hasTestSpan: true, hasSearch: true })).option(
    '--output <dir>',
    'folder for forecasts.csv, scores.csv and run.json',
  );
  command.option('--explain', 'measure what each input is worth to a model');
  addWorthOptions(command);
  addTableOptions(command);
  addPlotOption(command, "actual values and the best model's forecasts");
  addPingOption(addGateOption(command));
  addDetailsOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast backtest BTCUSD.csv --model mlp,lstm,gru',
      'hindcast backtest BTCUSD.csv --horizon 7 --refit 30 --json',
    ],
    [0, 1, 2, 3, 4, 5, 10, 12, 20, 28, 130],
  );
}
