/** What a metric is: the registry, `hindcast metrics` and the docs are made from these objects. */

import type { QuantityName } from '../data/quantities.ts';

/**
 * Scored forecasts of one model as columns, one entry per (series, origin, step) whose `y` is known.
 * Every array has the same length. Prices are in the unit of the series.
 */
export interface Points {
  /** What came true. */
  readonly y: Float64Array;
  /** What was forecast. `error = yhat - y`: positive means too high. */
  readonly yhat: Float64Array;
  /** The value at the origin, which is the naive forecast of every step; of classes 0, which is neither up nor down. */
  readonly last: Float64Array;
  /** Number of the series that the point belongs to, 0 for a panel of one. */
  readonly series: Int32Array;
  /** Row of the origin, and rows from there to the target (or milliseconds both): points whose targets share rows go together. */
  readonly origin: Float64Array;
  readonly step: Float64Array;
  /** mean |y_i - y_{i-m}| over the training rows of the point's fold and series; `NaN` where undefined. */
  readonly scaleAbsolute: Float64Array;
  /** mean (y_i - y_{i-m})² over the same rows; `NaN` where undefined. */
  readonly scaleSquared: Float64Array;
  /** Of classes, whose values `y` and `yhat` hold; absent for numbers. */
  readonly classes?: ClassPoints | undefined;
}

/** Probabilities by class, in the order of `classNames`; `null` where none are given. */
export interface ClassPoints {
  readonly own: readonly Float64Array[] | null;
  /** Those of the benchmark on the same points. */
  readonly benchmark: readonly Float64Array[] | null;
}

/** What is told of a metric or a test. */
export interface Facts {
  /** Name in tables, JSON and CSV. */
  readonly name: string;
  readonly title: string;
  readonly formula: string;
  /** `price` (unit of the series), `ratio` (plain: 0.02 is 2 %), `count`, or `statistic` with its p. */
  readonly unit: 'price' | 'price²' | 'ratio' | 'count' | 'statistic';
  /** All values it can take, for example `0 .. ∞`. */
  readonly range: string;
  readonly better: 'lower' | 'higher' | 'nearer to 0' | 'nearer to the level' | 'neither';
  /** When it is `NaN`, as the end of the sentence "undefined where …". */
  readonly undefinedWhere: string;
  /** What else a reader must know. */
  readonly note: string;
  readonly source: string;
}

/** A metric of point forecasts. */
export interface Metric extends Facts {
  /** What its points must be for it to mean something; absent for anything. */
  readonly quantities?: readonly QuantityName[];
  /** The metric over all points; `NaN` where it is undefined. */
  readonly compute: (points: Points) => number;
}

/** Intervals of one level where there is one and `y` is known; every array has the same length. */
export interface IntervalPoints {
  /** Percent that the intervals should hold, 80 say. */
  readonly level: number;
  readonly y: Float64Array;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** A metric of prediction intervals. */
export interface IntervalMetric extends Facts {
  readonly compute: (points: IntervalPoints) => number;
}

/** Forecasts of several quantiles where `y` is known; every array of numbers has the same length. */
export interface QuantilePoints {
  /** Probabilities 0..1 that `y` stays below each quantile, ascending. */
  readonly shares: readonly number[];
  readonly y: Float64Array;
  /** By share. */
  readonly quantiles: readonly Float64Array[];
}

/** A metric of quantile forecasts. */
export interface QuantileMetric extends Facts {
  /** As of a metric of point forecasts. */
  readonly quantities?: readonly QuantityName[];
  readonly compute: (points: QuantilePoints) => number;
}
