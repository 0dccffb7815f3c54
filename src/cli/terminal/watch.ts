/** Long work: shows progress on standard error, and stops at a signal, keeping finished work. */

import { listenForSignals } from './signals.ts';
import type { Progress, Sign } from './progress.ts';
import { createProgress } from './progress.ts';
import { note, redraw } from './print.ts';
import { escapeControl } from '../../text/escape.ts';
import type { Host } from '../host.ts';

export interface WatchContext {
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly show: (sign: Sign) => void;
}

/** The same where other programs may speak, and the last part of the work hears no signal. */
export interface SpeakingContext extends WatchContext {
  /** Prints a line of another program, unless quiet. */
  readonly say: (line: string) => void;
  /** Gives signals their usual effect, before work that hears none: they end the process at once. */
  readonly unwatch: () => void;
}

export interface Watched<T> {
  readonly value: T;
  /** To be called after the results are printed: throws InterruptedError after a signal, saying what was kept. */
  readonly throwIfInterrupted: (kept: string) => void;
}

/** Shows progress on the standard error of `host`. */
export function terminalProgress(host: Host, isQuiet: boolean): Progress {
  const { stderr } = host;
  return createProgress({
    draw: (lines, above) => redraw(host, lines, above),
    note: (line) => note(host, line),
    isTerminal: stderr.isTTY === true,
    // 0 if a terminal does not know its size
    columns: () => stderr.columns || 80,
    rows: () => stderr.rows || 24,
    isQuiet,
    now: host.monotonicMs,
  });
}

/** The result of `work`. */
export async function watch<T>(
  host: Host,
  { isQuiet }: { readonly isQuiet: boolean },
  work: (context: SpeakingContext) => Promise<T>,
): Promise<Watched<T>> {
  const progress = terminalProgress(host, isQuiet);
  const interruption = listenForSignals(host, (signal) => {
    progress.clear();
    note(host, `${signal}: stopping; send it again to stop at once`);
  });
  try {
    const value = await work({
      signal: interruption.signal,
      show: progress.show,
      unwatch() {
        progress.clear();
        interruption.release();
      },
      say(line) {
        if (isQuiet) return;
        progress.clear();
        note(host, escapeControl(line));
      },
    });
    return { value, throwIfInterrupted: interruption.throwIfInterrupted };
  } finally {
    progress.clear();
    interruption.release();
  }
}
