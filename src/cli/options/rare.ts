/** Options that few command lines need. The help of a command with many options leaves them out, unless it is asked for all. */

import type { Command, Option } from 'commander';

const rare = new WeakSet<Option>();

/** The option, which only `--help --all` shows. */
export function asRare<T extends Option>(option: T): T {
  rare.add(option);
  return option;
}

/** Adds options, which only `--help --all` shows. */
export function addRare(command: Command, add: (command: Command) => unknown): Command {
  const before = new Set(command.options);
  add(command);
  for (const option of command.options) if (!before.has(option)) rare.add(option);
  return command;
}

export const isRare = (option: Option): boolean => rare.has(option);
