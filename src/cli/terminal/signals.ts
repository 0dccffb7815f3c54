/**
 * SIGINT and SIGTERM. The first one aborts `signal`, so that work stops and finished work is kept. Then both have their
 * usual effect again: the second one ends the process at once.
 */

import { InterruptedError } from '../../errors.ts';
import type { Host } from '../host.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Throws InterruptedError after a signal. */
  throwIfInterrupted(kept: string): void;
  /** Gives the signals their usual effect again. */
  release(): void;
}

/** Two signals that end a service: the first asks it to come to an end, the second to stop at once. After that, they have their usual effect. */
export interface TwoSignals {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  /** Gives the signals their usual effect again. */
  readonly release: () => void;
}

export function untilSignals(host: Pick<Host, 'onSignal'>): TwoSignals {
  const heard: (() => void)[] = [];
  const [first, second] = [0, 1].map(() => new Promise<void>((resolve) => heard.push(resolve)));
  const stops = SIGNALS.map((signal) =>
    host.onSignal(signal, () => {
      heard.shift()!();
      if (heard.length === 0) release();
    }),
  );
  const release = (): void => {
    for (const stop of stops) stop();
  };
  return { first, second, release };
}

/** Listens until a signal arrives or `release` is called. */
export function listenForSignals(
  host: Pick<Host, 'onSignal'>,
  onSignal: (signal: NodeJS.Signals) => void,
): Interruption {
  const controller = new AbortController();
  let received: (typeof SIGNALS)[number] | undefined;
  const stops = SIGNALS.map((signal) =>
    host.onSignal(signal, () => {
      received = signal;
      release();
      onSignal(signal);
      controller.abort();
    }),
  );
  const release = (): void => {
    for (const stop of stops) stop();
  };
  return {
    signal: controller.signal,
    release,
    throwIfInterrupted(kept) {
      if (received === undefined) return;
      throw new InterruptedError(received, `interrupted by ${received}; ${kept}`);
    },
  };
}
