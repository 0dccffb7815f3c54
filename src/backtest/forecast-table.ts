/** The forecasts of one fit, and those of all fits in one table. */

import type { LearningCurve } from '../models/learning-curve.ts';
import type { Interval } from '../models/model.ts';
import type { FitState } from '../models/state.ts';

/**
 * All forecasts as columns, one entry per (series, origin, step), ordered by series, then origin, then step.
 * `y` is `NaN` if the actual value is unknown; such rows are kept but not scored.
 */
export interface ForecastTable {
  readonly series: Int32Array;
  readonly fold: Int32Array;
  /** Grid rows. */
  readonly cutoff: Int32Array;
  readonly origin: Int32Array;
  readonly step: Int32Array;
  readonly y: Float64Array;
  /** The value at the origin; 0 for classes. */
  readonly last: Float64Array;
  /** Forecasts by model name; `NaN` if a fit failed or was not reached. */
  readonly yhat: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for models with more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  /**
   * Intervals by model, one per level, in the order of the rows: those that a model makes itself, otherwise those computed
   * from its earlier errors. Empty if none were requested.
   */
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
  /** CRPS of each row, for models whose intervals are computed from earlier errors; `NaN` if undefined. */
  readonly crps: ReadonlyMap<string, Float64Array>;
  /** What these intervals divide errors by, if they do; if it is not above 0, there is no interval. */
  readonly errorScale?: Float64Array;
  /** Probabilities of classes by model and class, for models that give them. */
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
}

/** How one network of a fit was trained. */
export interface MemberTraining {
  readonly member: number;
  readonly epochs: number;
  /** `undefined` for a fit that was kept by a version without it. */
  readonly curve: LearningCurve | undefined;
  readonly seconds: number;
}

/** One fit of one model, its members combined. */
export interface FoldResult {
  readonly model: string;
  readonly fold: number;
  /** Mean over members, or the class with the highest mean probability: (origins, horizon). */
  readonly yhat: Float64Array;
  /** Standard deviation between members (for classes, of the probability of up); absent for a single member. */
  readonly spread: Float64Array | undefined;
  /** Means over members of their bounds, likewise; empty if the model makes none. */
  readonly intervals: readonly Interval[];
  /** Means over members, by class; empty for numbers, and for a model that gives none. */
  readonly probabilities: readonly Float64Array[];
  readonly parameters: number;
  /** By member; empty for a model that is not trained in epochs. */
  readonly training: readonly MemberTraining[];
  readonly seconds: number;
  /** What was learnt, by member; empty unless requested. */
  readonly states: readonly FitState[];
}
