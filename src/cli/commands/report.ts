/** `hindcast report RUN…`: writes stored runs as one HTML file. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addStoreOption } from '../store.ts';
import { addOfCommandLine } from '../options/rare.ts';
import { addWorthOptions } from '../worth-options.ts';
import { lazyAction } from './lazy-action.ts';

export function addReport(command: Command, host: Host): void {
  command
    .description(
      'Writes stored runs as one self-contained HTML file: the answer, charts, scores, tests and how to reproduce them.',
    )
    .argument(
      '[run...]',
      '6 or more digits of each, as `hindcast runs` shows them, or `last` (default: last)',
    )
    .option('--output <file>', 'write to a file instead of standard output')
    .option('--svg <dir>', 'write every chart into this folder as an SVG picture')
    .option('--png <dir>', 'the same as PNG pictures; needs the optional package @resvg/resvg-js')
    .action(lazyAction(async () => (await import('../actions/report.ts')).writeReport, host));
  addStoreOption(command);
  addOfCommandLine(command, addWorthOptions);
  addCommon(command);
  addHelp(command, ['hindcast report --output report.html'], [0, 1, 2, 10, 12, 28]);
}
