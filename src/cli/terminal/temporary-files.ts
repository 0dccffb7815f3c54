/**
 * Files that are written before they get their names: `.hindcast-MACHINE-PROCESS-NUMBER.tmp`. If a process is killed, its
 * file stays; the next write in that folder removes it.
 */

import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { sha256 } from '../../text/digest.ts';
import type { Host } from '../host.ts';

const NAME = /^\.hindcast-([0-9a-f]{8})-(\d+)-\d+\.tmp$/;

let count = 0;

/** A path in the folder that no other process uses. */
export function temporaryFile({ pid }: Pick<Host, 'pid'>, folder: string): string {
  return path.join(folder, `.hindcast-${machine()}-${pid}-${count++}.tmp`);
}

/**
 * Removes what killed processes left in the folder. What cannot be removed stays: it does no harm.
 * @param targets - names of files that are written there now: earlier versions called their temporary files `.NAME.PROCESS.tmp`
 */
export async function removeLeftovers(folder: string, targets: readonly string[]): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = processOf(name, targets);
    if (pid === undefined || isAlive(pid)) continue;
    await rm(path.join(folder, name), { force: true }).catch(() => {});
  }
}

/** The process of this machine that a temporary file belongs to; `undefined` for other files. */
function processOf(name: string, targets: readonly string[]): number | undefined {
  const [, ofMachine, pid] = NAME.exec(name) ?? [];
  // On a shared disk, the processes of other machines are unknown.
  if (pid !== undefined) return ofMachine === machine() ? Number(pid) : undefined;
  const target = targets.find((each) => name.startsWith(`.${each}.`));
  const earlier = target === undefined ? null : /^(\d+)\.tmp$/.exec(name.slice(target.length + 2));
  return earlier === null ? undefined : Number(earlier[1]);
}

const machine = (): string => sha256(hostname()).slice(0, 8);

/** Whether the process runs. If its number belongs to another process by now, a later write removes the file. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
