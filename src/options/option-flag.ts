/** What is written about an option of `backtest`, `plan` and `forecast`: its flag, default, parser and meaning. */

import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import type { FlagParser } from './parse.ts';

export interface OptionFlag<T> {
  /** As commander reads it, `--input-size <n>`. */
  readonly flag: string;
  readonly default: T;
  /** `undefined` for a switch. */
  readonly parse: FlagParser<T> | undefined;
  /** Heading in the help. */
  readonly group: 'Data' | 'Rolling' | 'Models' | 'Intervals';
  readonly summary: string;
  /** Whether the short help shows it. */
  readonly isCommon?: true;
}

/** The step size has no default of its own: it is the horizon. */
export type FlagTable = {
  readonly [K in Exclude<OptionName, 'stepSize'>]: OptionFlag<BacktestOptions[K]>;
} & { readonly stepSize: Omit<OptionFlag<number>, 'default'> };
