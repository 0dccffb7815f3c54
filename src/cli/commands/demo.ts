/** `hindcast demo`: a first backtest, on prices that come with the package. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { lazyAction } from './lazy-action.ts';
import { place } from '../../options/parse.ts';

export function addDemo(command: Command, host: Host): void {
  command
    .description(
      'Backtests four networks on simulated prices that come with hindcast, and writes a report with charts. No model can beat the ' +
        'naive forecast of these prices. Uses a store of its own, which is deleted, and no settings.',
    )
    .option(
      '--output <file>',
      'file of the report, instead of hindcast-demo.html in the current folder',
      // Parsed here, so that a setting meant for other commands does not move it.
      (text) => place(text, '--output'),
    )
    .action(lazyAction(async () => (await import('../actions/demo.ts')).runDemo, host));
  addCommon(command);
  addHelp(command, ['hindcast demo'], [0, 1, 2, 28, 130]);
}
