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

/**
 * Options without a default of their own: the step size is the horizon, without a budget nothing is searched, and
 * `backtest/options.ts` says what no kernels mean.
 */
export type WithoutDefault = 'stepSize' | 'tune' | 'kernels';

export type FlagTable = {
  readonly [K in Exclude<OptionName, WithoutDefault>]: OptionFlag<BacktestOptions[K]>;
} & { readonly [K in WithoutDefault]: Omit<OptionFlag<NonNullable<BacktestOptions[K]>>, 'default'> };
