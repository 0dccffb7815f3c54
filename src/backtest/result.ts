/** What a backtest hands to the reports: forecasts raw, scores per model, and what went wrong. */

import type { GapPolicy, Panel } from '../data/panel.ts';
import type { Direction } from '../metrics/direction.ts';
import type { ModelOptions } from '../models/model.ts';
import type { Plan } from './plan.ts';

export interface BacktestOptions extends ModelOptions {
  readonly models: readonly string[];
  readonly recipe: string;
  readonly column: string;
  readonly gaps: GapPolicy;
  /** Share (0.15), rows (266) or first date (2023-11-30) of the test span, as written. */
  readonly test: string;
  /** Rows between origins. */
  readonly stepSize: number;
  /** Refit every this many origins; 0 = once; auto = ten refits over the test span. */
  readonly refit: number | 'auto';
  /** Rows of a sliding window; absent = expanding. */
  readonly trainSize: number | null;
  /** Rows left out between training targets and the first origin. */
  readonly gap: number;
  /** Refits start from the last fit's weights. */
  readonly warm: boolean;
}

/**
 * All forecasts as columns, one entry per (series, origin, step), ordered by series, then origin, then step.
 * `y` is `NaN` where the truth is not known; such rows are kept but not scored.
 */
export interface ForecastTable {
  readonly series: Int32Array;
  readonly fold: Int32Array;
  /** Grid rows. */
  readonly cutoff: Int32Array;
  readonly origin: Int32Array;
  readonly step: Int32Array;
  readonly y: Float64Array;
  /** The value at the origin. */
  readonly last: Float64Array;
  /** Forecasts by model name; `NaN` where a fit failed or was not reached. */
  readonly yhat: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for the models that have more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
}

/** Metric values by name, from the registry; `NaN` is undefined. */
export type Scores = Readonly<Record<string, number>> & { readonly n: number };

export interface ModelResult {
  readonly model: string;
  readonly parameters: number;
  /** Time spent fitting and forecasting, all fits together. */
  readonly seconds: number;
  readonly fits: number;
  /** Epochs run, one per fit and member; empty for models without epochs. */
  readonly epochs: readonly number[];
  /** Pooled over everything that was scored. */
  readonly scores: Scores;
  readonly direction: Direction;
  /** Unweighted mean over folds of each metric. Differs from the pooled value, and both are named. */
  readonly meanOfFolds: Scores;
  readonly bySteps: readonly (Scores & { readonly step: number })[];
  readonly byFolds: readonly (Scores & { readonly fold: number; readonly cutoff: number })[];
  readonly bySeries: readonly {
    readonly id: string;
    readonly scores: Scores;
    readonly direction: Direction;
  }[];
  /** Mean standard deviation between members; `NaN` for a single one. */
  readonly spread: number;
  readonly verdict: string;
}

/** A fit that failed or was not reached; its model is left out of the scores. */
export interface Failure {
  readonly model: string;
  readonly fold: number;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface BacktestResult {
  /** sha256 of the canonical options, the data's digests and the version: the run's identity. */
  readonly run: string;
  readonly options: BacktestOptions;
  readonly panel: Panel;
  readonly plan: Plan;
  readonly forecasts: ForecastTable;
  /** Ordered by RMSE, best first; naive is always among them, unless the run was interrupted at once. */
  readonly models: readonly ModelResult[];
  readonly failures: readonly Failure[];
  readonly warnings: readonly string[];
}
