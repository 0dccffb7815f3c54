/** What `hindcast complete` does, step by step. */

import type { Program } from '../commands/entry.ts';
import type { Host } from '../host.ts';
import type { Command } from 'commander';
import { RootCommand } from '@bomb.sh/tab';
import type { CommonFlags } from '../help.ts';
import { choice } from '../../options/parse.ts';
import { printExactly } from '../terminal/print.ts';

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

export async function completeWords(
  program: Program,
  host: Host,
  words: readonly string[],
  _flags: CommonFlags,
  { parent }: Command & { readonly parent: { readonly rawArgs: readonly string[] } },
): Promise<void> {
  const tab = new RootCommand();
  if (parent.rawArgs.includes('--')) {
    const { describeCommands } = await import('../completion.ts');
    await describeCommands(program, host, tab, words);
    return printed(host, () => tab.parse([...words]));
  }
  const shell = choice(shells)(words[0], 'SHELL');
  printed(host, () => tab.setup('hindcast', 'hindcast', shell));
  if (shell === 'bash') printExactly(host, BASH);
}

/** Does `work`, which writes to the console, and prints the lines that it wrote. */
function printed(host: Host, work: () => void): void {
  const output: { log: (line: string) => void } = console;
  const { log } = output;
  output.log = (line: string) => printExactly(host, line);
  try {
    work();
  } finally {
    output.log = log;
  }
}
