/** What a command is to the program, and the program to a command. The registry in `index.ts` lists the commands. */

import type { Command, Option } from 'commander';
import type { Host } from '../host.ts';
import type { JobSettings } from '../options/settings.ts';

/** What an argument can name, for completion. */
export type ArgumentKind = 'market' | 'csv' | 'run' | 'model-file' | 'job' | 'process' | 'exchange';

export interface CommandEntry {
  readonly name: string;
  /** A line in the list of commands. */
  readonly summary: string;
  /** What its arguments can name. */
  readonly arguments?: readonly ArgumentKind[];
  /** Loads the function that gives a command its options, help and action. */
  readonly load: () => Promise<(command: Command, host: Host, program: Program) => void>;
}

export interface Execution {
  /** If the command line is a step of a job. */
  readonly job?: JobSettings;
  /** Called before the command runs, when its settings are applied. */
  readonly onCommand?: (command: Command) => void;
  /** Whether to check the command line and its settings without running it. */
  readonly onlyChecks?: boolean;
}

/** All commands together, for those that run or describe others. */
export interface Program {
  readonly commands: readonly CommandEntry[];
  /**
   * Runs a command line, without `node` and the script.
   * @throws whatever the command throws; a usage error about a setting names the setting
   */
  execute(host: Host, args: readonly string[], execution?: Execution): Promise<void>;
  /** The options of a command; none if the name is unknown. */
  optionsOf(host: Host, name: string): Promise<readonly Option[]>;
  /** The options of every command. */
  allOptions(host: Host): Promise<readonly Option[]>;
}
