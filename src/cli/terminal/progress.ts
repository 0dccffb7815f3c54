/**
 * Progress on standard error during long work: one line that changes, on a terminal; elsewhere a plain line per
 * finished step, at most one a second, and one every 30 s while a single step takes long.
 */

import { formatDuration } from '../../report/format/units.ts';
import { escapeControl } from '../../text/escape.ts';

export interface Sign {
  /** What is going on. */
  readonly text: string;
  /** Share of all work that is done, 0 to 1. In between, the time left is extrapolated. */
  readonly share: number;
  /** Whether a step is finished, not only in progress. */
  readonly isStep: boolean;
}

export interface ProgressOptions {
  /** Draws over the line that the cursor is in. */
  readonly draw: (text: string) => void;
  /** Writes a line. */
  readonly note: (line: string) => void;
  readonly isTerminal: boolean;
  /** Columns of the terminal, read each time because they may change. */
  readonly columns: () => number;
  readonly isQuiet: boolean;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
}

export interface Progress {
  readonly show: (sign: Sign) => void;
  /** Clears the progress line, so that other output starts in the first column. */
  readonly clear: () => void;
}

const REDRAW_MS = 100;
const LINE_MS = 1_000;
const ALIVE_MS = 30_000;

export function createProgress({ draw, note, isTerminal, columns, isQuiet, now }: ProgressOptions): Progress {
  if (isQuiet) return { show: () => {}, clear: () => {} };
  const start = now();
  let last = -Infinity;
  let isDrawn = false;
  return {
    show(sign) {
      const time = now();
      const isLast = sign.isStep && sign.share === 1;
      if (time - last < waitOf(sign, isTerminal) && !(isLast && !isTerminal)) return;
      last = time;
      const text = `${escapeControl(sign.text)} · ${timing(sign.share, (time - start) / 1000)}`;
      if (isTerminal) draw(text.slice(0, Math.max(1, columns() - 1)));
      else note(text);
      isDrawn = isTerminal;
    },
    clear() {
      if (isDrawn) draw('');
      isDrawn = false;
    },
  };
}

function waitOf({ isStep }: Sign, isTerminal: boolean): number {
  if (isTerminal) return REDRAW_MS;
  return isStep ? LINE_MS : ALIVE_MS;
}

/** Elapsed time and, once a step is done, the extrapolated time left. */
function timing(share: number, seconds: number): string {
  const gone = formatDuration(seconds);
  if (!(share > 0 && share < 1)) return gone;
  return `${gone}, about ${formatDuration(seconds / share - seconds)} left`;
}
