/** `hindcast complete SHELL` prints the script that completes command lines. It calls `hindcast complete -- WORDS`. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import { choice } from '../options/parse.ts';
import type { Host } from '../host.ts';
import type { Program } from './entry.ts';
import { print } from '../terminal/print.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/**
 * Bash ends a word at a colon, and would complete `binance:BTC/USDT:1d` after its last one. Without its completion package
 * it lacks the function that reads whole words.
 */
const BASH = `
COMP_WORDBREAKS=\${COMP_WORDBREAKS//:}
if ! declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref() {
        cur=\${COMP_WORDS[COMP_CWORD]} words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
        prev=\${COMP_WORDS[COMP_CWORD-1]}
    }
fi`;

export function addComplete(command: Command, host: Host, program: Program): void {
  command
    .description(
      'Prints a script for your shell that completes commands, options and their values, models, stored markets and jobs. Bash and zsh: `source <(hindcast complete bash)`.',
    )
    .argument(
      '<words...>',
      `${shells.join(', ')}; the script itself passes \`--\` and the words of a command line`,
    )
    .action((words: readonly string[], _: unknown, { parent }: Command & { parent: { rawArgs: string[] } }) =>
      completeWords(program, host, words, parent.rawArgs.includes('--')),
    );
  addCommon(command);
  addHelp(command, ['hindcast complete bash'], [0, 1, 2]);
}

async function completeWords(
  program: Program,
  host: Host,
  words: readonly string[],
  isAsked: boolean,
): Promise<void> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const tab = new RootCommand();
  if (isAsked) {
    const { describeCommands } = await import('../completion.ts');
    await describeCommands(program, host, tab, words);
    return printed(host, () => tab.parse([...words]));
  }
  const shell = choice(shells)(words[0], 'SHELL');
  printed(host, () => tab.setup('hindcast', 'hindcast', shell));
  if (shell === 'bash') print(host, BASH);
}

/** Does `work`, which writes to the console, and prints the lines that it wrote. */
function printed(host: Host, work: () => void): void {
  const output: { log: (line: string) => void } = console;
  const { log } = output;
  output.log = (line: string) => print(host, line);
  try {
    work();
  } finally {
    output.log = log;
  }
}
