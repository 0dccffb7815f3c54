/** What a queue is asked for by the person who uses it, and how long what it holds stays. */

import type { QueueAddress } from './url.ts';

export interface QueueSettings {
  readonly address: QueueAddress;
  /** What all keys begin with. */
  readonly prefix: string;
}

export const DEFAULT_PREFIX = 'hindcast';

/** Seconds that something stays in Redis. */
export const lifetimes = {
  /** What fits read, after it was last used. */
  input: 3600,
  /** A result that nobody has taken. */
  result: 86_400,
  /** A result that somebody has taken; somebody else may wait for it too. */
  taken: 60,
  /** A worker that is not heard of. */
  worker: 15,
  /** A version that was used. */
  version: 30 * 86_400,
  /** A job that has failed, for `doctor`. */
  failed: 86_400,
} as const;

/** Most failed jobs that are kept. */
export const MOST_FAILED = 1000;

/** Milliseconds between two looks at what changes without a message. */
export const BEAT_MS = 5000;
