/** `hindcast tune SOURCE…`: searches settings inside the training rows, then opens the sealed span once. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addDetailsOption } from '../next-steps.ts';
import { CheckedOption } from '../options/checked.ts';
import { addRare } from '../options/rare.ts';
import { budget } from '../../options/parse.ts';
import { searchSpace } from '../../tuning/parse-search.ts';
import { addRunOptions, orShowOptions } from '../panel-options.ts';
import { addPingOption } from '../ping.ts';
import { addQueueOptions } from '../queue-options.ts';
import { lazyAction } from './lazy-action.ts';

export function addTune(command: Command, host: Host): void {
  command
    .description(
      'Searches settings inside the training rows, then scores the best once on the sealed last span (`--test`).',
    )
    .action(
      orShowOptions(
        host,
        lazyAction(async () => (await import('../actions/tune.ts')).tuneSources, host),
      ),
    );
  addRunOptions(command, { hasTestSpan: true });
  command
    .addOption(
      new CheckedOption(
        '--budget <limit>',
        'limit of the search: fits (200) or a time (90s, 10m) (default: 10m)',
        budget,
      ),
    )
    .addOption(
      new CheckedOption(
        '--search <space>',
        'settings to draw: hidden=16|32,epochs=5..50 (default: by model)',
        searchSpace,
      ),
    )
    .option('--keep-sealed', 'search only, and do not open the sealed span');
  addRare(command, (run) =>
    run
      .option('--save <file>', 'write the chosen options as jobs of a hindcast.json')
      .option('--fresh', 'compute every fit again, even those in the store'),
  );
  addPingOption(addQueueOptions(command));
  addDetailsOption(command.optionsGroup('Output:'));
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast tune BTCUSD.csv --model mlp --budget 30',
      "hindcast tune BTCUSD.csv --model mlp --budget 20 --search 'hidden=16|32|64,learning-rate=0.0001..0.01'",
    ],
    [0, 1, 2, 3, 5, 10, 12, 20, 28, 130],
  );
}
