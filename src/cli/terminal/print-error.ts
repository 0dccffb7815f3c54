/** Prints a thrown error: an `error:` line, a `hint:` line, and JSON with `--json`. */

import { inspect } from 'node:util';
import { chalkStderr } from 'chalk';
import { CommanderError } from 'commander';
import { escapeControl } from '../../text/escape.ts';
import { HindcastError, UsageError } from '../../errors.ts';
import type { Host } from '../host.ts';
import { note, say } from './print.ts';

/** Codes that commander throws after printing help or the version. */
const PRINTED = new Set(['commander.helpDisplayed', 'commander.version', 'commander.help']);

/** ccxt's messages contain whole replies. */
const LONGEST_LINE = 1000;

export interface ErrorStyle {
  /** Whether every error shows its stack. */
  readonly isDebug: boolean;
  /** Whether the last line is a JSON object. */
  readonly isJson: boolean;
}

/** Prints an error and returns its exit code. */
export function printError(
  host: Pick<Host, 'stderr'>,
  thrown: unknown,
  { isDebug, isJson }: ErrorStyle,
): number {
  // Without a command, help is printed and the exit code is 2.
  if (thrown instanceof CommanderError && PRINTED.has(thrown.code)) return thrown.exitCode === 0 ? 0 : 2;
  const { error, code, exit, message, hint } = describeError(thrown);
  if (error instanceof Error && (isDebug || !(error instanceof HindcastError)))
    for (const line of stackOf(error).split('\n')) note(host, escapeControl(line.slice(0, LONGEST_LINE)));
  say(host, chalkStderr.red('error:'), message);
  if (hint !== undefined) say(host, chalkStderr.cyan('hint:'), hint);
  if (isJson) note(host, JSON.stringify({ type: 'error', code, exit, message, hint: hint ?? null }));
  return exit;
}

export interface ErrorDescription extends Pick<HindcastError, 'code' | 'exit' | 'message' | 'hint'> {
  readonly error: unknown;
}

/** What is printed of something thrown. */
export function describeError(thrown: unknown): ErrorDescription {
  const error = thrown instanceof CommanderError ? asUsage(thrown) : thrown;
  const { code, exit, message, hint } = error instanceof HindcastError ? error : bug(error);
  return { error, code, exit, message, hint };
}

/** The report of an unexpected error. */
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

/**
 * An error of commander in our form. It is not kept as the cause: its message repeats what follows an unknown `--option=`, which may be a
 * secret.
 */
function asUsage(error: CommanderError): UsageError {
  const [message, ...rest] = error.message
    .replace(/^error: /, '')
    .replace(/(unknown option '-[^=]*)=.*'/s, "$1'")
    .split('\n');
  const suggested = /Did you mean (?:one of )?(.+)\?/.exec(rest.join(' '))?.[1];
  return new UsageError(message.replaceAll("'", '`'), {
    hint:
      suggested === undefined
        ? 'see `hindcast --help`, or `--help` after a command'
        : `did you mean \`${suggested}\`?`,
  });
}
