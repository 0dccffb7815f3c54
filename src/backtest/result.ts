/** What a backtest hands to the reports: forecasts raw, scores per model, and what went wrong. */

import type { GapPolicy, Panel } from '../data/panel.ts';
import type { VolatilityName } from '../data/volatility.ts';
import type { ClassName } from '../data/classes.ts';
import type { CalibrationBin } from '../metrics/calibration.ts';
import type { Direction } from '../metrics/direction.ts';
import type { Interval, ModelOptions } from '../models/model.ts';
import type { FitState } from '../models/state.ts';
import type { Outcome } from '../significance/outcome.ts';
import type { IntervalMethodName } from './intervals/index.ts';
import type { Plan } from './plan.ts';

export interface BacktestOptions extends ModelOptions {
  readonly models: readonly string[];
  readonly recipe: string;
  readonly column: string;
  /** What the target volatility makes of candles. */
  readonly volatility: VolatilityName;
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
  /** How intervals come of earlier errors. */
  readonly interval: IntervalMethodName;
  /** How far one miss moves the level that adaptive intervals aim at. */
  readonly aciGamma: number;
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

/** Metric values by name, from the registry; `NaN` is undefined. */
export type Scores = Readonly<Record<string, number>> & { readonly n: number };

/** A test at one step. */
export interface StepOutcome extends Outcome {
  readonly step: number;
  /** p after Holm's adjustment over all models and steps of the same test; `NaN` where p is. */
  readonly adjusted: number;
  /** Of the n origins, those whose targets share no row. */
  readonly effective: number;
}

export interface StepMembership {
  readonly step: number;
  readonly n: number;
  /** `NaN` where the origins are too few. */
  readonly p: number;
  /** p times the number of steps, at most 1: at each of them a best model could be left out by bad luck. */
  readonly adjusted: number;
  /** Whether the model cannot be told from the best: `adjusted` is not below the size of the set, .10. */
  readonly isIn: boolean;
  /** Of the n origins, those whose targets share no row. */
  readonly effective: number;
}

/** Is the difference to the benchmark more than luck; one entry per step. Empty for it itself, but for the confidence set. */
export interface TestResults {
  readonly dm: readonly StepOutcome[];
  readonly cw: readonly StepOutcome[];
  readonly gw: readonly StepOutcome[];
  readonly pt: readonly StepOutcome[];
  readonly mcs: readonly StepMembership[];
  /** By test, the p that Holm's adjustment went over: those of all models and steps that are defined. */
  readonly comparisons: Readonly<Record<'dm' | 'cw' | 'gw' | 'pt', number>>;
}

/** Values of the interval metrics by name, over the n points of known y for which every model that makes intervals has one. */
export type IntervalScores = Readonly<Record<string, number>> & { readonly n: number };

export interface IntervalResult {
  /** Percent. */
  readonly level: number;
  /** Forecasts of this model without an interval. */
  readonly missing: number;
  /** Why there is none at all; `null` where there are some. */
  readonly note: string | null;
  readonly scores: IntervalScores;
  readonly bySteps: readonly (IntervalScores & { readonly step: number })[];
  readonly bySeries: readonly { readonly id: string; readonly scores: IntervalScores }[];
  /** Tests of the misses of each series and step. */
  readonly tests: readonly {
    readonly id: string;
    readonly step: number;
    readonly kupiec: Outcome;
    readonly christoffersen: Outcome;
  }[];
}

/**
 * Scores of the quantiles that the intervals are bounds of, and of the distribution behind them, by the names of the quantile
 * metrics that mean something for what is forecast; over the n points that have all of them for every model.
 */
export interface DistributionScores {
  readonly n: number;
  /** Probabilities of the quantiles, ascending. */
  readonly shares: readonly number[];
  readonly scores: Readonly<Record<string, number>>;
}

/** Better one step ahead than prices allow: over all, or on some series. */
export interface Leak {
  /** U2 one step ahead, over all series. */
  readonly u2: number;
  /** Series on which it is too good, with U2 one step ahead there; empty where that is true of all together only. */
  readonly series: readonly { readonly id: string; readonly u2: number; readonly n: number }[];
}

/** How often a class came, by the probability that it was given. */
export interface ClassCalibration {
  readonly class: ClassName;
  /** Expected calibration error of this class. */
  readonly ece: number;
  /** Those that hold a forecast; with the share that came and its Wilson 95 % interval. */
  readonly bins: readonly (CalibrationBin & {
    readonly share: number;
    readonly lo: number;
    readonly hi: number;
  })[];
}

export const regimes = ['calm', 'normal', 'wild'] as const;
/** Third of a series' origins by the volatility known there. */
export type Regime = (typeof regimes)[number];

/** Everything that is computed from one model's forecasts. */
export interface Evaluation {
  readonly model: string;
  /** Over everything that was scored, which is what every model has a forecast of. */
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
  /** Empty where the volatility at the origins is not known. */
  readonly byRegimes: readonly { readonly regime: Regime; readonly scores: Scores }[];
  readonly tests: TestResults;
  /** One per level; empty where no intervals were asked for. */
  readonly intervals: readonly IntervalResult[];
  /** `null` where there are no intervals. */
  readonly distribution: DistributionScores | null;
  /** By class; empty of numbers, and of a model that gives no probabilities. */
  readonly calibration: readonly ClassCalibration[];
  /** Beside the benchmarks of the target other than naive, which U2 is of. */
  readonly relative: readonly {
    /** Model that it is compared with. */
    readonly to: string;
    /** RMSE as a multiple of its RMSE, series weighing alike, over n points; `NaN` where it is never wrong. */
    readonly rmse: number;
    readonly n: number;
  }[];
  /** Mean standard deviation between members, of classes that of the probability of up; `NaN` for a single one. */
  readonly spread: number;
  /** `null` where nothing is too good to be true. */
  readonly leak: Leak | null;
  readonly verdict: string;
}

export interface ModelResult extends Evaluation {
  readonly parameters: number;
  /** Time spent fitting and forecasting, all fits together. */
  readonly seconds: number;
  readonly fits: number;
  /** Epochs run, one per fit and member; empty for models without epochs. */
  readonly epochs: readonly number[];
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
  /** Best first by U2, or of classes by Brier score; the benchmark is always among them, unless the run was interrupted at once. */
  readonly models: readonly ModelResult[];
  readonly failures: readonly Failure[];
  readonly warnings: readonly string[];
}
