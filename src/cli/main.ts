/** Runs a command line and returns its exit code. `process.exit` is never called: it would cut a pipe short. */

import chalk, { chalkStderr } from 'chalk';
import type { Command } from 'commander';
import { commands } from './commands/index.ts';
import type { Host } from './host.ts';
import { checkPingUrl, ping } from './ping.ts';
import { createProgram } from './program.ts';
import { ignoredFolders } from '../store/location.ts';
import { setLayout } from '../report/text/layout.ts';
import { UsageError } from '../errors.ts';
import { warn, written } from './terminal/print.ts';
import { colorLevel } from './terminal/color.ts';
import { printError } from './terminal/print-error.ts';

/**
 * Errors are printed, never thrown.
 * @param args - the command line without `node` and the script
 */
export async function main(args: readonly string[], given: Host): Promise<number> {
  const host = { ...given, env: withoutEmpty(given.env) };
  // Read here and not from commander, so that they count when the command line itself is wrong.
  const words = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  setColors(words, host);
  setLayout({
    columns: host.columns(),
    keepsRows: host.stdout.isTTY !== true && host.env.COLUMNS === undefined,
    // JSON is the same in every locale.
    isAscii: !host.isUtf8 && !words.includes('--json'),
  });
  let exit = 0;
  const fail = (error: unknown): number => {
    exit = printError(host, error, { isDebug: words.includes('--debug'), isJson: words.includes('--json') });
    return exit;
  };
  host.onStrayError(fail);
  for (const name of ignoredFolders(host))
    warn(host, `${name} is ignored: expected an absolute path, got \`${host.env[name]}\``);
  let command: Command | undefined;
  try {
    checkFolder(host);
    await createProgram(commands).execute(host, args, {
      onCommand(started) {
        checkPingUrl(started.opts());
        command = started;
      },
    });
  } catch (error) {
    fail(error);
  }
  if (command !== undefined) {
    await written(host);
    await ping(host, command.opts(), exit);
  }
  return exit;
}

/** Paths would lead nowhere. */
function checkFolder({ folder }: Host): void {
  if (folder !== '') return;
  throw new UsageError('the current folder does not exist any more', {
    hint: 'change to another folder, for example with `cd`',
  });
}

/** An empty variable is an unset one. */
function withoutEmpty(env: Host['env']): Host['env'] {
  return Object.fromEntries(Object.entries(env).filter(([, text]) => text !== ''));
}

function setColors(words: readonly string[], { env, stdout, stderr }: Host): void {
  const last = words.findLast((word) => word === '--color' || word === '--no-color');
  const flag = last === undefined ? undefined : last === '--color';
  chalk.level = colorLevel({ env, flag, isTerminal: stdout.isTTY === true });
  chalkStderr.level = colorLevel({ env, flag, isTerminal: stderr.isTTY === true });
}
