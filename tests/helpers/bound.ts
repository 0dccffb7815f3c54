/** Processes that the rights of files bind, also if the tests run as root. */

import { chmod } from 'node:fs/promises';
import type { ProcessOptions } from './run.ts';
import { PROGRAM, run } from './run.ts';

/** Root without the capabilities that let it ignore rights. */
const WITHOUT_RIGHTS = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

/** Runs Node with these arguments. */
export function boundNode(args: readonly string[], options: ProcessOptions = {}) {
  const words = [...(process.getuid?.() === 0 ? WITHOUT_RIGHTS : []), process.execPath, ...args];
  return run(words[0], words.slice(1), options);
}

/** Runs the built program with these arguments. */
export const boundHindcast = (args: readonly string[], options: ProcessOptions = {}) =>
  boundNode([PROGRAM, ...args], options);

/** What `work` resolves to while nothing can be written into the folder. */
export async function whileReadOnly<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await chmod(folder, 0o555);
  try {
    return await work();
  } finally {
    await chmod(folder, 0o755);
  }
}
