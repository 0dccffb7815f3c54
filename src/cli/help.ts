/** What the help of every command shares: an example first, exit codes last, and the flags that all take. */

import type { Command } from 'commander';

const EXIT_CODES = {
  0: 'done',
  1: 'failed: a bug of ours, with a stack and where to report it',
  2: 'usage: an unknown or impossible option, with a suggestion',
  3: 'partial: some fits or markets failed; the rest is kept and they are named',
  4: 'gate: what --fail-on says is true, or cannot be told',
  10: 'no such file, market or run',
  11: 'another process is at work on the same market or job',
  12: 'data refused: invalid rows, gaps, too few rows',
  20: 'the network or the exchange failed; what came before is kept',
  28: 'disk full',
  130: 'interrupted by SIGINT (SIGTERM: 143); what was finished is kept',
} as const;

type ExitCode = keyof typeof EXIT_CODES;

/** Puts `examples` before a command's help and its exit codes after it. */
export function addHelp(command: Command, examples: readonly string[], exits: readonly ExitCode[]): Command {
  const codes = exits.map((code) => `  ${String(code).padEnd(5)}${EXIT_CODES[code]}`);
  return command
    .addHelpText('before', `Example:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`)
    .addHelpText('after', `\nExit codes:\n${codes.join('\n')}`);
}

/** Heading of what every command takes. */
export const COMMON_GROUP = 'Common:';

/** Adds what every command takes. `main.ts` reads these itself, so that they count in errors of usage too. */
export function addCommon(command: Command): Command {
  return command
    .optionsGroup(COMMON_GROUP)
    .option('--json', 'results as JSON; on failure, the last line of stderr is a JSON object')
    .option('--quiet', 'only warnings and errors beside the results')
    .option('--debug', 'the stack of every error')
    .option('--color', 'colour, also where no terminal is')
    .option('--no-color', 'no colour');
}

/** As commander reads the flags of `addCommon`. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
}
