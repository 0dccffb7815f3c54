/** What a backtest of the command line is asked for. */

import type { TunedResult } from '../../tuning/nested.ts';
import type { GateFlags } from '../gate.ts';
import type { Host } from '../host.ts';
import type { PlotFlags } from '../plot.ts';
import type { FitFlags } from '../panel-options.ts';
import type { DetailsFlags, NextStep } from '../next-steps.ts';
import type { TableFlags } from '../table-form.ts';
import type { WorthFlags } from '../worth-options.ts';

export interface BacktestFlags extends FitFlags, GateFlags, TableFlags, DetailsFlags, PlotFlags, WorthFlags {
  readonly output?: string;
  readonly explain?: true;
}

/** What to do after a backtest. */
export type StepsAfter = (
  host: Host,
  result: TunedResult,
  isKept: boolean,
  flags: BacktestFlags,
) => readonly NextStep[];

/** What a command that backtests says in its own way, and where its flags come from. */
export interface Wording {
  /** What to do next. */
  readonly next?: StepsAfter;
  /** Whether `--cost` is a setting. */
  readonly isCostSetting?: boolean;
}

/** Written with `--cost`. */
export const WORTH_FILE = 'worth.csv';
