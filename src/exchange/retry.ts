/** Asking again after a failure that may pass: longer and longer waits, and what the exchange says about waiting. */

import { NetworkError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import { ExchangeFailure } from './failure.ts';

export interface Patience {
  /** How often a call is tried again. */
  readonly retries: number;
  /** Resolves after so many milliseconds, and rejects when the run is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: Random;
  /** Told of every wait. */
  readonly onWait: (failure: ExchangeFailure, waitMs: number) => void;
}

const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** An exchange that asks for more is not waited for: the run ends, and the next one goes on. */
const LONGEST_ASKED_MS = 300_000;

/**
 * What `work` resolves to, tried again after failures that are worth it.
 * @throws the failure's own error when it is final or the tries are used up; what is no failure as it is
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { retries, sleep, random, onWait }: Patience,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ExchangeFailure)) throw thrown;
      if (!thrown.isWorthRetrying || tries >= retries) throw thrown.error;
      const { retryAfterMs } = thrown;
      if (retryAfterMs !== undefined && retryAfterMs > LONGEST_ASKED_MS) {
        throw new NetworkError(
          `${thrown.message}; it asks for a pause of ${Math.ceil(retryAfterMs / 1000)} s`,
          { hint: 'run the same command again after that; it goes on where this one ended', cause: thrown },
        );
      }
      const waitMs = retryAfterMs ?? backOff(tries, random);
      onWait(thrown, waitMs);
      await sleep(waitMs);
    }
  }
}

/** 0.5 s · 2^tries, at most 60 s, of which a random half is left out so that many clients do not come back at once. */
export function backOff(tries: number, random: Random): number {
  let longest = FIRST_MS;
  for (let i = 0; i < tries && longest < LONGEST_MS; i++) longest *= 2;
  return Math.round(Math.min(LONGEST_MS, longest) * (1 - random.uniform() / 2));
}

/** Resolves after `ms`; an abort of `signal` ends the wait and rejects with its reason. */
export function sleepUnless(signal: AbortSignal): (ms: number) => Promise<void> {
  return (ms) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
}
