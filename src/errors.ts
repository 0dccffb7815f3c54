/**
 * Every error that hindcast raises on purpose, with its exit code. A message says what was expected and what came
 * instead; the hint says what to try. Anything else that is thrown is a bug of ours (exit 1).
 */

export interface ErrorOptions {
  /** What to try next, in one line. */
  readonly hint?: string;
  readonly cause?: unknown;
}

export abstract class HindcastError extends Error {
  /** Stable name of the kind of error, for scripts. */
  abstract readonly code: string;
  /** Process exit code; the table is in `docs/cli.md`. */
  abstract readonly exit: number;
  readonly hint: string | undefined;

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** A run could not be reproduced: a bug of ours, unless the store was changed from outside. */
export class IrreproducibleError extends HindcastError {
  readonly code = 'irreproducible';
  readonly exit = 1;
}

/** An unknown or impossible option or combination of options. */
export class UsageError extends HindcastError {
  readonly code = 'usage';
  readonly exit = 2;
}

/** Training cannot continue: the loss is not finite, or the network does not fit into memory. */
export class TrainingError extends HindcastError {
  readonly code = 'training';
  readonly exit = 3;
}

/** Some fits failed; the results of the others were printed and are kept. */
export class PartialError extends HindcastError {
  readonly code = 'partial';
  readonly exit = 3;
}

/** The condition of `--fail-on` is true. Results were printed and are kept. */
export class GateError extends HindcastError {
  readonly code = 'gate';
  readonly exit = 4;
}

/** Results were printed, but could not be kept in the store. A full disk and damage have codes of their own. */
export class NotKeptError extends HindcastError {
  readonly code = 'not-kept';
  readonly exit = 5;
}

/** A file, market or run does not exist. */
export class NotFoundError extends HindcastError {
  readonly code = 'not-found';
  readonly exit = 10;
}

/** Another process is using the same resource. */
export class LockedError extends HindcastError {
  readonly code = 'locked';
  readonly exit = 11;
}

/** Invalid data: impossible rows, conflicting duplicates, gaps over the limit. */
export class DataError extends HindcastError {
  readonly code = 'data';
  readonly exit = 12;
}

/** Something that hindcast wrote has changed since. */
export class DamagedError extends DataError {}

/** An exchange or the network failed; the same command, run later, continues from there. */
export class NetworkError extends HindcastError {
  readonly code = 'network';
  readonly exit = 20;
}

/** No space left for the output. */
export class DiskFullError extends HindcastError {
  readonly code = 'disk-full';
  readonly exit = 28;
}

/** Stopped by SIGINT (130) or SIGTERM (143); finished work is kept. */
export class InterruptedError extends HindcastError {
  readonly code = 'interrupted';
  readonly exit: 130 | 143;

  constructor(signal: 'SIGINT' | 'SIGTERM', message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.exit = signal === 'SIGINT' ? 130 : 143;
  }
}

/** Steps of a job failed; `exit` is that of the one that counts. Each was reported when it failed. */
export class StepError extends HindcastError {
  readonly code = 'job';
  readonly exit: number;

  constructor(exit: number, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.exit = exit;
  }
}
