/** Shared parts of all help: examples first, exit codes last, and the flags of every command. */

import type { Command } from 'commander';

const EXIT_CODES = {
  0: 'done',
  1: 'failed: a bug in hindcast; the message says where to report it',
  2: 'usage: an unknown or invalid option',
  3: 'partial: some fits or markets failed; the results of the others are kept',
  4: 'gate: the expression of --fail-on is true or undefined',
  5: 'results are printed but could not be kept in the store',
  10: 'no such file, market or run',
  11: 'busy: another process is working on the same market or job',
  12: 'invalid data: bad rows, gaps, too few rows',
  20: 'the network or the exchange failed; candles already received are kept',
  28: 'disk full',
  130: 'interrupted by SIGINT (143: by SIGTERM); finished work is kept',
} as const;

type ExitCode = keyof typeof EXIT_CODES;

/** Puts `examples` before a command's help and its exit codes after it. */
export function addHelp(command: Command, examples: readonly string[], exits: readonly ExitCode[]): Command {
  const codes = exits.map((code) => `  ${String(code).padEnd(5)}${EXIT_CODES[code]}`);
  return command
    .addHelpText('before', `Example:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`)
    .addHelpText('after', `\nExit codes:\n${codes.join('\n')}`);
}

/** Heading of the flags that every command takes. */
export const COMMON_GROUP = 'Common:';

/** Adds the flags that every command takes. `main.ts` reads them itself, so that they also apply to usage errors. */
export function addCommon(command: Command): Command {
  return command
    .optionsGroup(COMMON_GROUP)
    .option('--json', 'results as JSON; on failure, the last line of stderr is a JSON object')
    .option('--quiet', 'print only results, warnings and errors')
    .option('--debug', 'print the stack of every error')
    .option('--color', 'use colour even without a terminal')
    .option('--no-color', 'no colour');
}

/** As commander reads the flags of `addCommon`. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
}
