/** What is known of one model once its forecasts are judged: scores, tests, intervals, calibration, and the verdict. */

import type { ClassName } from '../data/classes.ts';
import type { CalibrationBin } from '../metrics/calibration.ts';
import type { Direction } from '../metrics/direction.ts';
import type { TestResult } from '../significance/outcome.ts';
import type { Regime } from './regimes.ts';

/** Metric values by name, from the registry; `NaN` is undefined. */
export type Scores = Readonly<Record<string, number>> & { readonly n: number };

/** A test at one step. */
export interface StepTest extends TestResult {
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
export interface ModelTests {
  readonly dm: readonly StepTest[];
  readonly cw: readonly StepTest[];
  readonly gw: readonly StepTest[];
  readonly pt: readonly StepTest[];
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
    readonly kupiec: TestResult;
    readonly christoffersen: TestResult;
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

/** Everything that is computed from one model's forecasts, before it is put into words. */
export interface Findings {
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
  readonly tests: ModelTests;
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
}

export interface Evaluation extends Findings {
  /** What the findings mean, in sentences. */
  readonly verdict: string;
}
