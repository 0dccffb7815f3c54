/**
 * What an option of a command is besides its name and its value: rare options are left out of the help unless it is asked for all, and
 * options of the command line are never taken from settings.
 */

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

const ofCommandLine = new WeakSet<Option>();

/** Adds options that only the command line itself gives: settings of the same name are for other commands. */
export function addOfCommandLine(command: Command, add: (command: Command) => unknown): Command {
  const before = new Set(command.options);
  add(command);
  for (const option of command.options) if (!before.has(option)) ofCommandLine.add(option);
  return command;
}

export const isOfCommandLine = (option: Option): boolean => ofCommandLine.has(option);

export const isRare = (option: Option): boolean => rare.has(option);
