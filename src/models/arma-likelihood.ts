/**
 * How well an autoregressive moving average fits: half the mean squared error's logarithm, plus for the exact likelihood half
 * the mean logarithm of the relative variances. The smaller the better.
 *
 * The conditional sum of squares starts after the first rows that the autoregression needs, with errors of 0 before. The
 * exact likelihood is that of the Kalman filter. Where no row is absent, its gain K and relative variance F follow from
 * differences of the state's covariance, which have rank one, so that a row takes as many steps as the model has lags:
 *
 *     F_{t+1} = F_t + M_t l²        K_{t+1} = K_t + M_t l T L_t        l the first of L_t
 *     L_{t+1} = T L_t - K_{t+1} l / F_{t+1}        M_{t+1} = M_t + M_t² l² / F_t
 *
 * Morf, Sidhu, Kailath (1974), Some new algorithms for recursive estimation; Pearlman (1980), An algorithm for the exact
 * likelihood of a high-order autoregressive-moving average process.
 */

import { log } from '../math/elementary.ts';
import { solve } from '../math/gauss.ts';
import type { Arma } from './arma.ts';

/** Below this the gain no longer changes. */
const STEADY = 1e-15;
/** Products of variances are kept within these bounds, so that one logarithm serves many rows. */
const [SMALL, LARGE] = [1e-100, 1e100];

/** Mean squared error of the rows after those that the autoregression needs; absent rows have no error. */
export function conditionalVariance(w: Float64Array, { phi, theta }: Arma): number {
  const [ar, ma] = [lagsOf(phi), lagsOf(theta)];
  const errors = new Float64Array(w.length);
  let [sum, n] = [0, 0];
  for (let t = phi.length; t < w.length; t++) {
    let error = w[t];
    for (let i = 0; i < ar.lag.length; i++) error -= ar.weight[i] * w[t - ar.lag[i]];
    // Lags ascend; before the first row errors are 0.
    for (let i = 0; i < ma.lag.length && ma.lag[i] <= t; i++) error -= ma.weight[i] * errors[t - ma.lag[i]];
    if (Number.isNaN(error)) continue;
    errors[t] = error;
    sum += error * error;
    n++;
  }
  return sum / n;
}

/** Lags with a weight that is not 0. */
function lagsOf(weights: Float64Array): { readonly lag: Int32Array; readonly weight: Float64Array } {
  const places = [...weights.keys()].filter((i) => weights[i] !== 0);
  return { lag: Int32Array.from(places, (i) => i + 1), weight: Float64Array.from(places, (i) => weights[i]) };
}

/**
 * Covariances of the first element of the state, the value itself, with all of them, in units of σ²; `undefined` if the
 * autoregression is not stationary.
 *
 *     state_i = φ_i w_{t-1} + φ_{i+1} w_{t-2} + … + θ_{i-1} e_t + θ_i e_{t-1} + …,  θ_0 = 1;  its first is w_t
 */
export function stationaryRow({ phi, theta }: Arma): Float64Array | undefined {
  const [p, q] = [phi.length, theta.length];
  const weight = (j: number): number => (j === 0 ? 1 : theta[j - 1]);
  // ψ_j, the covariance of a value with the error j rows before
  const psi = new Float64Array(q + 1);
  for (let j = 0; j <= q; j++) {
    psi[j] = weight(j);
    for (let i = 1; i <= Math.min(j, p); i++) psi[j] += phi[i - 1] * psi[j - i];
  }
  // γ_k - Σ φ_j γ_|k-j| = Σ_{j≥k} θ_j ψ_{j-k}
  const right = new Float64Array(p + 1);
  const left = new Float64Array((p + 1) * (p + 1));
  for (let k = 0; k <= p; k++) {
    for (let j = k; j <= q; j++) right[k] += weight(j) * psi[j - k];
    left[k * (p + 1) + k] += 1;
    for (let j = 1; j <= p; j++) left[k * (p + 1) + Math.abs(k - j)] -= phi[j - 1];
  }
  const gamma = solve(left, right);
  if (!gamma || !(gamma[0] > 0)) return undefined;
  return Float64Array.from({ length: Math.max(p, q + 1) }, (_, i) => {
    let sum = 0;
    for (let j = i; j < p; j++) sum += phi[j] * gamma[j + 1 - i];
    for (let j = i; j <= q; j++) sum += weight(j) * psi[j - i];
    return sum;
  });
}

/** Half of log σ² and of the mean log F, of values without a gap. */
export function exactLikelihood(w: Float64Array, arma: Arma): number {
  const first = stationaryRow(arma);
  if (!first) return Infinity;
  const r = first.length;
  const phi = new Float64Array(r);
  phi.set(arma.phi);
  const state = new Float64Array(r);
  const gain = phi.map((one, i) => one * first[0] + (i + 1 < r ? first[i + 1] : 0));
  const change = gain.slice(); // L
  let F = first[0];
  let M = -1 / F;
  let isSteady = false;
  let [sum, logs, product] = [0, 0, 1];
  for (let t = 0; t < w.length; t++) {
    const error = w[t] - state[0];
    sum += (error * error) / F;
    product *= F;
    if (product < SMALL || product > LARGE) {
      logs += log(product);
      product = 1;
    }
    const share = error / F;
    const now = state[0];
    for (let i = 0; i < r - 1; i++) state[i] = phi[i] * now + state[i + 1] + gain[i] * share;
    state[r - 1] = phi[r - 1] * now + gain[r - 1] * share;
    if (isSteady) continue;
    const l = change[0];
    const factor = M * l;
    let largest = 0;
    // T L, and the new gain
    for (let i = 0; i < r; i++) {
      change[i] = phi[i] * l + (i + 1 < r ? change[i + 1] : 0);
      gain[i] += factor * change[i];
    }
    const before = F;
    F += factor * l;
    for (let i = 0; i < r; i++) {
      change[i] -= (gain[i] * l) / F;
      largest = Math.max(largest, Math.abs(change[i]));
    }
    M += (factor * factor) / before;
    isSteady = largest * largest * Math.abs(M) < STEADY;
  }
  const n = w.length;
  return 0.5 * (log(sum / n) + (logs + log(product)) / n);
}
