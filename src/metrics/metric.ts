/** What a metric is. Tables, JSON, CSV, `hindcast metrics` and `docs/metrics.md` are written from these objects. */

import type { Quantity, QuantityName } from '../data/quantities.ts';

/**
 * Scored forecasts of one model as columns, one entry per (series, origin, step) whose `y` is known.
 * Every array has the same length. Prices are in the unit of the series.
 */
export interface Points {
  /** Actual values. */
  readonly y: Float64Array;
  /** Forecasts. `error = yhat - y`: positive means too high. */
  readonly yhat: Float64Array;
  /** The value at the origin, which is the naive forecast of every step; for classes 0, which is flat. */
  readonly last: Float64Array;
  /** Number of the series that the point belongs to, 0 for a panel of one. */
  readonly series: Int32Array;
  /** Row of the origin, and rows from there to the target (or milliseconds both): points whose targets share rows are correlated. */
  readonly origin: Float64Array;
  readonly step: Float64Array;
  /** mean |y_i - y_{i-m}| over the training rows of the point's fold and series; `NaN` if undefined. */
  readonly scaleAbsolute: Float64Array;
  /** mean (y_i - y_{i-m})² over the same rows; `NaN` if undefined. */
  readonly scaleSquared: Float64Array;
  /** If `y` and `yhat` are values of classes; absent for numbers. */
  readonly classes?: ClassPoints | undefined;
}

/** Probabilities by class, in the order of `classNames`; `null` if none are given. */
export interface ClassPoints {
  readonly own: readonly Float64Array[] | null;
  /** Those of the benchmark on the same points. */
  readonly benchmark: readonly Float64Array[] | null;
}

/** What is documented of a metric or a test. */
export interface MetricDescription {
  /** Name in tables, JSON and CSV. */
  readonly name: string;
  readonly title: string;
  readonly formula: string;
  /** `price` (unit of the series), `ratio` (plain: 0.02 is 2 %), `count`, or `statistic` with its p. */
  readonly unit: 'price' | 'price²' | 'ratio' | 'count' | 'statistic';
  /** All values it can take, for example `0 .. ∞`. */
  readonly range: string;
  /** Whether people write it in percent: a ratio that is a share, or relative to the values. */
  readonly isPercent?: true;
  readonly better: 'lower' | 'higher' | 'nearer to 0' | 'nearer to the level' | 'neither';
  /** When it is `NaN`, as the end of the sentence "undefined if …". */
  readonly undefinedWhere: string;
  /** What else a reader must know. */
  readonly note: string;
  readonly source: string;
}

/** The column of a metric. A metric without one is in JSON, CSV and `hindcast metrics` only. */
export interface MetricColumn {
  /** Short title. */
  readonly head: string;
  /** Decimals of the number that is shown; `unit` for errors in the unit of the series. */
  readonly decimals: number | 'unit';
  /** A sentence under the table. */
  legend?(quantity: Quantity): string;
}

/** The column of a metric of point forecasts in the table of scores. */
export interface ScoreColumnDefinition extends MetricColumn {
  /** Columns are sorted by this number. */
  readonly order: number;
  /** The loss as a multiple of the benchmark's, which colours the cell. */
  relativeLoss?(scores: Readonly<Record<string, number>>): number;
  /** Whether the 95 % interval of the direction is shown with it. */
  readonly hasInterval?: true;
  /** Position in tables by step, series and regime: the first is plain, the second in parentheses. */
  readonly part?: 1 | 2;
  /** Whether the short table has it: always, of a single series, or of a panel; absent for only with `--details`. */
  readonly inAnswer?: 'always' | 'single' | 'panel';
}

/** A metric of point forecasts. */
export interface Metric extends MetricDescription {
  /** Quantities that it is defined for; absent for all. */
  readonly quantities?: readonly QuantityName[];
  readonly column?: ScoreColumnDefinition;
  /** Whether it is a mean over series, so that no series counts more for its larger values. */
  readonly weighsSeriesEqually?: true;
  /**
   * Why it is undefined on the points of one series, as the end of the sentence "where …". Series on which it is undefined are left
   * out of the mean over series.
   */
  whyUndefined?(points: Points): string;
  /** Whether tables explain why it is undefined, so that no warning has to. */
  readonly isExplainedInTables?: true;
  /** Points that it leaves out. */
  readonly exclusion?: { isExcluded(y: number): boolean; readonly reason: string };
  /** The metric over all points; `NaN` if it is undefined. */
  readonly compute: (points: Points) => number;
}

/** A metric of one's own: what scores need of a metric. */
export type OwnMetric = Pick<Metric, 'name' | 'compute' | 'quantities' | 'whyUndefined'>;

/** Intervals of one level, at points that have one and whose `y` is known; every array has the same length. */
export interface IntervalPoints {
  /** Percent of actual values that the intervals should contain, for example 80. */
  readonly level: number;
  readonly y: Float64Array;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** A metric of prediction intervals. */
export interface IntervalMetric extends MetricDescription {
  /** Its column in the table of intervals, in the order of the registry. */
  readonly column?: MetricColumn & {
    /** Whether a second column has its smallest and largest value over the steps. */
    readonly hasRangeOfSteps?: true;
  };
  readonly compute: (points: IntervalPoints) => number;
}

/** Forecasts of several quantiles, at points whose `y` is known; every array of numbers has the same length. */
export interface QuantilePoints {
  /** Probabilities 0..1 that `y` stays below each quantile, ascending. */
  readonly shares: readonly number[];
  readonly y: Float64Array;
  /** One array per share. */
  readonly quantiles: readonly Float64Array[];
}

/** A metric of quantile forecasts. */
export interface QuantileMetric extends MetricDescription {
  /** Quantities that it is defined for; absent for all. */
  readonly quantities?: readonly QuantityName[];
  /** Its column in the table of scores of models with intervals. */
  readonly column?: ScoreColumnDefinition;
  readonly compute: (points: QuantilePoints) => number;
}
