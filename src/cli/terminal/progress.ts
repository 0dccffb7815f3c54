/**
 * Progress on standard error during long work: a line that changes, on a terminal, for each of what goes on at the same
 * time; elsewhere a plain line per finished step, at most one a second of each, and one every 30 s while a single step
 * takes long.
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
  /** Which of several pieces of work at the same time; each has its own line and its own share. */
  readonly lane?: string;
}

export interface ProgressOptions {
  /** Replaces the line that the cursor is in, and `above` lines above it. */
  readonly draw: (lines: readonly string[], above: number) => void;
  /** Writes a line. */
  readonly note: (line: string) => void;
  readonly isTerminal: boolean;
  /** Columns of the terminal, read each time because they may change. */
  readonly columns: () => number;
  readonly rows: () => number;
  readonly isQuiet: boolean;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
}

export interface Progress {
  readonly show: (sign: Sign) => void;
  /** Clears the lines, so that other output starts in the first column. */
  readonly clear: () => void;
}

const REDRAW_MS = 100;
const LINE_MS = 1_000;
const ALIVE_MS = 30_000;

interface Lane {
  text: string;
  /** When it was last written, where there is no terminal. */
  last: number;
}

export function createProgress(options: ProgressOptions): Progress {
  const { draw, note, isTerminal, isQuiet, now } = options;
  if (isQuiet) return { show: () => {}, clear: () => {} };
  const start = now();
  const lanes = new Map<string, Lane>();
  let lastDrawn = -Infinity;
  let drawn = 0;
  const textOf = ({ text, share }: Sign, time: number): string =>
    `${escapeControl(text)} · ${timing(share, (time - start) / 1000)}`;

  /** On a terminal: every lane, at most ten times a second. */
  function showLines(sign: Sign, time: number): void {
    const { lane = '' } = sign;
    lanes.set(lane, { text: textOf(sign, time), last: time });
    if (time - lastDrawn < REDRAW_MS) return;
    lastDrawn = time;
    const lines = fitted([...lanes.values()], options);
    draw(lines, Math.max(0, drawn - 1));
    drawn = lines.length;
  }

  /** Elsewhere: a line of its own, unless there was one of its lane just before. */
  function showPlainly(sign: Sign, time: number): void {
    const { lane = '', isStep, share } = sign;
    const last = lanes.get(lane)?.last ?? -Infinity;
    if (time - last < (isStep ? LINE_MS : ALIVE_MS) && !(isStep && share === 1)) return;
    const text = textOf(sign, time);
    lanes.set(lane, { text, last: time });
    note(text);
  }

  return {
    show: (sign) => (isTerminal ? showLines : showPlainly)(sign, now()),
    clear() {
      if (drawn > 0) draw([], drawn - 1);
      drawn = 0;
    },
  };
}

/** The lines that fit on the terminal, without its last column and its last row. */
function fitted(
  lanes: readonly Lane[],
  { columns, rows }: Pick<ProgressOptions, 'columns' | 'rows'>,
): readonly string[] {
  const most = Math.max(1, rows() - 1);
  const texts = lanes.map(({ text }) => text);
  const shown =
    texts.length <= most ? texts : [...texts.slice(0, most - 1), `and ${texts.length - most + 1} more`];
  return shown.map((text) => text.slice(0, Math.max(1, columns() - 1)));
}

/** Elapsed time and, once a step is done, the extrapolated time left. */
function timing(share: number, seconds: number): string {
  const gone = formatDuration(seconds);
  if (!(share > 0 && share < 1)) return gone;
  return `${gone}, about ${formatDuration(seconds / share - seconds)} left`;
}
