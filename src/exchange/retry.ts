/** Retries after temporary failures: waits that grow, or as long as the exchange asks for. */

import { NetworkError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import { ExchangeFailure } from './failure.ts';

export interface Patience {
  /** Number of retries. */
  readonly retries: number;
  /** Resolves after so many milliseconds; rejects if the command is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: Random;
  /** Called before every wait. */
  readonly onWait: (failure: ExchangeFailure, waitMs: number) => void;
}

const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** If an exchange asks for a longer wait, the command fails; the next one continues. */
const LONGEST_ASKED_MS = 300_000;

/**
 * What `work` resolves to, retried after failures that are worth it.
 * @throws the error of a failure that is final or the last allowed one; everything else unchanged
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
      const { isWorthRetrying, error, retryAfterMs = 0 } = thrown;
      if (!isWorthRetrying || tries >= retries || retryAfterMs > LONGEST_ASKED_MS) {
        if (retryAfterMs === 0) throw error;
        throw new NetworkError(`${error.message}; it asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, {
          hint: error.hint,
          cause: thrown,
        });
      }
      const waitMs = thrown.retryAfterMs ?? backOff(tries, random);
      onWait(thrown, waitMs);
      await sleep(waitMs);
    }
  }
}

/** 0.5 s · 2^tries, at most 60 s, less a random part up to half, so that many clients do not return at once. */
export function backOff(tries: number, random: Random): number {
  let longest = FIRST_MS;
  for (let i = 0; i < tries && longest < LONGEST_MS; i++) longest *= 2;
  return Math.round(Math.min(LONGEST_MS, longest) * (1 - random.uniform() / 2));
}

/** Resolves after `ms`; if `signal` aborts first, rejects with its reason. */
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
