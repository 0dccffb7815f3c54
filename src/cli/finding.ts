/** What a check of `doctor` finds. */

import { HindcastError } from '../errors.ts';

export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly hint: string | undefined;
  /** Only with status `fail`: what another command would throw. `doctor` exits with its code. */
  readonly error: HindcastError | undefined;
}

/** The text that `work` returns, or the failure that it throws. */
export async function attempt(check: string, work: () => string | Promise<string>): Promise<Finding> {
  try {
    return ok(check, await work());
  } catch (error) {
    if (error instanceof HindcastError) return failed(check, error);
    throw error;
  }
}

export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail, hint: undefined, error: undefined };
}

export function warned(check: string, detail: string, hint: string | undefined): Finding {
  return { check, status: 'warn', detail, hint, error: undefined };
}

export function failed(check: string, thrown: HindcastError): Finding {
  const error = withoutDoctor(thrown);
  return { check, status: 'fail', detail: error.message, hint: error.hint, error };
}

/** The error without the advice to run `doctor`, which has run. */
function withoutDoctor(error: HindcastError): HindcastError {
  const hint = error.hint?.replace(/^see `hindcast doctor`; /, '');
  if (hint === error.hint) return error;
  return Object.assign(Object.create(error) as HindcastError, { hint });
}
