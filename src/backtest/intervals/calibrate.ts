/**
 * Half-widths of intervals from a model's own earlier errors, rolling forward: split conformal prediction (Vovk,
 * Gammerman & Shafer 2005) on one series and one step. At each origin the errors of forecasts whose target had come by
 * then are known, and nothing else. With scores s = |e| / scale in ascending order,
 *
 *   half-width = scale · s_(r),  r = ⌈(n + 1) · level⌉
 *
 * and there is no interval where r > n. Adaptive conformal inference (Gibbs & Candès 2021) moves the level as the
 * outcomes of its own intervals come in: α ← α + γ (α₀ - miss). Where it asks for more than all scores, the
 * largest is used, and the interval stays finite.
 */

import { crpsOfSamples } from '../../metrics/crps.ts';
import type { IntervalMethod } from './index.ts';

/** Forecasts of one model, series and step, in order of their origins. */
export interface ErrorSequence {
  /** Grid rows. */
  readonly origin: Int32Array;
  readonly step: number;
  /** yhat - y; `NaN` where y is not known. */
  readonly error: Float64Array;
  /** Volatility known at each origin, in the unit of the error; `NaN` where there is none. */
  readonly scale: Float64Array;
}

export interface Calibrated {
  /** By level, then by forecast; `NaN` where there is no interval. */
  readonly half: readonly Float64Array[];
  /** Of forecast less earlier errors as samples; `NaN` where y is not known or there are fewer than two. */
  readonly crps: Float64Array;
}

/** The rank of the score that an interval of `level` percent reaches to among n, from 1; above n there is none. */
export function rankOf(level: number, n: number): number {
  // A level such as 99.9 has no exact form, and its product may end above a whole number.
  return Math.ceil(((n + 1) * level) / 100 - 1e-9);
}

/** Errors that an interval of `level` percent needs at the least: ⌈1/α⌉ - 1. */
export function errorsNeeded(level: number): number {
  let n = 1;
  while (rankOf(level, n) > n) n++;
  return n;
}

/** Half-widths for every forecast of the sequence. */
export function calibrate(
  { origin, step, error, scale: volatility }: ErrorSequence,
  levels: readonly number[],
  { isScaled, isAdaptive }: IntervalMethod,
  gamma: number,
): Calibrated {
  const count = origin.length;
  const scale = isScaled ? volatility : new Float64Array(count).fill(1);
  const half = levels.map(() => new Float64Array(count).fill(NaN));
  const aimed = levels.map((level) => level);
  const crps = new Float64Array(count).fill(NaN);
  const scores = new SortedNumbers(count);
  const signed = new SortedNumbers(count);
  let known = 0;
  for (let i = 0; i < count; i++) {
    for (; known < i && origin[known] + step <= origin[i]; known++) {
      const score = error[known] / scale[known];
      if (!Number.isFinite(score)) continue; // y unknown, or a series that had not moved
      scores.insert(Math.abs(score));
      signed.insert(score);
      if (!isAdaptive) continue;
      levels.forEach((level, l) => {
        if (Number.isNaN(half[l][known])) return;
        const miss = Math.abs(error[known]) > half[l][known] ? 1 : 0;
        // In percent of level, which is 100 (1 - α).
        aimed[l] -= gamma * (100 - level - 100 * miss);
      });
    }
    if (!(scale[i] > 0)) continue;
    levels.forEach((level, l) => {
      if (rankOf(level, scores.length) > scores.length) return;
      const rank = Math.min(rankOf(aimed[l], scores.length), scores.length);
      half[l][i] = rank < 1 ? 0 : scale[i] * scores.at(rank - 1);
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
