/** What `hindcast models` does, step by step. */

import { models } from '../../models/index.ts';
import { renderTable } from '../../report/text/table.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { print } from '../terminal/print.ts';

export async function listModels(host: Host, flags: CommonFlags): Promise<void> {
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
