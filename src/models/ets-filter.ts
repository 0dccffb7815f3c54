/**
 * The filter of an ETS model: level l, trend b and season s, with error, trend and season additive or multiplicative,
 *
 *     q_t = l_{t-1} + φ b_{t-1}     yhat_t = q_t, q_t + s_{t-m} or q_t s_{t-m}
 *     p_t = y_t, y_t - s_{t-m} or y_t / s_{t-m}
 *     l_t = q_t + α (p_t - q_t)     b_t = φ b_{t-1} + β/α (l_t - l_{t-1} - φ b_{t-1})
 *     s_t = s_{t-m} + γ (y_t - q_t - s_{t-m}), or with y_t / q_t
 *
 * States move alike for both kinds of errors; these decide the likelihood. At an absent row the error is 0.
 *
 * Hyndman, Koehler, Ord, Snyder (2008), Forecasting with exponential smoothing, chapters 2 and 5.
 */

import { log } from '../math/elementary.ts';

export interface EtsForm {
  readonly error: 'additive' | 'multiplicative';
  readonly trend: 'none' | 'additive' | 'damped';
  readonly season: 'none' | 'additive' | 'multiplicative';
}

export interface EtsParameters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/** State at a row: it is written as the filter moves on. */
export interface EtsState {
  level: number;
  trend: number;
  /** Of the next m rows, as a ring that starts at `at`; empty without a season. */
  readonly season: Float64Array;
  at: number;
}

export function copyOf(state: EtsState): EtsState {
  return { ...state, season: state.season.slice() };
}

/** Instead of a division by nearly nothing. */
const TINY = 1e-10;
const HUGE = 1e10;
/** A product of forecasts leaves this range before its logarithm is taken. */
const [LEAST_PRODUCT, MOST_PRODUCT] = [1e-150, 1e150];

/**
 * Moves the state along the values, and returns -2 log-likelihood without its constant: n log Σe², for multiplicative errors
 * e = (y - yhat)/yhat plus 2 Σ log |yhat|. Infinity if a forecast is not finite.
 * @param counts - 1 if the error counts
 */
export function filterEts(
  { error, season: kind }: EtsForm,
  { alpha, beta, gamma, phi }: EtsParameters,
  state: EtsState,
  y: Float64Array,
  counts: Uint8Array,
): number {
  const { season } = state;
  const m = season.length;
  const isMultiplicative = error === 'multiplicative';
  const isSeasonal = kind !== 'none';
  const isRatio = kind === 'multiplicative';
  const trendGain = beta / alpha;
  let [l, b, at, squares, logs, product, n] = [state.level, state.trend, state.at, 0, 0, 1, 0];
  for (let t = 0; t < y.length; t++) {
    const q = l + phi * b;
    const s = isSeasonal ? season[at] : 0;
    const yhat = isRatio ? q * s : q + s;
    const value = y[t];
    const isAbsent = Number.isNaN(value);
    if (counts[t] === 1) {
      const e = isMultiplicative ? (value - yhat) / yhat : value - yhat;
      squares += e * e;
      n++;
      if (isMultiplicative) {
        product *= Math.abs(yhat);
        if (product < LEAST_PRODUCT || product > MOST_PRODUCT) {
          logs += log(product);
          product = 1;
        }
      }
    }
    const p = isAbsent ? q : isRatio ? (Math.abs(s) < TINY ? HUGE : value / s) : value - s;
    const level = q + alpha * (p - q);
    b = phi * b + trendGain * (level - l - phi * b);
    l = level;
    if (isSeasonal) {
      if (!isAbsent) {
        const seen = isRatio ? (Math.abs(q) < TINY ? HUGE : value / q) : value - q;
        season[at] = s + gamma * (seen - s);
      }
      at = at + 1 === m ? 0 : at + 1;
    }
  }
  state.level = l;
  state.trend = b;
  state.at = at;
  const likelihood = n * log(squares) + (isMultiplicative ? 2 * (logs + log(product)) : 0);
  return Number.isNaN(likelihood) ? Infinity : likelihood;
}

/** Forecasts of the next rows into `out`. */
export function forecastEts(
  { season: kind }: EtsForm,
  { phi }: EtsParameters,
  { level, trend, season, at }: EtsState,
  out: Float64Array,
): void {
  let [damping, sum] = [1, 0];
  for (let k = 0; k < out.length; k++) {
    damping *= phi;
    sum += damping;
    const q = level + sum * trend;
    const s = kind === 'none' ? 0 : season[(at + k) % season.length];
    out[k] = kind === 'multiplicative' ? q * s : q + s;
  }
}

/**
 * Whether forecasts forget early errors: all roots of the characteristic polynomial of a seasonal model are within the unit
 * circle. Without a season, β < α < 1 is enough. (Hyndman, Akram, Archibald 2008, The admissible parameter space for
 * exponential smoothing models)
 */
export function isStable({ trend, season }: EtsForm, parameters: EtsParameters, m: number): boolean {
  if (season === 'none') return true;
  const { alpha, beta, gamma, phi } = parameters;
  // Highest power first. Without a trend, the root at 1 is divided out: it is on the circle for all parameters.
  const p =
    trend === 'none'
      ? [1, ...Array.from({ length: m - 1 }, () => alpha), alpha + gamma - 1]
      : [
          1,
          alpha + beta - phi,
          ...Array.from({ length: m - 2 }, () => alpha + beta - alpha * phi),
          alpha + beta - alpha * phi + gamma - 1,
          phi * (1 - alpha - gamma),
        ];
  return hasRootsInCircle(Float64Array.from(p));
}

/** Schur and Cohn: reflection coefficients of all reduced polynomials are below 1. */
function hasRootsInCircle(p: Float64Array): boolean {
  for (let degree = p.length - 1; degree > 0; degree--) {
    const k = p[degree] / p[0];
    if (!(Math.abs(k) < 1)) return false;
    for (let i = 0, j = degree; i <= j; i++, j--) {
      const [low, high] = [p[i], p[j]];
      p[i] = low - k * high;
      p[j] = high - k * low;
    }
  }
  return true;
}
