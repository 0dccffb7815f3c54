/** `hindcast recipes`: named sets of options, from the registry. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { lazyAction } from './lazy-action.ts';

export function addRecipes(command: Command, host: Host): void {
  command
    .description('Lists the recipes for `--recipe`. A flag overrides the recipe.')
    .action(lazyAction(async () => (await import('../actions/recipes.ts')).listRecipes, host));
  addCommon(command);
  addHelp(command, ['hindcast recipes'], [0, 1, 2]);
}
