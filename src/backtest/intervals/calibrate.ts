/**
 * Half-widths of intervals from a model's own earlier errors, rolling forward: split conformal prediction (Vovk,
 * Gammerman & Shafer 2005) on one series and one step. At each origin only the errors of forecasts whose target lies at
 * or before it are known. With scores s = |e| / scale in ascending order,
 *
 *   half-width = scale · s_(r),  r = ⌈(n + 1) · level⌉
 *
 * and there is no interval if r > n. Adaptive conformal inference (Gibbs & Candès 2021) moves the level after each
 * interval whose actual value becomes known: α ← α + γ (α₀ - miss). If the level needs a rank above n, the largest score
 * is used, so that the interval stays finite. Each level adapts separately, so a higher one may fall below a lower one. The
 * intervals of one forecast are nested all the same: no half-width is smaller than that of the level below. This published
 * half-width decides what counts as a miss.
 */

import { crpsOfSamples } from '../../metrics/crps.ts';
import type { IntervalMethod } from './index.ts';

/** Forecasts of one model, series and step, in order of their origins. */
export interface ErrorSequence {
  /** Grid rows. */
  readonly origin: Int32Array;
  readonly step: number;
  /** yhat - y; `NaN` if y is unknown. */
  readonly error: Float64Array;
  /** Bounds of the rounding errors of these errors: an error that exceeds the half-width by no more is not a miss. */
  readonly rounding: Float64Array;
  /** Volatility known at each origin, in the unit of the error; `NaN` if there is none. */
  readonly scale: Float64Array;
}

export interface Calibration {
  /** By level, then by forecast; `NaN` if there is no interval. */
  readonly half: readonly Float64Array[];
  /** Of the forecast minus earlier errors as samples; `NaN` if y is unknown or there are fewer than two samples. */
  readonly crps: Float64Array;
}

/** Rank, from 1, of the score that is the half-width of a `level` percent interval among n scores; above n there is none. */
export function rankOf(level: number, n: number): number {
  // A level such as 99.9 has no exact form, and its product may end above a whole number.
  return Math.ceil(((n + 1) * level) / 100 - 1e-9);
}

/** Least number of errors for an interval of `level` percent: ⌈1/α⌉ - 1. */
export function errorsNeeded(level: number): number {
  let n = 1;
  while (rankOf(level, n) > n) n++;
  return n;
}

/** Half-widths for every forecast of the sequence. */
export function calibrate(
  { origin, step, error, rounding, scale: volatility }: ErrorSequence,
  levels: readonly number[], // ascending
  { isScaled, isAdaptive }: IntervalMethod,
  gamma: number,
): Calibration {
  const count = origin.length;
  const scale = isScaled ? volatility : new Float64Array(count).fill(1);
  const half = levels.map(() => new Float64Array(count).fill(NaN));
  const adapted = levels.map((level) => level);
  const crps = new Float64Array(count).fill(NaN);
  const scores = new SortedNumbers(count);
  const signed = new SortedNumbers(count);
  let next = 0; // first forecast whose error is not yet known
  for (let i = 0; i < count; i++) {
    for (; next < i && origin[next] + step <= origin[i]; next++) {
      const score = error[next] / scale[next];
      if (!Number.isFinite(score)) continue; // y is unknown, or the volatility is 0
      scores.insert(Math.abs(score));
      signed.insert(score);
      if (!isAdaptive) continue;
      levels.forEach((level, l) => {
        if (Number.isNaN(half[l][next])) return;
        const miss = Math.abs(error[next]) > half[l][next] + rounding[next] ? 1 : 0;
        // In percent of level, which is 100 (1 - α).
        adapted[l] -= gamma * (100 - level - 100 * miss);
      });
    }
    if (!(scale[i] > 0)) continue;
    levels.forEach((level, l) => {
      if (rankOf(level, scores.length) > scores.length) return;
      const rank = Math.min(rankOf(adapted[l], scores.length), scores.length);
      const own = rank < 1 ? 0 : scale[i] * scores.at(rank - 1);
      half[l][i] = l === 0 ? own : Math.max(own, half[l - 1][i]);
    });
    crps[i] = scale[i] * crpsOfSamples(error[i] / scale[i], signed.values());
  }
  return { half, crps };
}

/** Numbers kept in ascending order. */
class SortedNumbers {
  readonly #values: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  insert(value: number): void {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#values[middle] < value) low = middle + 1;
      else high = middle;
    }
    this.#values.copyWithin(low + 1, low, this.length);
    this.#values[low] = value;
    this.length++;
  }

  at(index: number): number {
    return this.#values[index];
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}
