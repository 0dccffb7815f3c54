/**
 * SIGINT and SIGTERM. The first one aborts `signal`, so that work stops and what is done is kept. Then both
 * have their usual effect again: the second one ends the process at once.
 */

import { InterruptedError } from '../../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Throws InterruptedError if a signal has come. */
  throwIfInterrupted(kept: string): void;
  /** Gives the signals their usual effect again. */
  release(): void;
}

/** Listens until a signal has come or `release` is called. */
export function listenForSignals(onSignal: (signal: NodeJS.Signals) => void): Interruption {
  const controller = new AbortController();
  let received: (typeof SIGNALS)[number] | undefined;
  const handlers = SIGNALS.map((signal) => [signal, () => stop(signal)] as const);
  const release = () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
  function stop(signal: (typeof SIGNALS)[number]): void {
    received = signal;
    release();
    onSignal(signal);
    controller.abort();
  }
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return {
    signal: controller.signal,
    release,
    throwIfInterrupted(kept) {
      if (received === undefined) return;
      throw new InterruptedError(received, `interrupted by ${received}; ${kept}`);
    },
  };
}
