/**
 * A program that speaks in lines: each message is one line of JSON on its standard input, each answer one line on its standard output.
 * What it writes to standard error is for people.
 */

import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { endProcess, noteProcess } from './live-processes.ts';

/** Longest answer, in characters: thousands of steps with many quantiles. */
const LONGEST_ANSWER = 1_000_000;
/** How long a program may take to end after its standard input has. */
const GRACE_MS = 2_000;
/** How often a signal is let in while an answer is awaited. */
const POLL_MS = 50;
/** Most lines of standard error that are shown, and most characters of each. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 500;

export interface ProcessOptions {
  /** Longest time to wait for an answer. */
  readonly timeoutMs: number;
  /** Takes each line of standard error. */
  readonly onText: (line: string) => void;
  /** Called while an answer is awaited; throws to stop. */
  readonly yieldToSignals: () => Promise<void>;
}

/** Why there is no answer: what came instead of it, and what to try. */
export class NoAnswer extends Error {
  readonly hint: string;

  constructor(got: string, hint: string) {
    super(got);
    this.hint = hint;
  }
}

export class ForeignProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #options: ProcessOptions;
  readonly #lines: string[] = [];
  /** Of an answer that is not finished. */
  #rest = '';
  #isTooLong = false;
  /** How it ended. */
  #end: string | undefined;
  #lastWords = '';
  #textLines = 0;
  #wake = (): void => {};

  constructor([file, ...args]: readonly string[], options: ProcessOptions) {
    this.#options = options;
    this.#child = spawn(file, args, { detached: true, stdio: 'pipe' });
    const { pid, stdin, stdout, stderr } = this.#child;
    if (pid !== undefined) noteProcess(pid);
    this.#child.on('error', (error: NodeJS.ErrnoException) =>
      this.#ended(`could not be started: ${error.code ?? error.message}`),
    );
    this.#child.on('exit', () => this.kill());
    this.#child.on('close', (code, signal) =>
      this.#ended(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
    stdin.on('error', () => {}); // it has ended, which `receive` reports
    for (const stream of [stdout, stderr]) stream.setEncoding('utf8');
    stdout.on('data', (text: string) => this.#read(text));
    let rest = '';
    stderr.on('data', (text: string) => {
      const lines = (rest + text).slice(-LONGEST_ANSWER).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#show(line);
    });
    stderr.on('end', () => this.#show(rest));
  }

  send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Lines that nobody has asked for yet. */
  get unread(): readonly string[] {
    return this.#lines;
  }

  /**
   * The next line.
   * @throws NoAnswer if none comes in time, it is too long, or the program ends
   */
  async receive(): Promise<string> {
    const started = performance.now();
    while (this.#lines.length === 0) {
      if (this.#isTooLong)
        throw new NoAnswer(
          `more than ${LONGEST_ANSWER} characters without a line end`,
          'end each answer with a line end',
        );
      if (this.#end !== undefined) throw this.#noAnswer(this.#end);
      if (performance.now() - started >= this.#options.timeoutMs) throw this.#late();
      await this.#options.yieldToSignals();
      await this.#sleep(this.#options.timeoutMs - (performance.now() - started));
    }
    return this.#lines.shift()!;
  }

  /** Ends its standard input, waits for its end, or ends it. Returns what it had written beside its answers. */
  async close(): Promise<readonly string[]> {
    this.#child.stdin.end();
    const started = performance.now();
    while (this.#end === undefined && performance.now() - started < GRACE_MS) await this.#sleep(GRACE_MS);
    this.kill();
    return this.#rest === '' ? this.#lines : [...this.#lines, this.#rest];
  }

  /** Ends it and all that it has started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid !== undefined) endProcess(pid);
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    this.#lines.push(...lines.map((line) => line.replace(/\r$/, '')).filter((line) => line.trim() !== ''));
    const waiting = this.#lines.reduce((sum, { length }) => sum + length, this.#rest.length);
    if (waiting > LONGEST_ANSWER) {
      this.#isTooLong = true;
      this.#lines.length = 0;
      this.#rest = '';
      this.kill();
    }
    this.#wake();
  }

  #show(line: string): void {
    if (line.trim() === '') return;
    this.#lastWords = line.trim().slice(0, MOST_CHARACTERS);
    this.#textLines++;
    if (this.#textLines <= MOST_LINES) this.#options.onText(line.slice(0, MOST_CHARACTERS));
    if (this.#textLines === MOST_LINES) this.#options.onText('more of it is not shown');
  }

  #ended(how: string): void {
    this.#end ??= how;
    this.#wake();
  }

  #noAnswer(how: string): NoAnswer {
    const words = this.#lastWords === '' ? '' : `: ${this.#lastWords}`;
    return new NoAnswer(
      `none: it ${how}${words}`,
      'run the command by itself; `hindcast model-check` tries it with small data',
    );
  }

  #late(): NoAnswer {
    return new NoAnswer(
      `none within ${this.#options.timeoutMs / 1000} s`,
      'a program must flush its output after each answer; if it needs longer, raise `--exec-timeout`',
    );
  }

  /** Until something happens, or it is time to let signals in. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, Math.min(ms, POLL_MS)));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
