/** Errors about results that could not be stored. They are thrown after the results are printed. */

import { DataError, DiskFullError, HindcastError, InterruptedError, NotKeptError } from '../errors.ts';
import { warn } from './terminal/print.ts';
import type { Host } from './host.ts';

/**
 * Does `work`, which keeps something in the store. Returns the error if that fails; a full disk and damage keep their own errors.
 * @param what - what is not kept, as a sentence
 * @param otherwise - what else the user can do
 */
export async function errorOfKeeping(
  what: string,
  work: () => void | Promise<void>,
  otherwise?: string,
): Promise<HindcastError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return asNotKept(what, error, otherwise);
  }
}

/** @throws every error that is not a `HindcastError` */
export function asNotKept(what: string, error: unknown, otherwise?: string): HindcastError {
  if (!(error instanceof HindcastError)) throw error;
  if (error instanceof DiskFullError || error instanceof DataError) return error;
  const hint = [error.hint, otherwise].filter((each) => each !== undefined).join('; or ');
  return new NotKeptError(`${what}: ${error.message}`, { hint, cause: error });
}

/**
 * Throws one of the errors, if there is one. An error of keeping has priority over failed fits and a gate, whose hints
 * rely on what is kept. An interruption and our own bugs have priority over both. The other error is printed as a warning.
 */
export function throwWorse(
  host: Pick<Host, 'stderr'>,
  unkept: HindcastError | undefined,
  failure: Error | undefined,
): void {
  const isFirst = failure instanceof InterruptedError || !(failure instanceof HindcastError);
  const [thrown, told] = failure !== undefined && isFirst ? [failure, unkept] : [unkept ?? failure, failure];
  if (told !== undefined && told !== thrown) warn(host, told.message);
  if (thrown !== undefined) throw thrown;
}

/** The error that `work` throws; `undefined` if it throws none. */
export function errorOf(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
