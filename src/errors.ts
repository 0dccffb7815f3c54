/**
 * Every error that hindcast means to raise, with the exit code a script sees.
 * A message says what was expected and what came; the hint says what to try.
 * Anything thrown that is not one of these is a bug of ours (exit 1).
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

/** A run that was computed again came to other values: a bug of ours, unless somebody has changed the store. */
export class IrreproducibleError extends HindcastError {
  readonly code = 'irreproducible';
  readonly exit = 1;
}

/** An unknown or impossible option or combination of options. */
export class UsageError extends HindcastError {
  readonly code = 'usage';
  readonly exit = 2;
}

/** Training that cannot go on: the loss is no longer a finite number, or the network does not fit into memory. */
export class TrainingError extends HindcastError {
  readonly code = 'training';
  readonly exit = 3;
}

/** Some fits failed; what succeeded was printed and is kept. */
export class PartialError extends HindcastError {
  readonly code = 'partial';
  readonly exit = 3;
}

/** A gate that the user set is shut: what `--fail-on` says is true. Results were printed and are kept. */
export class GateError extends HindcastError {
  readonly code = 'gate';
  readonly exit = 4;
}

/** A file, market or run that is not there. */
export class NotFoundError extends HindcastError {
  readonly code = 'not-found';
  readonly exit = 10;
}

/** Another process is at work on the same thing. */
export class LockedError extends HindcastError {
  readonly code = 'locked';
  readonly exit = 11;
}

/** Data that cannot be trusted: invalid rows, conflicting duplicates, gaps over the limit. */
export class DataError extends HindcastError {
  readonly code = 'data';
  readonly exit = 12;
}

/** An exchange or the network in between did not give what was asked for; the same command later goes on from there. */
export class NetworkError extends HindcastError {
  readonly code = 'network';
  readonly exit = 20;
}

/** No space left where output was to be written. */
export class DiskFullError extends HindcastError {
  readonly code = 'disk-full';
  readonly exit = 28;
}

/** Stopped by SIGINT (130) or SIGTERM (143); what was finished is kept. */
export class InterruptedError extends HindcastError {
  readonly code = 'interrupted';
  readonly exit: 130 | 143;

  constructor(signal: 'SIGINT' | 'SIGTERM', message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.exit = signal === 'SIGINT' ? 130 : 143;
  }
}

/** Steps of a job that failed, with the exit code of the one that counts; each was told when it failed. */
export class StepError extends HindcastError {
  readonly code = 'job';
  readonly exit: number;

  constructor(exit: number, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.exit = exit;
  }
}
