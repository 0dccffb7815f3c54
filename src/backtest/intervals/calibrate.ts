/**
 * Intervals from a model's own earlier errors, rolling forward: split conformal prediction (Vovk, Gammerman & Shafer 2005) on
 * one series and one step, with a quantile for each side (Romano, Patterson & Candès 2019, section 3). At each origin
 * only the errors of forecasts whose target lies at or before it are known. With scores s = (y - yhat) / scale in ascending order,
 *
 *   lo = yhat + scale · s_(r),  hi = yhat + scale · s_(n + 1 - r),  r = ⌊(n + 1) · α / 2⌋,  α = 1 - level
 *
 * and there is no interval if r < 1. An interval always contains its forecast. Adaptive conformal inference (Gibbs & Candès 2021)
 * moves the level after each interval whose actual value becomes known: α ← α + γ (α₀ - miss) / m. Here m is the number
 * of forecasts that were open when the interval was made: with overlapping targets a miss is followed by others before it is known,
 * and without m all of them would move the level. α stays within 0 and 1; at 0 the outermost scores are used, so that the
 * interval stays finite. Each level adapts separately, so a higher one may fall below a lower one. The intervals of one forecast are
 * nested all the same: none is narrower than that of the level below. These published bounds decide what counts as a miss.
 */

import { crpsOfSamples } from '../../metrics/crps.ts';
import type { IntervalMethod } from './index.ts';
import { SortedNumbers } from './sorted-numbers.ts';

/** Forecasts of one model, series and step, in order of their origins. */
export interface ErrorSequence {
  /** Grid rows. */
  readonly origin: Int32Array;
  readonly step: number;
  /** yhat - y; `NaN` if y is unknown. */
  readonly error: Float64Array;
  /** Bounds of the rounding errors of these errors: an error that exceeds the half-width by no more is not a miss. */
  readonly rounding: Float64Array;
  /** What errors are divided by, known at each origin: 1, or the volatility in the unit of the error; `NaN` if there is none. */
  readonly scale: Float64Array;
  /** First forecast that gets an interval; those before it only lend their errors. */
  readonly from: number;
}

export interface Calibration {
  /** By level, then by forecast from `from` on: the bounds minus the forecast, `NaN` if there is no interval. */
  readonly lo: readonly Float64Array[];
  readonly hi: readonly Float64Array[];
  /** Of the forecast minus earlier errors as samples; `NaN` if y is unknown or there are fewer than two samples. */
  readonly crps: Float64Array;
}

/** Rank, from 1, of the score that is the lower bound of a `level` percent interval among n scores; below 1 there is none. */
export function rankOf(level: number, n: number): number {
  // A level such as 99.9 has no exact form, and its product may end below a whole number.
  return Math.floor(((n + 1) * (100 - level)) / 200 + 1e-9);
}

/** Least number of errors for an interval of `level` percent: ⌈2/α⌉ - 1. */
export function errorsNeeded(level: number): number {
  // 100 - level is inexact: the true number is beside this one.
  const near = Math.round(200 / (100 - level)) - 1;
  return [near - 1, near, near + 1].find((n) => n > 0 && rankOf(level, n) >= 1) ?? near + 2;
}

/** The bounds of every forecast of the sequence. */
export function calibrate(
  { origin, step, error, rounding, scale, from }: ErrorSequence,
  levels: readonly number[], // ascending
  { isAdaptive, memory }: Pick<IntervalMethod, 'isAdaptive' | 'memory'>,
  gamma: number,
): Calibration {
  const count = origin.length - from;
  const columns = (): Float64Array[] => levels.map(() => new Float64Array(count).fill(NaN));
  const [lo, hi, crps] = [columns(), columns(), new Float64Array(count).fill(NaN)];
  const adapted = [...levels];
  const scores = new SortedNumbers(origin.length);
  /** Forecasts that were open when each interval was made, its own included. */
  const open = new Int32Array(count);
  const adapt = (i: number): void =>
    levels.forEach((level, l) => {
      if (Number.isNaN(lo[l][i - from])) return;
      const distance = -error[i];
      const isMiss = distance < lo[l][i - from] - rounding[i] || distance > hi[l][i - from] + rounding[i];
      // In percent of level, which is 100 (1 - α).
      const moved = adapted[l] - (gamma / open[i - from]) * (100 - level - (isMiss ? 100 : 0));
      adapted[l] = Math.min(Math.max(moved, 0), 100);
    });
  const learn = (i: number): void => {
    const score = -error[i] / scale[i];
    if (!Number.isFinite(score)) return; // y is unknown, or the volatility is 0
    scores.insert(score, memory);
    if (isAdaptive && i >= from) adapt(i);
  };
  let next = 0; // first forecast whose error is not yet known
  for (let i = from; i < origin.length; i++) {
    for (; next < i && origin[next] + step <= origin[i]; next++) learn(next);
    open[i - from] = i - Math.max(next, from) + 1;
    const size = scale[i];
    if (!(size > 0)) continue;
    levels.forEach((level, l) => {
      const n = scores.length;
      if (rankOf(level, n) < 1) return;
      const rank = Math.max(rankOf(adapted[l], n), 1);
      const [below, above] = l === 0 ? [0, 0] : [lo[l - 1][i - from], hi[l - 1][i - from]];
      lo[l][i - from] = Math.min(size * scores.at(rank - 1), below);
      hi[l][i - from] = Math.max(size * scores.at(n - rank), above);
    });
    crps[i - from] = size * crpsOfSamples(-error[i] / size, scores.values());
  }
  return { lo, hi, crps };
}
