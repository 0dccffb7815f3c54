/** The progress of a job: from the events of a fit to few messages, and back. */

import type { RunOptions } from '../backtest/task-runner.ts';
import type { Task } from '../backtest/tasks.ts';
import { isEither, isList, isNumber, isObject, isText, isUndefined } from '../text/shape.ts';

/** The last epoch of a fit, counted from 0 within its task. */
interface EpochProgress {
  readonly fit: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
}

export interface JobProgress {
  readonly epoch?: EpochProgress | undefined;
  /** What programs have written for people since the last message. */
  readonly lines?: readonly string[] | undefined;
}

/** Least time between two messages of a job. */
const EVERY_MS = 1000;
const MOST_LINES = 100;
const LONGEST_LINE = 1000;

/** Collects progress and sends it now and then. */
export class ProgressSender {
  readonly #send: (progress: JobProgress) => Promise<void>;
  #epoch: EpochProgress | undefined;
  #lines: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param send - may fail: progress is not worth a fit */
  constructor(send: (progress: JobProgress) => Promise<void>) {
    this.#send = send;
  }

  epoch(progress: EpochProgress): void {
    this.#epoch = progress;
    this.#plan();
  }

  line(text: string): void {
    if (this.#lines.length < MOST_LINES) this.#lines.push(text.slice(0, LONGEST_LINE));
    this.#plan();
  }

  /** Sends what is left to say: lines; an epoch of a fit that has ended says nothing. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#epoch = undefined;
    if (this.#lines.length > 0) await this.#flush();
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#flush();
    }, EVERY_MS);
  }

  async #flush(): Promise<void> {
    const progress = { epoch: this.#epoch, ...(this.#lines.length > 0 && { lines: this.#lines }) };
    this.#epoch = undefined;
    this.#lines = [];
    await this.#send(progress).catch(() => {});
  }
}

const isProgress = isObject<JobProgress>({
  epoch: isEither(
    isObject<EpochProgress>({ fit: isNumber, epoch: isNumber, epochs: isNumber, loss: isNumber }),
    isUndefined,
  ),
  lines: isEither(isList(isText), isUndefined),
});

/** Hands on what a job says; anything else is ignored. */
export function reportProgress(said: unknown, { model, fits }: Task, run: RunOptions): void {
  if (!isProgress(said)) return;
  const { epoch, lines = [] } = said;
  const fit = epoch && fits.at(epoch.fit);
  if (fit !== undefined) {
    const { epoch: number, epochs, loss } = epoch!;
    run.onEpoch(model, fit.fold, { epoch: number, epochs, loss });
  }
  for (const line of lines.slice(0, MOST_LINES)) run.onText(line.slice(0, LONGEST_LINE));
}
