/**
 * What the program runs in: streams, environment, clocks. Commands use it instead of `process`, so
 * that any number of them can run in one process, one after the other.
 */

import { homedir, userInfo } from 'node:os';
import { DiskFullError, UsageError } from '../errors.ts';
import { columnsOf, isUtf8Locale } from './terminal/screen.ts';

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Of a terminal; 0 if it does not know its size. */
  readonly columns?: number;
  readonly rows?: number;
}

/** Key figures of a command, by name. */
export type Facts = Readonly<Record<string, unknown>>;

export interface Host {
  /** Opened when it is read. */
  readonly stdin: () => AsyncIterable<Uint8Array | string>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Of the user; empty if it is unknown. */
  readonly home: string;
  /** The working directory; empty if it was deleted. */
  readonly folder: string;
  readonly pid: number;
  /** Columns that results are laid out for, from 60 to 200. Read each time, because a window may change. */
  readonly columns: () => number;
  /** Whether the locale is one of UTF-8; otherwise results are drawn in ASCII. */
  readonly isUtf8: boolean;
  /** As `process.version` has it. */
  readonly nodeVersion: string;
  /** The time of day in milliseconds. It may jump. */
  readonly now: () => number;
  /** Milliseconds that never go back; only differences count. */
  readonly monotonicMs: () => number;
  /** Seconds of CPU that this process has used, on all its threads. */
  readonly cpuSeconds: () => number;
  /** Waits before a request is sent again. An abort of the signal ends the wait, and its reason is thrown. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether requests keep the distance that an exchange asks for. */
  readonly isThrottled: boolean;
  /** Listens to a signal. Returns what stops listening. */
  readonly onSignal: (signal: NodeJS.Signals, listener: () => void) => () => void;
  /** Sets the handler of errors outside commands: of standard output, or uncaught. It returns the exit code. */
  readonly onStrayError: (handle: (error: unknown) => number) => void;
  /** Takes key figures for the JSON of the job that the command is a step of. */
  readonly noteFacts: (facts: Facts) => void;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** This process. */
export function processHost(): Host {
  return {
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    platform: process.platform,
    home: homeFolder(),
    folder: currentFolder(),
    pid: process.pid,
    columns: () => columnsOf(process.stdout, process.env),
    isUtf8: isUtf8Locale(process.env, process.platform),
    nodeVersion: process.version,
    now: Date.now,
    monotonicMs: () => performance.now(),
    cpuSeconds,
    async sleep(ms, signal) {
      const { sleepUnless } = await import('../exchange/retry.ts');
      await sleepUnless(signal)(ms);
    },
    isThrottled: true,
    onSignal(signal, listener) {
      process.on(signal, listener);
      return () => void process.off(signal, listener);
    },
    onStrayError(handle) {
      const fail = (error: unknown): void => {
        process.exitCode = handle(error);
      };
      let isReported = false; // every further write fails in the same way
      process.stdout.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE' || isReported) return; // `| head` ends quietly
        isReported = true;
        fail(explained(error));
      });
      process.stderr.on('error', () => {}); // its reader is gone, so the error cannot be reported
      process.on('uncaughtException', fail);
    },
    noteFacts: () => {},
  };
}

/** The error for standard output that cannot be written, as after `> file`. A full disk has its own error. */
function explained(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return new DiskFullError('no space left to write standard output', {
      cause: error,
      hint: 'free some space',
    });
  if (error.errno === undefined) return error;
  return new UsageError(`cannot write standard output: ${error.code}`, {
    cause: error,
    hint: 'send the output to another place',
  });
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

/** As the system's list of users has it if `HOME` is empty; empty if it is unknown. */
function homeFolder(): string {
  const home = homedir();
  if (home !== '') return home;
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}
