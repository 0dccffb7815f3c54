/** Runs the parts of a run side by side. */

import type { RunOptions } from './task-runner.ts';

/** All parts of a run; no part goes on if another fails. */
export async function together(
  options: RunOptions,
  parts: readonly ((options: RunOptions) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  await Promise.all(
    parts.map(async (part) => {
      try {
        await part({ ...options, signal });
      } catch (error) {
        failed.abort();
        throw error;
      }
    }),
  );
}
