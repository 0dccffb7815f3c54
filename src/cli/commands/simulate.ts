/** `hindcast simulate PROCESS`: prices of a known process, as CSV. */

import type { Command } from 'commander';
import { processes } from '../../data/simulate.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { CheckedOption } from '../options/checked.ts';
import { seed, simulatedRows } from '../../options/parse.ts';
import { lazyAction } from './lazy-action.ts';

export function addSimulate(command: Command, host: Host): void {
  command
    .description(
      'Writes daily candles of a simulated process to standard output, and its known properties to standard error.',
    )
    .argument('<process>', processes.map(({ name }) => name).join(', '))
    .addOption(new CheckedOption('--rows <n>', 'number of candles', simulatedRows).default('1000', '1000'))
    .addOption(new CheckedOption('--seed <n>', 'same seed, same candles', seed).default('1', '1'))
    .option(
      '--set <name=value>',
      'parameter of the process; can be repeated',
      (text, all: readonly string[] | undefined) => [...(all ?? []), text],
    )
    .action(lazyAction(async () => (await import('../actions/simulate.ts')).simulateCandles, host));
  addCommon(command);
  const described = processes.map(({ name, summary, parameters }) => {
    const settings = parameters.map((parameter) => `${parameter.name}=${parameter.default}`).join(' ');
    return `  ${name}: ${summary}\n      ${settings}`;
  });
  command.addHelpText('after', `\nProcesses and their parameters:\n${described.join('\n')}`);
  addHelp(
    command,
    [
      'hindcast simulate garch --rows 2000 --seed 1 > garch.csv',
      'hindcast simulate ar --set phi=0.5 > ar.csv',
    ],
    [0, 1, 2],
  );
}
