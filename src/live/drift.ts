/**
 * The drift alarm: a running sum of how much worse each live forecast was than in the backtest. It may be checked every day.
 * A p that is checked daily is below 0.05 by chance on many days of a year; this sum rarely raises a false alarm.
 *
 *     x = (d - m) / s, clipped to ±4   d as in degradation.ts, m and s its mean (and a standard error) and deviation in the backtest
 *     S = max(0, S + x - 1/2)          Page's sum: it grows while x is mostly above a half
 *     alarm if S ≥ log(365 K / 0.05) / θ,  θ > 0 solving mean of exp(θ (x - 1/2)) = 1 over the backtest and one x of 4
 *
 * exp(θ (x - 1/2)) has a mean of 1 while nothing has changed, so its product from any forecast on is a martingale. The probability that
 * one of those begun at 365 forecasts of K steps ever reaches 365 K / 0.05 is at most 0.05, for any distribution (Ville's
 * inequality): a false alarm in fewer than one of twenty years of daily forecasts. Only forecasts without overlapping targets are
 * summed. The alarm lasts until the sum is back at zero.
 *
 * Page (1954), Continuous inspection schemes, Biometrika 41; Shin, Ramdas, Rinaldo (2024), E-detectors: a nonparametric
 * framework for sequential change detection, New England J. Stat. Data Science 2.
 */

import { exp, log } from '../math/elementary.ts';
import { mean, standardDeviation } from '../math/statistics.ts';
import type { LossPoint } from './degradation.ts';
import {
  ENOUGH_EXPECTED,
  differentialOf,
  nonOverlapping,
  settledDifferentials,
  tooFewText,
} from './degradation.ts';

/** Standard deviations; a single forecast counts no more than this. */
const MOST = 4;
/** Half of the change of the mean, in standard deviations, that the sum detects fastest. */
const SLACK = 0.5;
/** Forecasts per year, and the share of years with a false alarm. */
const LOOKS = 365;
const FALSE_ALARM_SHARE = 0.05;
/** Larger rates detect no faster. */
const LARGEST_RATE = 8;

export interface StepDrift {
  readonly step: number;
  /** Number of summed forecasts. */
  readonly n: number;
  readonly sum: number;
  readonly limit: number;
  /** Milliseconds of the row whose forecast raised the current alarm; `null` if there is none. */
  readonly since: number | null;
}

export interface Drift {
  /** `undefined` if the backtest has too few forecasts. */
  readonly isDrifting: boolean | undefined;
  /** Milliseconds of the earliest current alarm; `null` if there is none. */
  readonly since: number | null;
  /** Steps with enough forecasts in the backtest. */
  readonly steps: readonly StepDrift[];
  /** Why `isDrifting` is undefined; `null` if it is not. */
  readonly note: string | null;
}

/**
 * The alarm of one model on one series.
 * @param live - live forecasts of each step, ordered by origin
 * @param backtest - the same in the backtest
 */
export function driftOf(
  live: readonly (readonly LossPoint[])[],
  backtest: readonly (readonly LossPoint[])[],
): Drift {
  const monitored = backtest.flatMap((points, k) => {
    const reference = referenceOf(points);
    return reference === undefined ? [] : [{ reference, points: live[k] ?? [], step: k + 1 }];
  });
  if (monitored.length === 0) {
    const counts = backtest.map((points) => ({
      nonOverlapping: nonOverlapping(usable(points)).length,
      leftOut: points.length - usable(points).length,
    }));
    const most = counts.toSorted((a, b) => b.nonOverlapping - a.nonOverlapping).at(0);
    return {
      isDrifting: undefined,
      since: null,
      steps: [],
      note:
        most === undefined || most.nonOverlapping < ENOUGH_EXPECTED
          ? tooFewText(ENOUGH_EXPECTED, 'backtest', most ?? { nonOverlapping: 0, leftOut: 0 })
          : 'the loss differences to naive never change in the backtest',
    };
  }
  const steps = monitored.map(({ reference, points, step }) =>
    monitor(points, reference, monitored.length, step),
  );
  const since = steps.flatMap((one) => one.since ?? []).toSorted((a, b) => a - b);
  return { isDrifting: since.length > 0, since: since.at(0) ?? null, steps, note: null };
}

/** The differentials of the backtest. */
interface DriftReference {
  readonly centre: number;
  readonly scale: number;
  readonly rate: number;
}

const usable = (points: readonly LossPoint[]): readonly LossPoint[] =>
  points.filter(({ change }) => change > 0);

/** The differential in standard deviations from that of the backtest, clipped. */
const standardized = (d: number, { centre, scale }: Omit<DriftReference, 'rate'>): number =>
  Math.max(-MOST, Math.min(MOST, (d - centre) / scale));

/** `undefined` if the backtest has too few forecasts, or no variance. */
function referenceOf(points: readonly LossPoint[]): DriftReference | undefined {
  const d = settledDifferentials(nonOverlapping(usable(points)));
  if (d.length < ENOUGH_EXPECTED) return undefined;
  const scale = standardDeviation(d);
  if (!(scale > 0)) return undefined;
  const location = { centre: mean(d) + scale / Math.sqrt(d.length), scale };
  // One more value at the limit, since a sample underestimates the tail.
  return { ...location, rate: rateOf([...Array.from(d, (each) => standardized(each, location)), MOST]) };
}

/** θ > 0 with mean exp(θ (x - 1/2)) = 1: below it the mean is smaller, since that of x is below a half. */
function rateOf(x: readonly number[]): number {
  const excess = (rate: number): number => mean(x.map((each) => exp(rate * (each - SLACK)))) - 1;
  let [low, high] = [0, LARGEST_RATE];
  if (excess(high) < 0) return high;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}

function monitor(
  points: readonly LossPoint[],
  reference: DriftReference,
  steps: number,
  step: number,
): StepDrift {
  const limit = log((LOOKS * steps) / FALSE_ALARM_SHARE) / reference.rate;
  const summed = nonOverlapping(usable(points));
  let sum = 0;
  let since: number | null = null;
  for (const point of summed) {
    // Never above the limit, so that the alarm of a repaired model ends in time.
    sum = Math.min(limit, Math.max(0, sum + standardized(differentialOf(point), reference) - SLACK));
    if (sum >= limit) since ??= point.ds;
    if (sum === 0) since = null;
  }
  return { step, n: summed.length, sum, limit, since };
}
