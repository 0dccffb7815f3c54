/**
 * Scores of the live forecasts of one model on one series. A forecast of a step is live if it was made before the step's candle
 * closed.
 */

import { isOutside } from '../math/rounding.ts';
import { metrics } from '../metrics/index.ts';
import type { Points } from '../metrics/metric.ts';
import { measureDirection } from '../metrics/direction.ts';
import type { Direction } from '../metrics/direction.ts';
import { kupiecTest } from '../significance/kupiec.ts';
import type { TestResult } from '../significance/test-result.ts';
import { nonOverlapping } from './degradation.ts';
import type { RecordedOutcome } from './outcomes.ts';

/** A forecast of one step and its actual value. */
export interface LivePoint {
  /** The record. */
  readonly forecast: string;
  readonly step: number;
  readonly origin: number;
  readonly ds: number;
  readonly madeAt: number;
  /** The value at the origin, as it was known then: the naive forecast. */
  readonly last: number;
  /** Typical change from row to row that was known there. */
  readonly change: number;
  readonly yhat: number;
  readonly y: number;
  readonly bounds: readonly { readonly level: number; readonly lo: number; readonly hi: number }[];
  /** By class, those of the model and of the benchmark; absent for numbers, and if there are none. */
  readonly probabilities?: readonly number[] | undefined;
  readonly ofBenchmark?: readonly number[] | undefined;
}

/** Scores of some points; `NaN` if undefined. */
export interface LiveScores {
  readonly n: number;
  readonly rmse: number;
  readonly mae: number;
  readonly u2: number;
  readonly direction: Direction;
  /** Scores of forecasts of classes, which have no others; absent for numbers. */
  readonly classes?: ClassScores;
}

/** Scores of forecasts of classes; `NaN` if undefined. */
export interface ClassScores {
  readonly accuracy: number;
  readonly brier: number;
  /** Reduction of the Brier score compared with the benchmark. */
  readonly skill: number;
}

export interface LiveCoverage {
  /** Percent. */
  readonly level: number;
  readonly n: number;
  readonly coverage: number;
  /** Kupiec's test on forecasts without overlap. */
  readonly kupiec: TestResult;
}

/** Number of forecasts of a step by state. */
export interface LiveCounts {
  /** Live forecasts with a known actual value. */
  readonly scored: number;
  /** Not closed yet, or closed and not in the source yet. */
  readonly waiting: number;
  /** Those of `waiting` whose candle has closed. */
  readonly overdue: number;
  /** The candle is missing in the source. */
  readonly missed: number;
  /** Made after their candle had closed. */
  readonly afterTheFact: number;
  /** Forecasts from an origin that already had one. */
  readonly repeated: number;
}

export interface LiveStep extends LiveCounts {
  readonly step: number;
  readonly scores: LiveScores;
  readonly coverage: readonly LiveCoverage[];
  /** Scores of forecasts made after their candle had closed. */
  readonly late: LiveScores;
  /** The live points, ordered by origin. */
  readonly points: readonly LivePoint[];
}

/** A recorded forecast of one step, with its outcome. */
export interface StepForecast {
  readonly outcome: RecordedOutcome;
  readonly point: LivePoint;
}

/**
 * @param forecasts - of this step, the first one from each origin
 * @param repeated - how many more there are
 */
export function scoreLiveStep(
  step: number,
  forecasts: readonly StepForecast[],
  repeated: number,
  isOfClasses: boolean,
): LiveStep {
  const ordered = forecasts.toSorted((a, b) => a.point.origin - b.point.origin);
  const known = ordered.filter(({ outcome }) => outcome.state === 'known');
  const points = known.filter(isLive).map(({ point }) => point);
  const late = known.filter((forecast) => !isLive(forecast)).map(({ point }) => point);
  const levels = [...new Set(points.flatMap(({ bounds }) => bounds.map(({ level }) => level)))].toSorted(
    (a, b) => a - b,
  );
  return {
    step,
    ...sumCounts(forecasts.map(({ outcome, point }) => countsOf(outcome, point.madeAt))),
    repeated,
    scores: scoreLivePoints(points, isOfClasses),
    coverage: levels.map((level) => coverageOf(points, level)),
    late: scoreLivePoints(late, isOfClasses),
    points,
  };
}

