/** `--if-busy`: what a command does when another process holds the lock. */

import type { Command } from 'commander';
import { LockedError } from '../errors.ts';
import type { Lock, Store } from '../store/store.ts';
import { CheckedOption } from './options/checked.ts';
import { choice } from '../options/parse.ts';

/** What `--if-busy` takes. */
export const ways = ['fail', 'skip', 'wait'] as const;

export interface BusyFlags {
  readonly ifBusy?: string;
}

/** How often a lock is tried again. */
const RETRY_MS = 250;

export function addBusyOption(command: Command): Command {
  return command.addOption(
    new CheckedOption(
      '--if-busy <way>',
      `if another process is working on the same market or job: ${ways.join(', ')} (default: fail)`,
      choice(ways),
    ),
  );
}

export interface Waiting {
  readonly sleep: (ms: number) => Promise<void>;
  /** Told once, before the first wait. */
  readonly onWait: (error: LockedError) => void;
}

/**
 * The lock `name`; `undefined` if another process has it and the work is to be skipped.
 * @throws LockedError if another process has it, unless `--if-busy` says otherwise
 */
export async function lockOf(
  store: Store,
  name: string,
  { ifBusy = 'fail' }: BusyFlags,
  { sleep, onWait }: Waiting,
): Promise<Lock | undefined> {
  const way = choice(ways)(ifBusy, '--if-busy');
  for (let tries = 0; ; tries++) {
    try {
      return store.lock(name);
    } catch (error) {
      if (!(error instanceof LockedError) || way === 'fail') throw error;
      if (way === 'skip') return undefined;
      if (tries === 0) onWait(error);
      await sleep(RETRY_MS);
    }
  }
}
