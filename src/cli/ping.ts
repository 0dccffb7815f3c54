/**
 * `--ping-url`: tells a monitor that a command has ended, and its exit code. The URL is a secret and is never printed. A
 * ping that fails does not change the exit code.
 */

import type { Command } from 'commander';
import { Option } from 'commander';
import { UsageError } from '../errors.ts';
import { COMMON_GROUP } from './help.ts';
import { warn } from './terminal/print.ts';
import type { Host } from './host.ts';
import { asRare } from './options/rare.ts';

export interface PingFlags {
  readonly pingUrl?: string;
}

const TIMEOUT_MS = 10_000;
const TRIES = 3;

/** Among what `--show-options` leaves out. */
export function addPingOption(command: Command): Command {
  return command.addOption(
    asRare(
      new Option('--ping-url <url>', 'request this URL when done, with /EXIT-CODE appended on failure'),
    ).helpGroup(COMMON_GROUP),
  );
}

/** @throws UsageError if it is not a URL; the message does not repeat it */
export function checkPingUrl({ pingUrl }: PingFlags): void {
  if (pingUrl === undefined) return;
  if (URL.canParse(pingUrl) && ['https:', 'http:'].includes(new URL(pingUrl).protocol)) return;
  throw new UsageError('expected `--ping-url` to be an address that starts with https:// or http://', {
    hint: 'use the URL that the monitor shows for the check; it is not printed here because it may be secret',
  });
}

/**
 * Tells the monitor, if there is one, that the command has ended. Tries three times, then warns.
 */
export async function ping(host: Host, { pingUrl = '' }: PingFlags, exit: number): Promise<void> {
  if (!URL.canParse(pingUrl)) return; // an invalid address was an error before
  const address = new URL(pingUrl);
  const { statusOf } = await import('./http-get.ts');
  if (exit !== 0) address.pathname = `${address.pathname.replace(/\/$/, '')}/${exit}`;
  let because = '';
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const status = await statusOf(host, address, AbortSignal.timeout(TIMEOUT_MS));
      if (status >= 200 && status < 300) return;
      because = `HTTP ${status}`;
    } catch (error) {
      because = reasonOf(error);
    }
  }
  warn(host, `the ping (\`--ping-url\`) failed: ${because}`);
}

/** A code and no message: those name the address. */
function reasonOf(error: unknown): string {
  const { name, code } = error as NodeJS.ErrnoException;
  // Only the timeout aborts a request.
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return code ?? name;
}
