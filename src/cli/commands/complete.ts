/** `hindcast complete SHELL` prints the script that completes command lines. It calls `hindcast complete -- WORDS`. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import type { Program } from './entry.ts';
import { lazyAction } from './lazy-action.ts';

export function addComplete(command: Command, host: Host, program: Program): void {
  command
    .description(
      'Prints a script for your shell that completes commands, options and their values, models, stored markets and jobs. Bash and zsh: `source <(hindcast complete bash)`.',
    )
    .argument(
      '<words...>',
      'bash, zsh, fish, powershell; the script itself passes `--` and the words of a command line',
    )
    .action(lazyAction(async () => (await import('../actions/complete.ts')).completeWords, program, host));
  addCommon(command);
  addHelp(command, ['hindcast complete bash'], [0, 1, 2]);
}
