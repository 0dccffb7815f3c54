/** Forecasts as a backtest makes them: of one fit, and of all fits in one table. */

import type { Interval } from '../models/model.ts';
import type { FitState } from '../models/state.ts';

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
  /** The value at the origin; 0 of classes. */
  readonly last: Float64Array;
  /** Forecasts by model name; `NaN` where a fit failed or was not reached. */
  readonly yhat: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for the models that have more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  /**
   * Intervals by model, one per level, in the order of the rows: those that a model made itself, else those of its earlier
   * errors. Empty where none were asked for.
   */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** CRPS of each row, for the models whose intervals come of earlier errors; `NaN` where undefined. */
  readonly crps: ReadonlyMap<string, Float64Array>;
  /** Probabilities of classes by model and class; of the models that give them. */
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
}

/** One fit of one model, all members together. */
export interface FoldResult {
  readonly model: string;
  readonly fold: number;
  /** Mean over members, or the class that is likeliest by their mean probabilities: (origins, horizon). */
  readonly yhat: Float64Array;
  /** Standard deviation between members, of classes that of the probability of up; absent for a single one. */
  readonly spread: Float64Array | undefined;
  /** Means over members of the bounds that they made, likewise; none where the model makes none. */
  readonly intervals: readonly Interval[];
  /** Means over members, by class; none of numbers, or of a model that gives none. */
  readonly probabilities: readonly Float64Array[];
  readonly parameters: number;
  /** By member; empty for a model that is not trained in epochs. */
  readonly epochs: readonly number[];
  readonly seconds: number;
  /** What was learnt, by member; empty unless the run asked for it. */
  readonly states: readonly FitState[];
}
