/** What `hindcast recipes` does, step by step. */

import { recipes } from '../../models/recipes.ts';
import { proseWidth } from '../../report/text/layout.ts';
import { renderTable, wrap } from '../../report/text/table.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { print } from '../terminal/print.ts';

export async function listRecipes(host: Host, flags: CommonFlags): Promise<void> {
  if (flags.json === true) {
    print(host, JSON.stringify({ schema: 1, type: 'recipes', recipes }, null, 2));
    return;
  }
  const reasons = [...new Set(recipes.map(({ why }) => why))].map((why) => {
    const names = recipes.filter((recipe) => recipe.why === why).map(({ name }) => name);
    return wrap(`${names.join(', ')}: ${why}`, proseWidth());
  });
  const columns = (['recipe', 'summary'] as const).map((title) => ({ title, align: 'left' }) as const);
  print(
    host,
    [
      renderTable(
        columns,
        recipes.map(({ name, summary }) => [name, summary]),
      ),
      ...reasons,
    ].join('\n\n'),
  );
}
