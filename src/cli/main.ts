/**
 * Runs a command line and turns whatever it throws into an `error:` line, a `hint:` line and an exit code.
 * Nothing else prints errors or sets the code. `process.exit` is never called: it would cut a pipe short.
 */

import { inspect } from 'node:util';
import chalk, { chalkStderr } from 'chalk';
import { CommanderError } from 'commander';
import { escapeControl } from '../data/escape.ts';
import { DiskFullError, HindcastError, UsageError } from '../errors.ts';
import { colorLevel } from './color.ts';
import { createProgram } from './program.ts';
import type { Origins } from './settings.ts';
import { withOrigin } from './settings.ts';
import { tell } from './terminal.ts';

/** The command line without `node` and the script. */
export async function main(args: readonly string[]): Promise<void> {
  // Read here and not from commander, so that they count where the command line itself is wrong.
  const words = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const lastColor = words.findLast((word) => word === '--color' || word === '--no-color');
  const flag = lastColor === undefined ? undefined : lastColor === '--color';
  chalk.level = colorLevel({ env: process.env, flag, isTerminal: process.stdout.isTTY });
  chalkStderr.level = colorLevel({ env: process.env, flag, isTerminal: process.stderr.isTTY });

  const fail = (error: unknown) =>
    report(error, { isDebug: words.includes('--debug'), isJson: words.includes('--json') });
  process.stdout.on('error', (error) => onStreamError(error, fail));
  process.stderr.on('error', () => {}); // whoever read it is gone, and there is nowhere to say so
  process.on('uncaughtException', fail);
  const origins: Origins = new Map();
  try {
    await (await createProgram(args, origins)).parseAsync(args, { from: 'user' });
  } catch (error) {
    fail(withOrigin(error, origins));
  }
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

/** What commander throws after it has printed what was asked for. */
const PRINTED = new Set(['commander.helpDisplayed', 'commander.version', 'commander.help']);

function report(thrown: unknown, { isDebug, isJson }: { isDebug: boolean; isJson: boolean }): void {
  if (thrown instanceof CommanderError && PRINTED.has(thrown.code)) {
    // Help that nobody asked for says which commands there are: none was given.
    process.exitCode = thrown.exitCode === 0 ? 0 : 2;
    return;
  }
  const error = thrown instanceof CommanderError ? asUsage(thrown) : thrown;
  const { code, exit, message, hint } = error instanceof HindcastError ? error : bug(error);
  if (error instanceof Error && (exit === 1 || isDebug)) tell(escapeLines(stackOf(error)));
  tell(`${chalkStderr.red('error:')} ${escapeControl(message)}`);
  if (hint !== undefined) tell(`${chalkStderr.cyan('hint:')} ${escapeControl(hint)}`);
  if (isJson) tell(JSON.stringify({ type: 'error', code, exit, message, hint: hint ?? null }));
  process.exitCode = exit;
}

/** How something that we did not mean to throw is reported. */
function bug(error: unknown): Pick<HindcastError, 'code' | 'exit' | 'message' | 'hint'> {
  return {
    code: 'bug',
    exit: 1,
    message: error instanceof Error ? error.message : inspect(error),
    hint: 'this is a bug in hindcast: please report it with the command line, the stack and `hindcast --version`',
  };
}

/** The stack, and below it those of its causes. */
function stackOf(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\ncaused by: ${stackOf(error.cause)}` : stack;
}

/** What commander says, in our form. */
function asUsage(error: CommanderError): UsageError {
  const [message, ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggested = /Did you mean (?:one of )?(.+)\?/.exec(rest.join(' '))?.[1];
  return new UsageError(message.replaceAll("'", '`'), {
    cause: error,
    hint:
      suggested === undefined
        ? 'see `hindcast --help`, or `--help` after a command'
        : `did you mean \`${suggested}\`?`,
  });
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeControl).join('\n');
}
