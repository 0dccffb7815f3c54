/** `hindcast recipes`: named sets of options, from the registry. */

import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

export function addRecipes(command: Command, host: Host): void {
  command
    .description('Lists the recipes for `--recipe`. A flag overrides the recipe.')
    .action((flags: CommonFlags) => listRecipes(host, flags));
  addCommon(command);
  addHelp(command, ['hindcast recipes'], [0, 1, 2]);
}

async function listRecipes(host: Host, flags: CommonFlags): Promise<void> {
  const [{ recipes }, { renderTable }] = await Promise.all([
    import('../../models/recipes.ts'),
    import('../../report/text/table.ts'),
  ]);
  if (flags.json === true) {
    print(host, JSON.stringify({ schema: 1, type: 'recipes', recipes }, null, 2));
    return;
  }
  const columns = (['recipe', 'summary'] as const).map((title) => ({ title, align: 'left' }) as const);
  print(
    host,
    renderTable(
      columns,
      recipes.map(({ name, summary }) => [name, summary]),
    ),
  );
}
