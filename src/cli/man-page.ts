/** The manual page, made from the definitions of the commands when the program is built. */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Argument, Option } from 'commander';
import { Command } from 'commander';
import type { Program } from './commands/entry.ts';
import type { ExitCode } from './help.ts';
import { addCommon, exitCodes, exitText, helpPartsOf } from './help.ts';
import type { Host } from './host.ts';
import { commands } from './commands/index.ts';
import { processHost } from './host.ts';
import { createProgram } from './program.ts';
import { version } from '../text/version.ts';

/** Writes the page to a file, for the build. */
export async function writeManPage(file: string): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await manPage(createProgram(commands), processHost(), version()));
}

/** The page in the macros of man(7). */
export async function manPage(program: Program, host: Host, named: string): Promise<string> {
  const common = addCommon(new Command()).options;
  const sections: string[] = [];
  for (const { name, load } of program.commands) {
    const command = new Command(name);
    (await load())(command, host, program);
    sections.push(commandSection(command, common));
  }
  return `${[
    `.TH HINDCAST 1 "" "hindcast ${roff(named)}" "User Commands"`,
    ...section(
      'NAME',
      'hindcast \\- forecast crypto prices and test whether the forecasts beat the naive one',
    ),
    ...section('SYNOPSIS', '.B hindcast\n.I COMMAND\n.RI [ options ]'),
    ...section('DESCRIPTION', paragraphs(ABOUT)),
    ...section('COMMANDS', sections.join('\n')),
    ...section('OPTIONS OF EVERY COMMAND', common.map(optionItem).join('\n')),
    ...section('EXIT STATUS', exitCodes.map(exitItem).join('\n')),
    ...section('ENVIRONMENT', ENVIRONMENT.map(item).join('\n')),
    ...section('FILES', FILES.map(item).join('\n')),
    ...section('SEE ALSO', paragraphs(SEE_ALSO)),
  ].join('\n')}\n`;
}

const ABOUT = [
  'hindcast forecasts prices at many past moments, from only the data known then, with neural networks and simpler models. It compares the errors with those of the naive forecast, which says that the price will not change, and tests whether the difference is significant.',
  'Results go to standard output, everything else to standard error. A SOURCE is a file, `-` for standard input, or a stored market such as binance:BTC/USDT:1d. A RUN is a stored backtest: 6 or more digits of its name, or `last`.',
  "A value that no flag gives comes from the environment, a job, the nearest hindcast.json, the user's own file, the recipe, or the default, in this order. `--show-options` prints each value and its origin.",
];

const SEE_ALSO = [
  'The folder docs of the package: verdict.md explains the output, cli.md every option and the JSON, csv.md the files that are read, cron.md daily jobs.',
];

const ENVIRONMENT: readonly Item[] = [
  ['HINDCAST_STORE', 'the file of the store, if `--store` is not given'],
  ['HINDCAST_…', 'any other option: HINDCAST_INPUT_SIZE=30 is `--input-size 30`'],
  ['HTTPS_PROXY, NO_PROXY', 'the proxy of requests to exchanges and monitors'],
  ['NO_COLOR, FORCE_COLOR', 'no colour, or colour even without a terminal'],
  [
    'XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME',
    "folders of the store, of the user's settings and of lists of markets",
  ],
];

const FILES: readonly Item[] = [
  ['hindcast.json', 'options and jobs, in the current folder or above'],
  ['~/.config/hindcast/hindcast.json', "the user's own options and jobs"],
  ['~/.local/share/hindcast/store.sqlite', 'the store: candles, fits, runs and recorded forecasts'],
  ['~/.cache/hindcast/markets', 'lists of the markets of exchanges, kept for a day'],
];

type Item = readonly [term: string, text: string];

const section = (title: string, text: string): string[] => [`.SH ${title}`, text];

/** A command with its arguments, options, examples and exit codes. */
function commandSection(command: Command, common: readonly Option[]): string {
  const { examples, exits } = helpPartsOf(command);
  const isCommon = ({ long }: Option): boolean => common.some((option) => option.long === long);
  const args = command.registeredArguments;
  return [
    `.SS hindcast ${roff([command.name(), ...args.map(usageOf)].join(' '))}`,
    paragraphs(command.description().split('\n\n')),
    ...args.map((argument) => item([argument.name().toUpperCase(), argument.description])),
    ...command.options.filter((option) => !isCommon(option)).map(optionItem),
    '.PP',
    `Exit status: ${roff(exits.join(', '))}.`,
    ...examples.flatMap((example) => ['.PP', '.EX', roff(`$ ${example}`), '.EE']),
  ].join('\n');
}

function usageOf(argument: Argument): string {
  const name = `${argument.name().toUpperCase()}${argument.variadic ? '...' : ''}`;
  return argument.required ? name : `[${name}]`;
}

function optionItem({ flags, description, defaultValueDescription }: Option): string {
  const fallback = defaultValueDescription === undefined ? '' : ` (default: ${defaultValueDescription})`;
  return item([flags, `${description}${fallback}`]);
}

const exitItem = (exit: ExitCode): string => item([String(exit), exitText(exit)]);

const item = ([term, text]: Item): string => `.TP\n.B ${roff(term)}\n${roff(text)}`;

const paragraphs = (texts: readonly string[]): string => texts.map((text) => `.PP\n${roff(text)}`).join('\n');

/** Text of which roff acts on nothing: no escapes, no requests, and hyphens that can be copied. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('\n', ' ')
    .replaceAll(
      /[^ -~]/gu,
      (character) => `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^[.]/, '\\&.');
}
