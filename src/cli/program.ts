/** The commands put together. Only the one that is asked for is loaded, and it loads what it needs when it runs. */

import type { Option, OutputConfiguration } from 'commander';
import { Command } from 'commander';
import { commands } from './commands/index.ts';
import { addHelp } from './help.ts';
import type { JobSettings, SettingOrigins } from './options/settings.ts';
import { applySettings, withOrigin } from './options/settings.ts';
import { version } from './version.ts';
import type { Host } from './host.ts';

/**
 * Runs a command line, without `node` and the script.
 * @param job - where it is a step of a job
 * @param onCommand - told which command it is before that runs, with its settings applied
 * @throws whatever its command throws, with the setting that an error of usage is about
 */
export async function execute(
  host: Host,
  args: readonly string[],
  job?: JobSettings,
  onCommand: (command: Command) => void = () => {},
): Promise<void> {
  const origins: SettingOrigins = new Map();
  try {
    const program = await createProgram(host, args, origins, job);
    program.hook('preAction', (_, command) => onCommand(command));
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    throw withOrigin(error, origins);
  }
}

/**
 * The program as it runs `args`.
 * @param origins - takes in where the values of options came from that no flag gave
 */
async function createProgram(
  host: Host,
  args: readonly string[],
  origins: SettingOrigins,
  job?: JobSettings,
): Promise<Command> {
  const program = new Command('hindcast')
    .description('Rolling pseudo-forecasts of crypto prices with neural networks, beside the naive forecast.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; also after a command')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(outputOf(host))
    .usage('COMMAND [options]');
  addHelp(
    program,
    ['hindcast backtest BTCUSD.csv', 'hindcast backtest --help'],
    [0, 1, 2, 3, 4, 10, 11, 12, 20, 28, 130],
  );
  const asked = args.find((word) => !word.startsWith('-'));
  for (const { name, summary, load } of commands) {
    const command = program.command(name).summary(summary);
    if (name === asked) (await load())(command, host);
  }
  program.hook('preAction', async (_, command) => {
    for (const [flag, origin] of await applySettings(() => allOptions(host), command, host, job))
      origins.set(flag, origin);
  });
  return program;
}

/** Commander prints help only, `main.ts` prints errors. */
function outputOf({ stdout, stderr }: Host): OutputConfiguration {
  return {
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
    outputError: () => {},
    getOutHelpWidth: () => (stdout.isTTY === true ? stdout.columns || 80 : 80),
    getErrHelpWidth: () => (stderr.isTTY === true ? stderr.columns || 80 : 80),
  };
}

/** The options of every command. */
export async function allOptions(host: Host): Promise<readonly Option[]> {
  const loaded = await Promise.all(commands.map(({ name }) => optionsOf(host, name)));
  return loaded.flat();
}

/** The options of a command; none where there is none of this name. */
export async function optionsOf(host: Host, name: string): Promise<readonly Option[]> {
  const command = new Command(name);
  const load = await commands.find((entry) => entry.name === name)?.load();
  load?.(command, host);
  return command.options;
}
