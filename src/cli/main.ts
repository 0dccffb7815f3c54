/**
 * Runs a command line, tells whatever it throws, and sets the exit code. Nothing else sets it. `process.exit` is never called: it would cut a pipe short.
 */

import chalk, { chalkStderr } from 'chalk';
import type { Command } from 'commander';
import { DiskFullError } from '../errors.ts';
import { colorLevel } from './terminal/color.ts';
import { checkPingUrl, ping } from './ping.ts';
import { execute } from './program.ts';
import { tellError } from './terminal/print-error.ts';

/** The command line without `node` and the script. */
export async function main(args: readonly string[]): Promise<void> {
  // Read here and not from commander, so that they count where the command line itself is wrong.
  const words = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const lastColor = words.findLast((word) => word === '--color' || word === '--no-color');
  const flag = lastColor === undefined ? undefined : lastColor === '--color';
  chalk.level = colorLevel({ env: process.env, flag, isTerminal: process.stdout.isTTY });
  chalkStderr.level = colorLevel({ env: process.env, flag, isTerminal: process.stderr.isTTY });

  const fail = (error: unknown) => {
    process.exitCode = tellError(error, {
      isDebug: words.includes('--debug'),
      isJson: words.includes('--json'),
    });
  };
  process.stdout.on('error', (error) => onStreamError(error, fail));
  process.stderr.on('error', () => {}); // whoever read it is gone, and there is nowhere to say so
  process.on('uncaughtException', fail);
  let command: Command | undefined;
  try {
    await execute(args, undefined, (asked) => {
      checkPingUrl(asked.opts());
      command = asked;
    });
  } catch (error) {
    fail(error);
  }
  if (command !== undefined) await ping(command.opts(), Number(process.exitCode ?? 0));
}

/** `| head` ends quietly; a full disk behind `> file` does not. */
function onStreamError(error: NodeJS.ErrnoException, fail: (error: unknown) => void): void {
  if (error.code === 'EPIPE') return;
  fail(
    error.code === 'ENOSPC'
      ? new DiskFullError('no space left to write standard output', { cause: error, hint: 'free some space' })
      : error,
  );
}
