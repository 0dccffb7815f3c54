/** Options whose values are checked before their command does anything, wherever the values come from. */

import { Option } from 'commander';
import type { Command } from 'commander';
import type { FlagParser } from '../../options/parse.ts';
import { duration } from '../../options/parse.ts';

/** An option with the parser that its command will use. */
export class CheckedOption extends Option {
  readonly parse: FlagParser<unknown>;

  constructor(flags: string, description: string, parse: FlagParser<unknown>) {
    super(flags, description);
    this.parse = parse;
  }
}

/** @throws UsageError for a value that its option does not take */
export function checkOptionValues(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (option instanceof CheckedOption && typeof value === 'string')
      option.parse(value, option.long ?? option.flags);
  }
}

/** `--deadline`, which several commands have. */
export function deadlineOption(summary: string): Option {
  return new CheckedOption('--deadline <time>', summary, duration);
}
