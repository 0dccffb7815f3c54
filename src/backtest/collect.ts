/** Finished fits on their way to the journal. */

import type { FitResult } from './tasks.ts';

export interface Collector {
  take(result: FitResult): void;
  /** Deals with what was taken, at once. */
  flush(): void;
}

export interface CollectorEvents {
  /** Keeps results in one write. */
  keep(results: readonly FitResult[]): void;
  onKept(result: FitResult): void;
  /** What `keep` or `onKept` has thrown. */
  onError(error: unknown): void;
}

/**
 * Takes results, and deals with all that came at the same time together: a write waits for the disk, some milliseconds, whether it has one
 * result or ten. Small fits on many threads would wait for each other's.
 */
export function collector({ keep, onKept, onError }: CollectorEvents): Collector {
  let waiting: FitResult[] = [];
  let turn: NodeJS.Immediate | undefined;
  const flush = (): void => {
    clearImmediate(turn);
    turn = undefined;
    const results = waiting;
    waiting = [];
    if (results.length === 0) return;
    try {
      keep(results);
      for (const result of results) onKept(result);
    } catch (error) {
      onError(error);
    }
  };
  return {
    take(result) {
      waiting.push(result);
      turn ??= setImmediate(flush);
    },
    flush,
  };
}
