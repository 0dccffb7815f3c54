/** `hindcast models`: the names that `--model` takes, from the registry. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { lazyAction } from './lazy-action.ts';

export function addModels(command: Command, host: Host): void {
  command
    .description('Lists the models for `--model`.')
    .action(lazyAction(async () => (await import('../actions/models.ts')).listModels, host));
  addCommon(command);
  addHelp(command, ['hindcast models'], [0, 1, 2]);
}
