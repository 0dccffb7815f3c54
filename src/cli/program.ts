/** The commands put together. Each loads what it needs when it runs, so that help is quick. */

import { homedir } from 'node:os';
import { Command } from 'commander';
import { addCommands } from './commands/index.ts';
import { addHelp } from './help.ts';
import type { Origins } from './settings.ts';
import { applySettings } from './settings.ts';
import { version } from './version.ts';

/** @param origins - takes in where the values of options came from that no flag gave */
export function createProgram(origins: Origins): Command {
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
  addCommands(program);
  program.hook('preAction', (_, command) => {
    const surroundings = {
      env: process.env,
      platform: process.platform,
      home: homedir(),
      folder: process.cwd(),
    };
    for (const [flag, origin] of applySettings(program, command, surroundings)) origins.set(flag, origin);
  });
  return program;
}
