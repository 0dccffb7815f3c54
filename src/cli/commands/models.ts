/** `hindcast models`: the names that `--model` takes, from the registry. */

import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

export function addModels(command: Command, host: Host): void {
  command
    .description('Lists the models for `--model`.')
    .action((flags: CommonFlags) => listModels(host, flags));
  addCommon(command);
  addHelp(command, ['hindcast models'], [0, 1, 2]);
}

async function listModels(host: Host, flags: CommonFlags): Promise<void> {
  const [{ models }, { renderTable }] = await Promise.all([
    import('../../models/index.ts'),
    import('../../report/text/table.ts'),
  ]);
  const rows = models.map(({ name, family, summary }) => ({ name, family, summary }));
  if (flags.json === true) {
    print(host, JSON.stringify({ schema: 1, type: 'models', models: rows }, null, 2));
    return;
  }
  const columns = (['model', 'family', 'summary'] as const).map(
    (title) => ({ title, align: 'left' }) as const,
  );
  print(
    host,
    renderTable(
      columns,
      rows.map(({ name, family, summary }) => [name, family, summary]),
    ),
  );
}
