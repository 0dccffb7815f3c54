/** Variance of the mean of autocorrelated numbers. */

import { autocovariances } from '../math/autocovariance.ts';

export interface LongRun {
  /** Variance of the mean; 0 if x never changes, `NaN` for fewer than two values. */
  readonly variance: number;
  /** Whether the sum with equal weights was not positive, so that Bartlett weights were used. */
  readonly isBartlett: boolean;
}

/** A variance whose share of its terms is smaller than this is 0 except for rounding. */
const ROUNDING = 1e-12;

/**
 * V = (γ0 + 2 Σ γj) / n over the lags j = 1..lags, with γj = Σ (x_i - mean)(x_{i-j} - mean) / n. If V is not
 * positive, lag j gets the Bartlett weight 1 - j/(lags + 1), so that V cannot be negative.
 */
export function varianceOfMean(x: Float64Array, lags: number): LongRun {
  const n = x.length;
  if (n < 2) return { variance: NaN, isBartlett: false };
  const covariances = autocovariances(x, Math.min(lags, n - 1));
  const weighted = (weight: (lag: number) => number): number => {
    const terms = covariances.map((value, lag) => (lag === 0 ? value : 2 * weight(lag) * value));
    const sum = terms.reduce((total, term) => total + term, 0);
    const size = terms.reduce((total, term) => total + Math.abs(term), 0);
    return Math.abs(sum) <= ROUNDING * size ? 0 : sum / n;
  };
  const plain = weighted(() => 1);
  if (plain > 0 || lags === 0) return { variance: plain, isBartlett: false };
  return {
    variance: Math.max(
      weighted((lag) => 1 - lag / (lags + 1)),
      0,
    ),
    isBartlett: true,
  };
}

/** The note of a test result about the weights. */
export function noteOf({ isBartlett }: LongRun): string | null {
  return isBartlett ? 'the variance with equal weights is not positive, so Bartlett weights are used' : null;
}
