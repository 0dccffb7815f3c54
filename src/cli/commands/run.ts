/** `hindcast run JOB`: the steps of a job of `hindcast.json`, one after the other. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { addBusyOption } from '../if-busy.ts';
import { CheckedOption, deadlineOption } from '../options/checked.ts';
import { stepNames } from '../options/jobs.ts';
import { choice, list } from '../../options/parse.ts';
import { addPingOption } from '../ping.ts';
import { addQueueOptions } from '../queue-options.ts';
import { addAllowExec } from '../foreign-options.ts';
import { addStoreOption } from '../store.ts';
import type { Program } from './entry.ts';
import { lazyAction } from './lazy-action.ts';

export function addRun(command: Command, host: Host, program: Program): void {
  command
    .description(
      'Runs the steps of a job of `hindcast.json` one after the other. Without a job, lists the jobs. A job can be started again at any time; finished work is not repeated.',
    )
    .argument('[job]', 'its name under `jobs` in `hindcast.json`')
    .addOption(
      new CheckedOption(
        '--only <steps>',
        'only these steps, in the order of the job',
        list(choice(stepNames)),
      ),
    )
    .addOption(deadlineOption('stop the whole job after this time (90s, 10m, 2h); finished work is kept'))
    .action(lazyAction(async () => (await import('../actions/run.ts')).runJob, program, host));
  addStoreOption(addAllowExec(command));
  addPingOption(addQueueOptions(addBusyOption(command)));
  addCommon(command);
  addHelp(
    command,
    ['hindcast run btc-daily', 'hindcast run btc-daily --quiet --if-busy skip --deadline 50m'],
    [0, 1, 2, 3, 4, 5, 10, 11, 12, 20, 28, 130],
  );
}
