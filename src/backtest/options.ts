/** The options of a backtest and of a forecast, as typed values. What each flag reads is in `cli/`. */

import type { GapPolicy } from '../data/panel.ts';
import type { VolatilityName } from '../data/volatility.ts';
import type { ModelOptions } from '../models/model.ts';
import type { IntervalMethodName } from './intervals/index.ts';

export interface BacktestOptions extends ModelOptions {
  readonly models: readonly string[];
  readonly recipe: string;
  readonly column: string;
  /** The estimator of each candle's volatility, for the target volatility. */
  readonly volatility: VolatilityName;
  readonly gaps: GapPolicy;
  /** Share (0.15), rows (266) or first date (2023-11-30) of the test span, as written. */
  readonly test: string;
  /** Rows between origins. */
  readonly stepSize: number;
  /** Refit every this many origins; 0 = once; auto = ten refits over the test span. */
  readonly refit: number | 'auto';
  /** Rows of a sliding window; `null` = expanding. */
  readonly trainSize: number | null;
  /** Rows left out between training targets and the first origin. */
  readonly gap: number;
  /** Refits start from the last fit's weights. */
  readonly warm: boolean;
  /** How intervals are computed from earlier errors. */
  readonly interval: IntervalMethodName;
  /** How far one miss moves the target level of adaptive intervals. */
  readonly aciGamma: number;
}
