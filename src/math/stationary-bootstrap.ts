/**
 * The stationary bootstrap of Politis and Romano (1994): blocks of consecutive rows that start anywhere, wrap around, and have a
 * random length, geometric with the mean b. And the b that Politis and White (2004) choose from the data, with the correction of
 * Patton, Politis and White (2009):
 *
 *     b = (2 G² / D)^(1/3) n^(1/3),  G = Σ_k λ(k/M) |k| R(k),  D = 2 (Σ_k λ(k/M) R(k))²,  k = -M .. M
 *
 * R(k) is the autocovariance Σ (x_t - m)(x_{t+|k|} - m) / n and λ the flat-top window: 1 up to 1/2, then 2 (1 - |t|) up to 1. M is twice
 * the last lag before K lags in a row whose autocorrelation is within 1.96 √(log10 n / n) of 0. Limits and details are those of the
 * authors' program (`b.star` of R's package np).
 */

import { autocovariance, autocovariances } from './autocovariance.ts';
import { exp, log } from './elementary.ts';
import type { Random } from './random.ts';
import { mean } from './statistics.ts';

/** Rows of a resample of n rows, into `out`. */
export function resampleRows(out: Int32Array, meanBlock: number, random: Random): Int32Array {
  const n = out.length;
  const restart = 1 / meanBlock;
  let at = 0;
  for (let i = 0; i < n; i++) {
    at = i === 0 || random.uniform() < restart ? random.integer(n) : (at + 1) % n;
    out[i] = at;
  }
  return out;
}

/** Lags with a smaller weight do not change a variance. */
const NEGLIGIBLE = 1e-12;
/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** The mean length of a block for the mean of x, at least 1; 1 if x never changes. */
export function blockLength(x: Float64Array): number {
  const n = x.length;
  const log10n = log(n) / log(10);
  const lagsInRow = Math.max(5, Math.ceil(Math.sqrt(log10n)));
  const mostLags = Math.ceil(Math.sqrt(n)) + lagsInRow;
  const covariances = autocovariances(x, Math.min(mostLags, n - 1));
  if (n < 3 || !(covariances[0] > 0)) return 1;
  const bound = Z * Math.sqrt(log10n / n);
  const isLarge = covariances.map((value) => Math.abs(value / covariances[0]) > bound);
  const lag = Math.min(2 * lastLargeLag(isLarge, lagsInRow), mostLags);
  let [g, d] = [0, covariances[0]];
  for (let k = 1; k <= Math.min(lag, covariances.length - 1); k++) {
    const share = k / lag;
    const weighted = 2 * (share <= 0.5 ? 1 : 2 * (1 - share)) * covariances[k];
    g += k * weighted;
    d += weighted;
  }
  const most = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  if (g === 0) return 1;
  if (d === 0) return most;
  // (2 G² / (2 d²) n)^(1/3), from logarithms so that no platform's cube root matters.
  const length = exp((2 * log(Math.abs(g / d)) + log(n)) / 3);
  return Math.max(1, Math.min(length, most));
}

/**
 * The first lag from which on `inRow` autocorrelations in a row are small, as the authors' program counts it. If there is none, the last
 * large one. At least 1.
 * @param isLarge - by lag, from 0 on
 */
function lastLargeLag(isLarge: readonly boolean[], inRow: number): number {
  for (let lag = 1; lag + inRow <= isLarge.length; lag++)
    if (!isLarge.slice(lag, lag + inRow).includes(true)) return lag;
  return Math.max(1, isLarge.lastIndexOf(true));
}

/**
 * Variance of √n times the mean of x under this bootstrap, exactly (Politis and Romano 1994, equation 3.2):
 * R(0) + 2 Σ_{k=1}^{n-1} κ(k) R(k), κ(k) = (1 - k/n)(1 - 1/b)^k + (k/n)(1 - 1/b)^(n-k).
 */
export function bootstrapVariance(x: Float64Array, meanBlock: number): number {
  const n = x.length;
  const stays = 1 - 1 / meanBlock;
  const powers = new Float64Array(n).fill(1);
  for (let k = 1; k < n; k++) powers[k] = powers[k - 1] * stays;
  const centre = mean(x);
  let variance = autocovariance(x, centre, 0);
  for (let k = 1; k < n; k++) {
    const weight = (1 - k / n) * powers[k] + (k / n) * powers[n - k];
    // Almost every weight of a long series is 0.
    if (weight > NEGLIGIBLE) variance += 2 * weight * autocovariance(x, centre, k);
  }
  return Math.max(variance, 0);
}
