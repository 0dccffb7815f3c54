/** The program with all commands. Only the command that runs is loaded, and it loads what it needs when it runs. */

import { statSync } from 'node:fs';
import path from 'node:path';
import type { OutputConfiguration } from 'commander';
import { Command } from 'commander';
import type { CommandEntry, Execution, Program } from './commands/entry.ts';
import { addHelp, addHelpOption, asksForAll } from './help.ts';
import type { Host } from './host.ts';
import { checkOptionValues } from './options/checked.ts';
import type { SettingOrigins } from './options/settings.ts';
import { applySettings, withOrigin } from './options/settings.ts';
import { note, print } from './terminal/print.ts';
import { version } from '../text/version.ts';
import { parseMarket } from '../data/market.ts';
import { UsageError } from '../errors.ts';
import { shellWord } from '../text/shell.ts';

/** The program with these commands. */
export function createProgram(commands: readonly CommandEntry[]): Program {
  const program: Program = {
    commands,
    execute: (host, args, execution = {}) => execute(program, host, args, execution),
    async optionsOf(host, name) {
      const command = new Command(name);
      const add = await commands.find((entry) => entry.name === name)?.load();
      add?.(command, host, program);
      return command.options;
    },
    async allOptions(host) {
      const options = await Promise.all(commands.map(({ name }) => program.optionsOf(host, name)));
      return options.flat();
    },
  };
  return program;
}

async function execute(
  program: Program,
  host: Host,
  args: readonly string[],
  { job, onCommand, onlyChecks = false }: Execution,
): Promise<void> {
  const origins: SettingOrigins = new Map();
  try {
    checkCommand(program, host, args);
    const root = await commandTree(program, host, args, { isIdle: onlyChecks });
    root.hook('preAction', async (_, command) => {
      const applied = await applySettings(() => program.allOptions(host), command, host, job);
      for (const [flag, origin] of applied) origins.set(flag, origin);
      onCommand?.(command);
      checkOptionValues(command);
    });
    await root.parseAsync(args, { from: 'user' });
  } catch (error) {
    throw withOrigin(error, origins);
  }
}

/** @throws UsageError for a file or a market where a command is expected, with the command line that was probably meant */
function checkCommand({ commands }: Program, host: Host, args: readonly string[]): void {
  const start = args.findIndex((word) => !word.startsWith('-'));
  const word = args.at(start);
  if (start < 0 || word === undefined || commands.some(({ name }) => name === word)) return;
  const isMarket = parseMarket(word) !== undefined;
  if (!isMarket && !isFile(host, word)) return;
  // Only sources and a command are repeated: the value of an option may be a secret.
  const end = args.findIndex((each, i) => i > start && each.startsWith('-'));
  const words = args.slice(start, end < 0 ? undefined : end);
  const named = words.find((each) => commands.some(({ name }) => name === each));
  const sources = words.filter((each) => each !== named).map(shellWord);
  throw new UsageError(`expected a command, got the ${isMarket ? 'market' : 'file'} \`${word}\``, {
    hint: `did you mean \`${['hindcast', named ?? 'backtest', ...sources].join(' ')}\`?`,
  });
}

/** Whether there is such a file, or it is named like a table that may be missing. */
function isFile({ folder }: Host, word: string): boolean {
  if (/\.(?:csv|tsv|txt)$/i.test(word)) return true;
  return statSync(path.resolve(folder, word), { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Every command by name and summary, and the one that `args` name with its options and action.
 * @param isIdle - whether its action does nothing
 */
async function commandTree(
  program: Program,
  host: Host,
  args: readonly string[],
  { isIdle }: { readonly isIdle: boolean },
): Promise<Command> {
  const root = new Command('hindcast')
    .description(
      'Forecasts crypto prices with neural networks and tests whether they beat the naive forecast.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(outputOf(host))
    .usage('COMMAND [options]');
  addHelp(
    root,
    ['hindcast backtest BTCUSD.csv', 'hindcast backtest --help'],
    [0, 1, 2, 3, 4, 5, 10, 11, 12, 20, 28, 130],
  );
  const asked = args.find((word) => !word.startsWith('-'));
  for (const { name, summary, load } of program.commands) {
    const command = root.command(name).summary(summary);
    if (name !== asked) continue;
    (await load())(command, host, program);
    addHelpOption(command, { showsAll: asksForAll(args) });
    if (isIdle) command.action(() => {});
  }
  return root;
}

/** Commander prints help only, `main.ts` prints errors. */
function outputOf(host: Host): OutputConfiguration {
  const { stdout, stderr } = host;
  return {
    writeOut: (text) => print(host, text),
    writeErr: (text) =>
      text
        .trimEnd()
        .split('\n')
        .forEach((line) => note(host, line)),
    outputError: () => {},
    getOutHelpWidth: () => (stdout.isTTY === true ? stdout.columns || 80 : 80),
    getErrHelpWidth: () => (stderr.isTTY === true ? stderr.columns || 80 : 80),
  };
}
