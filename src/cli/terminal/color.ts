/** Whether to colour: NO_COLOR, then the flag, then FORCE_COLOR, then whether it is a terminal. */

import type { ColorSupportLevel } from 'chalk';

export interface ColorContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--color` or `--no-color`; `undefined` if neither was given. */
  readonly flag: boolean | undefined;
  readonly isTerminal: boolean;
}

/** 1 for the sixteen colours of every terminal, which is all that is used; 0 for none. */
export function colorLevel({ env, flag, isTerminal }: ColorContext): ColorSupportLevel {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0; // https://no-color.org
  if (flag !== undefined) return flag ? 1 : 0;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR === '0' || env.FORCE_COLOR === 'false' ? 0 : 1;
  return isTerminal && env.TERM !== 'dumb' ? 1 : 0;
}
