/** A disk of 4 MB that really fills up: a file system in memory, in mounts of its own, so that no rights are needed. */

import { execFileSync } from 'node:child_process';
import { temporaryFolder } from './files.ts';
import type { Finished } from './run.ts';
import { PROGRAM, run } from './run.ts';

const UNSHARE = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const MOUNT = 'mount -t tmpfs -o size=4m tmpfs';

/** Whether the kernel lets us; where it does not, there is nothing to test on. */
export function canMountDisk(): boolean {
  try {
    execFileSync('unshare', [...UNSHARE, `${MOUNT} /mnt`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * What comes of a shell script with the disk mounted at `$DISK`. In it `hindcast` is the program with its store there,
 * and `step COMMAND` runs a command and prints `exit CODE`.
 */
export async function runOnSmallDisk(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<Finished & { readonly exits: readonly number[] }> {
  const disk = await temporaryFolder();
  const prelude = `
    ${MOUNT} "$DISK"
    hindcast() { "${process.execPath}" "${PROGRAM}" "$@" --store "$DISK/store.sqlite"; }
    step() { "$@" && code=0 || code=$?; echo "exit $code"; }`;
  const finished = await run('unshare', [...UNSHARE, `${prelude}\n${script}`], {
    env: { ...env, DISK: disk },
  });
  const exits = Array.from(finished.stdout.matchAll(/^exit (\d+)$/gm), ([, exit]) => Number(exit));
  return { ...finished, exits };
}
