/** The evaluation of one model: scores, tests, intervals, calibration, and the verdict. */

import type { ClassName } from '../data/classes.ts';
import type { CalibrationBin } from '../metrics/calibration.ts';
import type { Direction } from '../metrics/direction.ts';
import type { TestResult } from '../significance/test-result.ts';
import type { Regime } from './regimes.ts';

/** Metric values by name, from the registry; `NaN` is undefined. */
export type Scores = Readonly<Record<string, number>> & { readonly n: number };

/** A test at one step. */
export interface StepTest extends TestResult {
  readonly step: number;
  /** p after Holm's adjustment over all models and steps of the same test; `NaN` if p is. */
  readonly adjusted: number;
  /** Number of the n origins without overlapping targets. */
  readonly effective: number;
}

export interface StepMembership {
  readonly step: number;
  readonly n: number;
  /** `NaN` if there are too few origins. */
  readonly p: number;
  /** p times the number of steps, at most 1: at each step the best model could be excluded by chance. */
  readonly adjusted: number;
  /** Whether the model is not significantly worse than the best: `adjusted` is at least the size of the set, 0.10; `null` if there is no p. */
  readonly isIn: boolean | null;
  /** Number of the n origins without overlapping targets. */
  readonly effective: number;
}

/** Tests of the difference to the benchmark; one entry per step. The benchmark itself only has the confidence set. */
export interface ModelTests {
  readonly dm: readonly StepTest[];
  readonly cw: readonly StepTest[];
  readonly gw: readonly StepTest[];
  readonly pt: readonly StepTest[];
  readonly mcs: readonly StepMembership[];
  /** By test, the number of defined p of all models and steps, which Holm's adjustment covers. */
  readonly comparisons: Readonly<Record<'dm' | 'cw' | 'gw' | 'pt', number>>;
}

/** Bounds of a U2, for classes of the root of the ratio of Brier scores; `NaN` if there are too few origins. */
export interface U2Interval {
  readonly lo: number;
  readonly hi: number;
}

/** In the order of the scores of the same name. */
export interface U2Intervals {
  /** Percent. */
  readonly level: number;
  readonly bySteps: readonly U2Interval[];
  readonly byFolds: readonly U2Interval[];
  readonly bySeries: readonly U2Interval[];
  readonly byRegimes: readonly U2Interval[];
}

/** Values of the interval metrics by name, over the n points with a known y for which every model with intervals has one. */
export type IntervalScores = Readonly<Record<string, number>> & { readonly n: number };

export interface IntervalResult {
  /** Percent. */
  readonly level: number;
  /** Forecasts of this model without an interval. */
  readonly missing: number;
  /** Why there are none; `null` if there are some. */
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
 * Scores of the bounds of the intervals as quantiles, and of the forecast distribution, by the names of the quantile metrics
 * that are defined for the quantity; over the n points that have all bounds for every model.
 */
export interface DistributionScores {
  readonly n: number;
  /** Probabilities of the quantiles, ascending. */
  readonly shares: readonly number[];
  readonly scores: Readonly<Record<string, number>>;
}

/** Too good one step ahead for prices: over all series, or on some. */
export interface Leak {
  /** U2 one step ahead, over all series. */
  readonly u2: number;
  /** Series on which it is too good, with U2 one step ahead there; empty if only the pooled value is. */
  readonly series: readonly { readonly id: string; readonly u2: number; readonly n: number }[];
}

/** How often a class occurred, by its forecast probability. */
export interface ClassCalibration {
  readonly class: ClassName;
  /** Expected calibration error of this class. */
  readonly ece: number;
  /** Bins that contain a forecast, with the share of occurrences and its Wilson 95 % interval. */
  readonly bins: readonly (CalibrationBin & {
    readonly share: number;
    readonly lo: number;
    readonly hi: number;
  })[];
}

/** Everything that is computed from one model's forecasts; the verdict puts it into words. */
export interface Findings {
  readonly model: string;
  /** Whether all of its forecasts are those of the benchmark; also true for the benchmark itself. */
  readonly repeatsBenchmark: boolean;
  /** The other models that have the same loss on every forecast; together they count as one. */
  readonly ties: readonly string[];
  /** Over all scored forecasts, which are those that every model has. */
  readonly scores: Scores;
  readonly direction: Direction;
  /** Unweighted mean over folds of each metric. It differs from the pooled value; both are reported. */
  readonly meanOfFolds: Scores;
  readonly bySteps: readonly (Scores & { readonly step: number })[];
  readonly byFolds: readonly (Scores & { readonly fold: number; readonly cutoff: number })[];
  readonly bySeries: readonly {
    readonly id: string;
    readonly scores: Scores;
    readonly direction: Direction;
    /** Why metrics that weigh series equally are undefined here, by their names. */
    readonly undefinedReasons: ReadonlyMap<string, string>;
  }[];
  /** Empty if the volatility at the origins is unknown. */
  readonly byRegimes: readonly { readonly regime: Regime; readonly scores: Scores }[];
  /** How uncertain the U2 of these parts is. */
  readonly u2Intervals: U2Intervals;
  readonly tests: ModelTests;
  /** One per level; empty if no intervals were requested. */
  readonly intervals: readonly IntervalResult[];
  /** `null` if there are no intervals. */
  readonly distribution: DistributionScores | null;
  /** By class; empty for numbers, and for a model that gives no probabilities. */
  readonly calibration: readonly ClassCalibration[];
  /** Compared with the benchmarks other than naive; U2 compares with naive. */
  readonly relative: readonly {
    /** Model that it is compared with. */
    readonly to: string;
    /** RMSE as a multiple of its RMSE, series weighted equally, over n points; `NaN` if it has no error. */
    readonly rmse: number;
    readonly n: number;
  }[];
  /** Of a network, how it stands to the strongest other model; `null` for other models, and where that is the benchmark. */
  readonly strongest: {
    readonly to: string;
    /** Number of models that it is the strongest of. */
    readonly of: number;
    /** The loss as a multiple of its loss. */
    readonly ratio: number;
    /** By step; `adjusted` for all networks and steps, and where the network is worse also for the choice. */
    readonly dm: readonly StepTest[];
  } | null;
  /** Mean standard deviation between members, for classes that of the probability of up; `NaN` for a single one. */
  readonly spread: number;
  /** `null` if nothing is too good to be true. */
  readonly leak: Leak | null;
}

export interface Evaluation extends Findings {
  /** What the findings mean, in sentences. */
  readonly verdict: string;
}
