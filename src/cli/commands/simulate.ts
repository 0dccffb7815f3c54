/** `hindcast simulate PROCESS`: prices of a known process, as CSV. */

import type { Command } from 'commander';
import { Option } from 'commander';
import type { SimulateOptions } from '../../data/simulate.ts';
import { candlesToCsv } from '../../data/csv/write-candles.ts';
import { processes } from '../../data/simulate.ts';
import { formatTime } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { decimal, integer } from '../options/parse.ts';
import { suggestion } from '../../text/suggest.ts';
import { print, note } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface SimulateFlags extends CommonFlags {
  readonly rows: string;
  readonly seed: string;
  readonly set?: readonly string[];
}

export function addSimulate(command: Command, host: Host): void {
  command
    .description(
      'Writes daily candles of a simulated process to standard output, and its known properties to standard error.',
    )
    .argument('<process>', processes.map(({ name }) => name).join(', '))
    .addOption(new Option('--rows <n>', 'number of candles').default('1000', '1000'))
    .addOption(new Option('--seed <n>', 'same seed, same candles').default('1', '1'))
    .option(
      '--set <name=value>',
      'parameter of the process; can be repeated',
      (text, all: readonly string[] | undefined) => [...(all ?? []), text],
    )
    .action((processName: string, flags: SimulateFlags) => simulateCandles(host, processName, flags));
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

function simulateCandles(host: Host, processName: string, flags: SimulateFlags): void {
  const process = processes.find(({ name }) => name === processName);
  if (process === undefined) {
    const names = processes.map(({ name }) => name);
    throw new UsageError(`unknown process \`${processName}\``, { hint: suggestion(processName, names) });
  }
  const options: SimulateOptions = {
    rows: integer(2, 2_000_000)(flags.rows, '--rows'),
    seed: integer(0, 2 ** 32 - 1)(flags.seed, '--seed'),
    parameters: Object.fromEntries((flags.set ?? []).map(readSetting)),
  };
  const candles = process.simulate(options);
  const truth = process.truth(options);
  if (flags.json === true) {
    const { rows, seed, parameters } = options;
    const { id, time, columns } = candles;
    const object = {
      schema: 1,
      type: 'simulate',
      process: process.name,
      rows,
      seed,
      parameters,
      truth,
      bestU2: process.bestU2(options),
      id,
      time: Array.from(time, formatTime),
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, Array.from(values)]),
      ),
    };
    print(host, JSON.stringify(object));
    return;
  }
  if (flags.quiet !== true) note(host, `truth: ${truth}`);
  print(host, candlesToCsv(candles));
}

/** `drift=0.001` as a pair. The process checks its names and values. */
function readSetting(text: string): [name: string, value: number] {
  const split = text.indexOf('=');
  if (split < 1) {
    throw new UsageError(`expected \`--set\` to be NAME=VALUE, got \`${text}\``, {
      hint: 'for example `--set volatility=0.02`',
    });
  }
  const name = text.slice(0, split);
  return [name, decimal()(text.slice(split + 1), `--set ${name}`)];
}
