/** Shared parts of all help: examples first, exit codes last, and the flags of every command. */

import type { Command } from 'commander';
import { Help, Option } from 'commander';
import { wrap } from '../report/text/table.ts';
import { asRare, isRare } from './options/rare.ts';

const EXIT_CODES = {
  0: ['done'],
  1: ['failed', 'a bug in hindcast; the message says where to report it'],
  2: ['usage', 'an unknown or invalid option'],
  3: ['partial', 'some fits or markets failed; the results of the others are kept'],
  4: ['gate', 'the expression of --fail-on is true or undefined'],
  5: ['not kept', 'results are printed but could not be kept in the store'],
  10: ['not found', 'no such file, market or run'],
  11: ['busy', 'another process is working on the same market or job'],
  12: ['invalid data', 'bad rows, gaps, too few rows'],
  20: ['network', 'the network, an exchange or a queue failed; what was received or computed is kept'],
  28: ['disk full'],
  130: ['interrupted', 'SIGINT (143: SIGTERM); finished work is kept'],
} as const;

export type ExitCode = keyof typeof EXIT_CODES;

export const exitCodes = Object.keys(EXIT_CODES).map(Number) as readonly ExitCode[];

/** `3 partial: some fits …` */
export const exitText = (exit: ExitCode): string => EXIT_CODES[exit].join(': ');

export interface HelpParts {
  readonly examples: readonly string[];
  readonly exits: readonly ExitCode[];
}

const parts = new WeakMap<Command, HelpParts>();

/** The examples and exit codes of a command. */
export const helpPartsOf = (command: Command): HelpParts => parts.get(command) ?? { examples: [], exits: [] };

/** Puts `examples` before a command's help and its exit codes after it. */
export function addHelp(command: Command, examples: readonly string[], exits: readonly ExitCode[]): Command {
  parts.set(command, { examples, exits });
  return command
    .addHelpText('before', `Example:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`)
    .addHelpText('after', () => `\nExit codes:\n${isShortened(command) ? namesOf(exits) : linesOf(exits)}`);
}

const linesOf = (exits: readonly ExitCode[]): string =>
  exits.map((code) => `  ${String(code).padEnd(5)}${exitText(code)}`).join('\n');

/** Their names only, in a line or two. */
function namesOf(exits: readonly ExitCode[]): string {
  return `  ${wrap(exits.map((code) => `${code} ${EXIT_CODES[code][0]}`).join(', '), 76, '  ')}`;
}

/** With more options, rare ones are left out of the help unless it is asked for all. */
const MANY_OPTIONS = 12;

/** Commands whose help shows all options. */
const whole = new WeakSet<Command>();
const isShortened = (command: Command): boolean =>
  command.options.length > MANY_OPTIONS && !whole.has(command);

/** Adds the option `--help`. With `showsAll`, the help of a command with many options shows the rare ones too. */
export function addHelpOption(command: Command, { showsAll }: { readonly showsAll: boolean }): Command {
  if (showsAll) whole.add(command);
  const shown = Help.prototype;
  return command
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup(COMMON_GROUP))
    .configureHelp({
      visibleOptions(shownOf) {
        const options = shown.visibleOptions.call(this, shownOf);
        return isShortened(shownOf) ? options.filter((option) => !isRare(option)) : options;
      },
      optionDescription(option) {
        const text = shown.optionDescription.call(this, option);
        return option.long === '--help' && isShortened(command)
          ? `${text}; with --all, all ${command.options.length} options`
          : text;
      },
    });
}

/** Whether a command line asks for the help with all options. */
export const asksForAll = (args: readonly string[]): boolean =>
  args.includes('--all') && (args.includes('--help') || args.includes('-h'));

/** Heading of the flags that every command takes. */
export const COMMON_GROUP = 'Common:';

/** Adds the flags that every command takes. `main.ts` reads them itself, so that they also apply to usage errors. */
export function addCommon(command: Command): Command {
  return command
    .optionsGroup(COMMON_GROUP)
    .option('--json', 'results as JSON; an error is the last line of stderr')
    .option('--quiet', 'print only results, warnings and errors')
    .addOption(asRare(new Option('--debug', 'print the stack of every error')))
    .addOption(asRare(new Option('--color', 'use colour even without a terminal')))
    .addOption(asRare(new Option('--no-color', 'no colour')));
}

/** As commander reads the flags of `addCommon`. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
}
