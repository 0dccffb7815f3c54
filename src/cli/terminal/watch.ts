/** Long work under watch: progress on standard error, and signals that stop it with what is done kept. */

import { listenForSignals } from './signals.ts';
import type { Sign } from './progress.ts';
import { createProgress } from './progress.ts';
import { tell } from './print.ts';

export interface WatchContext {
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly show: (sign: Sign) => void;
}

export interface Watched<T> {
  readonly value: T;
  /** To be called when the results are out: throws InterruptedError, saying what was kept, if a signal has come. */
  readonly throwIfInterrupted: (kept: string) => void;
}

/** What `work` resolves to. */
export async function watch<T>(
  { isQuiet }: { readonly isQuiet: boolean },
  work: (context: WatchContext) => Promise<T>,
): Promise<Watched<T>> {
  const { stderr } = process;
  const progress = createProgress({
    write: (text) => stderr.write(text),
    isTerminal: stderr.isTTY,
    columns: () => stderr.columns || 80, // 0 where a terminal does not know its width
    isQuiet,
    now: () => performance.now(),
  });
  const interruption = listenForSignals((signal) => {
    progress.clear();
    tell(`${signal}: stopping; again to stop at once`);
  });
  try {
    const value = await work({ signal: interruption.signal, show: progress.show });
    return { value, throwIfInterrupted: interruption.throwIfInterrupted };
  } finally {
    progress.clear();
    interruption.release();
  }
}