const isLive = ({ outcome, point }: StepForecast): boolean => point.madeAt < outcome.closes;

/** The counts of one forecast. */
export function countsOf({ state, closes }: RecordedOutcome, madeAt: number): LiveCounts {
  const isLate = state === 'known' && madeAt >= closes;
  return {
    scored: state === 'known' && !isLate ? 1 : 0,
    waiting: state === 'waiting' || state === 'overdue' ? 1 : 0,
    overdue: state === 'overdue' ? 1 : 0,
    missed: state === 'missed' ? 1 : 0,
    afterTheFact: isLate ? 1 : 0,
    repeated: 0,
  };
}

export function sumCounts(counts: readonly LiveCounts[]): LiveCounts {
  const of = (name: keyof LiveCounts): number => counts.reduce((total, each) => total + each[name], 0);
  return {
    scored: of('scored'),
    waiting: of('waiting'),
    overdue: of('overdue'),
    missed: of('missed'),
    afterTheFact: of('afterTheFact'),
    repeated: of('repeated'),
  };
}

const [rmse, mae, u2, accuracy, brier, skill] = ['rmse', 'mae', 'u2', 'accuracy', 'brier', 'skill'].map(
  (name) => metrics.find((metric) => metric.name === name)!,
);

type ScoredPoint = Pick<LivePoint, 'y' | 'yhat' | 'last' | 'origin' | 'ds' | 'probabilities' | 'ofBenchmark'>;

export function scoreLivePoints(points: readonly ScoredPoint[], isOfClasses = false): LiveScores {
  if (isOfClasses) return { ...scoreLivePoints([]), n: points.length, classes: scoreClasses(points) };
  const columns = columnsOf(points);
  const isEmpty = points.length === 0;
  return {
    n: points.length,
    rmse: isEmpty ? NaN : rmse.compute(columns),
    mae: isEmpty ? NaN : mae.compute(columns),
    u2: isEmpty ? NaN : u2.compute(columns),
    direction: measureDirection(columns),
  };
}

function scoreClasses(points: readonly ScoredPoint[]): ClassScores {
  if (points.length === 0) return { accuracy: NaN, brier: NaN, skill: NaN };
  const columns = {
    ...columnsOf(points),
    classes: {
      own: byClass(points.map(({ probabilities }) => probabilities)),
      benchmark: byClass(points.map(({ ofBenchmark }) => ofBenchmark)),
    },
  };
  return {
    accuracy: accuracy.compute(columns),
    brier: brier.compute(columns),
    skill: skill.compute(columns),
  };
}

/** A column per class; `null` if a point has no probabilities. */
function byClass(points: readonly (readonly number[] | undefined)[]): readonly Float64Array[] | null {
  const given = points.filter((one) => one !== undefined);
  if (given.length < points.length) return null;
  return given[0].map((_, c) => Float64Array.from(given, (ofPoint) => ofPoint[c]));
}

function columnsOf(points: readonly ScoredPoint[]): Points {
  return {
    y: Float64Array.from(points, ({ y }) => y),
    yhat: Float64Array.from(points, ({ yhat }) => yhat),
    last: Float64Array.from(points, ({ last }) => last),
    series: new Int32Array(points.length),
    origin: Float64Array.from(points, ({ origin }) => origin),
    step: Float64Array.from(points, ({ origin, ds }) => ds - origin),
    scaleAbsolute: new Float64Array(points.length).fill(NaN),
    scaleSquared: new Float64Array(points.length).fill(NaN),
  };
}

function coverageOf(points: readonly LivePoint[], level: number): LiveCoverage {
  const bounded = points.flatMap((point) => {
    const bound = point.bounds.find((one) => one.level === level);
    if (bound === undefined || Number.isNaN(bound.lo) || Number.isNaN(bound.hi)) return [];
    return [{ ...point, isMissed: isOutside(point.y, bound.lo, bound.hi) }];
  });
  const covered = bounded.filter(({ isMissed }) => !isMissed).length;
  return {
    level,
    n: bounded.length,
    coverage: covered / bounded.length,
    kupiec: kupiecTest(
      nonOverlapping(bounded).map(({ isMissed }) => isMissed),
      level,
    ),
  };
}
