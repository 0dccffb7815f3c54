/** `--show-options`: every option of a command, its value, and where the value comes from. */

import type { Command } from 'commander';
import { SCHEMA, toText } from '../../report/json/document.ts';
import { renderTable } from '../../report/text/table.ts';
import { describeOptions } from './command.ts';
import type { FlagValues } from '../../options/resolve.ts';
import type { ResolvedFlags } from '../resolved-flags.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

/** Prints them as a table, or as JSON. */
export function showOptions(
  host: Host,
  command: Command,
  { options, registry, recipes }: ResolvedFlags,
): void {
  const flags = command.opts<FlagValues>();
  const rows = describeOptions(command, options, { models: registry.all, recipes });
  if (flags.json === true) return print(host, toText({ schema: SCHEMA, type: 'options', options: rows }));
  const columns = ['option', 'value', 'from'].map((title) => ({ title, align: 'left' }) as const);
  print(
    host,
    renderTable(
      columns,
      rows.map(({ option, value, from }) => [option, value ?? '–', from]),
    ),
  );
}
