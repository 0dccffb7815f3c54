/** `hindcast model-check SPEC`: tries a model that is not built in, for its author. */

import type { Command } from 'commander';
import { targetNames } from '../../data/targets.ts';
import { choice, integer } from '../../options/parse.ts';
import { addTrialOptions } from '../foreign-options.ts';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { CheckedOption } from '../options/checked.ts';
import { lazyAction } from './lazy-action.ts';

export function addModelCheck(command: Command, host: Host): void {
  command
    .description(
      'Tries a model such as `exec:COMMAND` on simulated prices: its answers, the same forecasts again, and that nothing after an origin ' +
        'changes them. docs/foreign-models.md describes the protocol.',
    )
    .argument('<model>', 'what `--model` takes, such as `exec:python my_model.py`')
    .addOption(new CheckedOption('--horizon <n>', 'steps ahead (default: 3)', integer(1, 1000)))
    .addOption(
      new CheckedOption('--input-size <n>', 'rows of the window of a model (default: 10)', integer(1, 1000)),
    )
    .addOption(
      new CheckedOption(
        '--target <name>',
        `what it forecasts: ${targetNames.join(', ')} (default: log-return)`,
        choice(targetNames),
      ),
    )
    .action(lazyAction(async () => (await import('../actions/model-check.ts')).checkForeignModel, host));
  addTrialOptions(command);
  addCommon(command);
  addHelp(
    command,
    [
      "hindcast model-check 'exec:node examples/history.mjs'",
      "hindcast model-check 'exec:node examples/history.mjs' --horizon 7",
    ],
    [0, 1, 2, 3, 130],
  );
}
