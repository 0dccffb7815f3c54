/**
 * The drift alarm: a running sum of how much worse each live forecast was than the backtest promised, made to be looked at every
 * day. A p that is below .05 by chance once in twenty looks is below it on many days of a year; this is not.
 *
 *     x = (d - m) / s, held to ±4      d as in worse.ts, m and s its mean (and a standard error) and deviation in the backtest
 *     S = max(0, S + x - 1/2)          Page's sum: it grows where x is above a half again and again
 *     alarm where S ≥ log(365 K / .05) / θ,  θ > 0 solving mean of exp(θ (x - 1/2)) = 1 over the backtest and one x of 4
 *
 * exp(θ (x - 1/2)) has a mean of 1 while all is as in the backtest, so its product from any forecast on is a fair game; that one
 * of those begun at 365 forecasts of K steps ever grows to 365 K / .05 has a probability of at most .05, whatever the
 * distribution (Ville's inequality). So a false alarm comes in fewer than one of twenty years of daily forecasts. Only
 * forecasts whose targets do not overlap are summed. Once raised, the alarm holds until the sum is back at zero.
 *
 * Page (1954), Continuous inspection schemes, Biometrika 41; Shin, Ramdas, Rinaldo (2024), E-detectors: a nonparametric
 * framework for sequential change detection, New England J. Stat. Data Science 2.
 */

import { exp, log } from '../math/elementary.ts';
import { mean, standardDeviation } from '../math/statistics.ts';
import type { LossPoint } from './degradation.ts';
import { ENOUGH_EXPECTED, apart, differentialOf } from './degradation.ts';

/** Standard deviations: a single forecast counts no more. */
const MOST = 4;
/** Half of the change of the mean, in standard deviations, that the sum is quickest to find. */
const SLACK = 0.5;
/** Forecasts of a year, and the share of years in which a false alarm may come. */
const LOOKS = 365;
const FALSE_ALARM_SHARE = 0.05;
/** Rates beyond are no quicker. */
const LARGEST_RATE = 8;

export interface StepDrift {
  readonly step: number;
  /** Forecasts summed. */
  readonly n: number;
  readonly sum: number;
  readonly limit: number;
  /** Milliseconds of the row whose forecast raised the alarm that holds; `null` where none does. */
  readonly since: number | null;
}

export interface Drift {
  /** `undefined` where there is nothing to measure by. */
  readonly isDrifting: boolean | undefined;
  /** When the earliest alarm was raised that holds, in milliseconds; `null` where none does. */
  readonly since: number | null;
  /** Those that could be watched. */
  readonly steps: readonly StepDrift[];
  /** Why there is nothing to measure by; `null` where there is. */
  readonly note: string | null;
}

/**
 * The alarm of one model on one series.
 * @param live - of each step, ordered by origin
 * @param promised - the same in the backtest
 */
export function driftOf(
  live: readonly (readonly LossPoint[])[],
  promised: readonly (readonly LossPoint[])[],
): Drift {
  const pairs = promised.flatMap((points, k) => {
    const reference = referenceOf(points);
    return reference === undefined ? [] : [{ reference, points: live[k] ?? [], step: k + 1 }];
  });
  if (pairs.length === 0) {
    const most = Math.max(0, ...promised.map((points) => apart(usable(points)).length));
    return {
      isDrifting: undefined,
      since: null,
      steps: [],
      note: `${ENOUGH_EXPECTED} backtest forecasts without overlap that differ from naive are needed, there are ${most} without overlap`,
    };
  }
  const steps = pairs.map(({ reference, points, step }) => watch(points, reference, pairs.length, step));
  const since = steps.flatMap((one) => one.since ?? []).toSorted((a, b) => a - b);
  return { isDrifting: since.length > 0, since: since.at(0) ?? null, steps, note: null };
}

interface Reference {
  readonly centre: number;
  readonly scale: number;
  readonly rate: number;
}

const usable = (points: readonly LossPoint[]): readonly LossPoint[] =>
  points.filter(({ change }) => change > 0);

const held = (d: number, { centre, scale }: Omit<Reference, 'rate'>): number =>
  Math.max(-MOST, Math.min(MOST, (d - centre) / scale));

/** `undefined` where the backtest has too little. */
function referenceOf(points: readonly LossPoint[]): Reference | undefined {
  const d = apart(usable(points)).map(differentialOf);
  if (d.length < ENOUGH_EXPECTED) return undefined;
  const scale = standardDeviation(d);
  if (!(scale > 0)) return undefined;
  const around = { centre: mean(d) + scale / Math.sqrt(d.length), scale };
  // One more at the limit, since a sample has seen less of the tail than there is.
  return { ...around, rate: rateOf([...d.map((each) => held(each, around)), MOST]) };
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

function watch(points: readonly LossPoint[], reference: Reference, steps: number, step: number): StepDrift {
  const limit = log((LOOKS * steps) / FALSE_ALARM_SHARE) / reference.rate;
  const summed = apart(usable(points));
  let sum = 0;
  let since: number | null = null;
  for (const point of summed) {
    // Never far above the limit, so that a model that was mended is quiet again in time.
    sum = Math.min(limit, Math.max(0, sum + held(differentialOf(point), reference) - SLACK));
    if (sum >= limit) since ??= point.ds;
    if (sum === 0) since = null;
  }
  return { step, n: summed.length, sum, limit, since };
}
