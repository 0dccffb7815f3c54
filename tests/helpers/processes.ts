/** Processes that something has started: whether they have ended. */

import { spawnSync } from 'node:child_process';

/** Once a process runs no longer. It may be a zombie, until the program that started it has ended or looks at it. */
export async function ended(pid: number): Promise<void> {
  while (/^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout))
    await nextMoment();
}

export const nextMoment = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 20));
