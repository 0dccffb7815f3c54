/**
 * Signs of life on standard error while fits run: one line that changes, on a terminal; elsewhere a plain
 * line per finished fit, at most one a second, and one every 30 s while a single fit runs.
 */

import type { ProgressEvent } from '../backtest/run.ts';
import { formatDuration } from '../report/units.ts';

export interface ProgressOptions {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns of the terminal, asked each time since it may change. */
  readonly columns: () => number;
  readonly isQuiet: boolean;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
}

export interface Progress {
  readonly show: (event: ProgressEvent) => void;
  /** Wipes the line that changes, so that other output starts in the first column. */
  readonly clear: () => void;
}

const REDRAW_MS = 100;
const LINE_MS = 1_000;
const ALIVE_MS = 30_000;

export function createProgress({ write, isTerminal, columns, isQuiet, now }: ProgressOptions): Progress {
  if (isQuiet) return { show: () => {}, clear: () => {} };
  const start = now();
  let last = -Infinity;
  let isDrawn = false;
  return {
    show(event) {
      const time = now();
      const isLast = event.type === 'fit' && event.done === event.total;
      if (time - last < waitOf(event, isTerminal) && !(isLast && !isTerminal)) return;
      last = time;
      const text = `${describe(event)} · ${timing(event, (time - start) / 1000)}`;
      if (isTerminal) write(`\r\u001b[2K${text.slice(0, Math.max(1, columns() - 1))}`);
      else write(`${text}\n`);
      isDrawn = isTerminal;
    },
    clear() {
      if (isDrawn) write('\r\u001b[2K');
      isDrawn = false;
    },
  };
}

function waitOf(event: ProgressEvent, isTerminal: boolean): number {
  if (isTerminal) return REDRAW_MS;
  return event.type === 'fit' ? LINE_MS : ALIVE_MS;
}

function describe(event: ProgressEvent): string {
  const { model, fold, done, total } = event;
  const fits = `${done}/${total} fits`;
  if (event.type === 'fit') return `${fits} · ${model}, fold ${fold}: ${formatDuration(event.seconds)}`;
  const loss = event.loss.toPrecision(3);
  return `${fits} · ${model}, fold ${fold}: epoch ${event.epoch}/${event.epochs}, loss ${loss}`;
}

/** Time gone and, once a fit is done, time to go if the rest takes as long. */
function timing({ done, total }: ProgressEvent, seconds: number): string {
  const gone = formatDuration(seconds);
  if (done === 0 || done === total) return gone;
  return `${gone}, about ${formatDuration((seconds / done) * (total - done))} left`;
}
