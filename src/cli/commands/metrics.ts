/** `hindcast metrics`: the definition of each metric, from the registry. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { lazyAction } from './lazy-action.ts';

export function addMetrics(command: Command, host: Host): void {
  command
    .description('Lists the metrics with formula, unit, range, direction and source.')
    .option('--markdown', 'print Markdown, as in docs/metrics.md')
    .action(lazyAction(async () => (await import('../actions/metrics.ts')).listMetrics, host));
  addCommon(command);
  addHelp(command, ['hindcast metrics'], [0, 1, 2]);
}
