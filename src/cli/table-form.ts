/** `--markdown` and `--latex`: results as tables for notes and papers. */

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { ResultTable } from '../report/format/result-table.ts';
import type { CommonFlags } from './help.ts';
import type { Host } from './host.ts';
import { note, printExactly } from './terminal/print.ts';
import { addRare } from './options/rare.ts';

export interface TableFlags extends CommonFlags {
  readonly markdown?: true;
  readonly latex?: true;
}

const FORMS = ['markdown', 'latex', 'json'] as const;

export function addTableOptions(command: Command): Command {
  return addRare(command.optionsGroup('Output:'), (output) =>
    output
      .option('--markdown', 'print the tables as Markdown')
      .option('--latex', 'print the tables as LaTeX (booktabs)'),
  );
}

/** @throws UsageError for several forms; called before anything is done */
export function checkForm(flags: TableFlags): void {
  const [first, second] = FORMS.filter((form) => flags[form] === true);
  if (second === undefined) return;
  throw new UsageError(`\`--${first}\` and \`--${second}\` exclude each other`, {
    hint: 'give one of them: standard output has one form',
  });
}

/** Whether results are printed as tables. */
export const isTabled = ({ markdown, latex }: TableFlags): boolean => markdown === true || latex === true;

/** @param isEmpty - said on standard error if there is no table */
export async function printTables(
  host: Host,
  tables: readonly ResultTable[],
  { latex }: TableFlags,
  isEmpty: string,
): Promise<void> {
  if (tables.length === 0) return note(host, isEmpty);
  printExactly(
    host,
    latex === true
      ? (await import('../report/latex/tables.ts')).latexTables(tables)
      : (await import('../report/markdown/tables.ts')).markdownTables(tables),
  );
}
