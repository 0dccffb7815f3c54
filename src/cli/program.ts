/** The commands put together. Only the one that is asked for is loaded, and it loads what it needs when it runs. */

import { homedir } from 'node:os';
import type { Option } from 'commander';
import { Command } from 'commander';
import { commands } from './commands/index.ts';
import { addHelp } from './help.ts';
import type { Origins } from './settings.ts';
import { applySettings } from './settings.ts';
import { version } from './version.ts';

/**
 * The program as it runs `args`.
 * @param origins - takes in where the values of options came from that no flag gave
 */
export async function createProgram(args: readonly string[], origins: Origins): Promise<Command> {
  const program = new Command('hindcast')
    .description('Rolling pseudo-forecasts of crypto prices with neural networks, beside the naive forecast.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; also after a command')
    .helpCommand(false)
    .exitOverride()
    // main.ts prints errors; commander prints help only.
    .configureOutput({ outputError: () => {} })
    .usage('COMMAND [options]');
  addHelp(
    program,
    ['hindcast backtest BTCUSD.csv', 'hindcast backtest --help'],
    [0, 1, 2, 3, 4, 10, 11, 12, 20, 28, 130],
  );
  const asked = args.find((word) => !word.startsWith('-'));
  for (const { name, summary, load } of commands) {
    const command = program.command(name).summary(summary);
    if (name === asked) (await load())(command);
  }
  program.hook('preAction', async (_, command) => {
    const surroundings = {
      env: process.env,
      platform: process.platform,
      home: homedir(),
      folder: process.cwd(),
    };
    for (const [flag, origin] of await applySettings(allOptions, command, surroundings))
      origins.set(flag, origin);
  });
  return program;
}

/** The options of every command. */
async function allOptions(): Promise<readonly Option[]> {
  const loaded = await Promise.all(
    commands.map(async ({ name, load }) => {
      const command = new Command(name);
      (await load())(command);
      return command.options;
    }),
  );
  return loaded.flat();
}
