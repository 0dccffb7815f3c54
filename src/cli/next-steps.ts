/** What a user can do after an answer, and the option that prints everything. */

import type { Command } from 'commander';
import { nextLines } from '../report/text/answer.ts';
import { shellWord } from '../text/shell.ts';
import type { CommonFlags } from './help.ts';
import type { Host } from './host.ts';
import type { StoreFlags } from './store.ts';
import type { TableFlags } from './table-form.ts';
import { isTabled } from './table-form.ts';
import { print } from './terminal/print.ts';

export interface DetailsFlags {
  readonly details?: true;
}

export function addDetailsOption(command: Command): Command {
  return command.option('--details', 'print every table, test and sentence instead of the short answer');
}

/** Whether the short answer is printed. */
export const isShort = (flags: DetailsFlags & TableFlags): boolean =>
  flags.json !== true && flags.details !== true && !isTabled(flags);

export type NextStep = readonly [purpose: string, command: string];

/** All scores by the same command. */
export const ADD_DETAILS: NextStep = ['All scores and tests', 'add --details'];

/** What to do with a run of the store. */
export function stepsOfRun(host: Host, run: string, flags: StoreFlags): readonly NextStep[] {
  const named = flags.store !== undefined && flags.store !== host.env.HINDCAST_STORE;
  const store = named ? ` --store ${shellWord(flags.store)}` : '';
  return [
    ['All scores and tests', `hindcast show ${run} --details${store}`],
    ['Charts in a page', `hindcast report ${run} --output report.html${store}`],
  ];
}

/** Prints the steps below the answer; nothing with `--quiet`. */
export function printNext(host: Host, steps: readonly NextStep[], { quiet }: CommonFlags): void {
  if (quiet !== true) print(host, `\n${nextLines(steps)}`);
}
