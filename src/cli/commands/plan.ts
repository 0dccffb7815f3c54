/** `hindcast plan SOURCE…`: the folds and the cost of a backtest, without fitting anything. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addRunOptions, orShowOptions } from '../panel-options.ts';
import { lazyAction } from './lazy-action.ts';

export function addPlan(command: Command, host: Host): void {
  command.description('Prints folds, origins and estimated cost of a backtest with the same options.').action(
    orShowOptions(
      host,
      lazyAction(async () => (await import('../actions/plan.ts')).showPlan, host),
    ),
  );
  addRunOptions(command, { hasTestSpan: true });
  addCommon(command);
  addHelp(command, ['hindcast plan BTCUSD.csv --horizon 7 --refit 30'], [0, 1, 2, 10, 12]);
}
