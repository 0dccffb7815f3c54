/** What a command line has thrown, told as an `error:` line and a `hint:` line, and as JSON where that was asked for. */

import { inspect } from 'node:util';
import { chalkStderr } from 'chalk';
import { CommanderError } from 'commander';
import { escapeControl } from '../../text/escape.ts';
import { HindcastError, UsageError } from '../../errors.ts';
import { tell } from './print.ts';

/** What commander throws after it has printed what was asked for. */
const PRINTED = new Set(['commander.helpDisplayed', 'commander.version', 'commander.help']);

export interface Manner {
  /** Whether every error shows its stack. */
  readonly isDebug: boolean;
  /** Whether the last line is a JSON object. */
  readonly isJson: boolean;
}

/** Tells an error, and says which exit code it stands for. */
export function tellError(thrown: unknown, { isDebug, isJson }: Manner): number {
  // Help that nobody asked for says which commands there are: none was given.
  if (thrown instanceof CommanderError && PRINTED.has(thrown.code)) return thrown.exitCode === 0 ? 0 : 2;
  const { error, code, exit, message, hint } = kindOf(thrown);
  if (error instanceof Error && (isDebug || !(error instanceof HindcastError)))
    tell(escapeLines(stackOf(error)));
  tell(`${chalkStderr.red('error:')} ${escapeControl(message)}`);
  if (hint !== undefined) tell(`${chalkStderr.cyan('hint:')} ${escapeControl(hint)}`);
  if (isJson) tell(JSON.stringify({ type: 'error', code, exit, message, hint: hint ?? null }));
  return exit;
}

export interface ErrorKind extends Pick<HindcastError, 'code' | 'exit' | 'message' | 'hint'> {
  readonly error: unknown;
}

/** What is told of something thrown. */
export function kindOf(thrown: unknown): ErrorKind {
  const error = thrown instanceof CommanderError ? asUsage(thrown) : thrown;
  const { code, exit, message, hint } = error instanceof HindcastError ? error : bug(error);
  return { error, code, exit, message, hint };
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
