/**
 * The Kalman filter of an ARIMA model: the state before each row, with its covariance in units of σ². After the state of the
 * autoregressive moving average come the last values, from which differences are summed up again:
 *
 *     y_t = a_1 + δ_1 y_{t-1} + … + δ_n y_{t-n}        1 - δ_1 B - … = (1 - B)^d (1 - B^m)^D
 *
 * An absent row only moves the state on, and its uncertainty grows. Once the covariance repeats itself, it is not computed
 * again until a row is absent.
 *
 * Harvey (1989), Forecasting, structural time series models and the Kalman filter.
 */

import { log } from '../math/elementary.ts';
import type { ArimaOrder, Arma } from './arma.ts';
import { stationaryRow } from './arma-likelihood.ts';

/** Variance of values before the first one, as in R's `arima`; errors with a variance above the other are not counted. */
const [DIFFUSE, COUNTED] = [1e6, 1e4];
/** The covariance repeats itself if no element changes by more, relative to the largest. */
const STEADY = 1e-13;

export interface ArimaSystem {
  /** Weights of the autoregression and of the errors in each element of the first part, (r) */
  readonly phi: Float64Array;
  readonly error: Float64Array;
  /** δ */
  readonly delta: Float64Array;
}

export interface ArimaState {
  readonly mean: Float64Array; // (r + n)
  readonly covariance: Float64Array; // (r + n, r + n)
}

export function systemOf({ phi, theta }: Arma, delta: Float64Array): ArimaSystem {
  const r = Math.max(phi.length, theta.length + 1);
  const padded = new Float64Array(r);
  padded.set(phi);
  const error = new Float64Array(r);
  error[0] = 1;
  error.set(theta, 1);
  return { phi: padded, error, delta };
}

/** δ of the differences. */
export function deltaOf({ d, D, m }: Pick<ArimaOrder, 'd' | 'D' | 'm'>): Float64Array {
  let polynomial = Float64Array.of(1);
  const lags = [...Array<number>(d).fill(1), ...Array<number>(D).fill(m)];
  for (const lag of lags) {
    const next = new Float64Array(polynomial.length + lag);
    next.set(polynomial);
    polynomial.forEach((one, i) => (next[i + lag] -= one));
    polynomial = next;
  }
  return polynomial.slice(1).map((one) => -one);
}

/** The state before the first of these values that it can be known at, and its row; `undefined` if it is not stationary. */
export function startOf(
  arma: Arma,
  delta: Float64Array,
  y: Float64Array,
): { readonly state: ArimaState; readonly row: number } | undefined {
  const first = stationaryRow(arma);
  if (!first) return undefined;
  const { phi, error } = systemOf(arma, delta);
  const [r, n] = [first.length, delta.length];
  const size = r + n;
  const mean = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  covariance.set(first);
  for (let i = 0; i < r; i++) covariance[i * size] = first[i];
  // P = T P Tᵀ + R Rᵀ, solved for the next element of the diagonal.
  for (let i = 0; i + 1 < r; i++)
    for (let j = 0; j + 1 < r; j++)
      covariance[(i + 1) * size + j + 1] =
        covariance[i * size + j] -
        phi[i] * phi[j] * first[0] -
        phi[i] * first[j + 1] -
        phi[j] * first[i + 1] -
        error[i] * error[j];
  const known = y.subarray(0, n);
  if (known.length === n && !known.some((value) => Number.isNaN(value))) {
    for (let i = 0; i < n; i++) mean[r + i] = y[n - 1 - i];
    return { state: { mean, covariance }, row: n };
  }
  for (let i = r; i < size; i++) covariance[i * size + i] = DIFFUSE;
  return { state: { mean, covariance }, row: 0 };
}

/** Moves a state along rows. */
export interface ArimaFilter {
  readonly state: ArimaState;
  /** The forecast of the row after `step` rows without values: y, and the state after it. */
  next(value: number): void;
  /** Forecasts of the rows ahead. */
  forecast(out: Float64Array): void;
  /** Half of log σ² and of the mean log F, over the values so far. */
  likelihood(): number;
}

export function filterOf(system: ArimaSystem, { mean, covariance }: ArimaState): ArimaFilter {
  const size = mean.length;
  let [a, spare] = [mean.slice(), new Float64Array(size)];
  let [P, next] = [covariance.slice(), new Float64Array(size * size)];
  const half = new Float64Array(size * size);
  const column = new Float64Array(size); // P Zᵀ
  const gain = new Float64Array(size); // T P Zᵀ
  let F = NaN;
  let isSteady = false;
  let [sum, logs, n] = [0, 0, 0];
  const updateGain = (): void => {
    for (let i = 0; i < size; i++) column[i] = observed(system, P, i * size);
    F = observed(system, column, 0);
    move(system, column, 0, 1, gain, 0, 1);
  };
  return {
    get state() {
      return { mean: a.slice(), covariance: P.slice() };
    },
    next(value) {
      const isAbsent = Number.isNaN(value);
      if (isAbsent) isSteady = false;
      if (!isSteady) updateGain();
      const error = isAbsent ? 0 : value - observed(system, a, 0);
      move(system, a, 0, 1, spare, 0, 1);
      [a, spare] = [spare, a];
      if (!isAbsent) {
        const share = error / F;
        for (let i = 0; i < size; i++) a[i] += gain[i] * share;
        if (F < COUNTED) {
          sum += error * share;
          logs += log(F);
          n++;
        }
      }
      if (isSteady) return;
      predict(system, P, half, next);
      if (!isAbsent)
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) next[i * size + j] -= (gain[i] * gain[j]) / F;
      isSteady = !isAbsent && areEqual(P, next, size);
      [P, next] = [next, P];
      if (isSteady) updateGain();
    },
    forecast(out) {
      let [now, after] = [a.slice(), new Float64Array(size)];
      for (let k = 0; k < out.length; k++) {
        out[k] = observed(system, now, 0);
        move(system, now, 0, 1, after, 0, 1);
        [now, after] = [after, now];
      }
    },
    likelihood: () => 0.5 * (log(sum / n) + logs / n),
  };
}

/** Z v: the value of a state. */
function observed({ phi, delta }: ArimaSystem, v: Float64Array, at: number): number {
  let sum = v[at];
  for (let i = 0; i < delta.length; i++) sum += delta[i] * v[at + phi.length + i];
  return sum;
}

/** T v of a vector whose elements are `stride` apart, into another one. */
function move(
  { phi, delta }: ArimaSystem,
  v: Float64Array,
  at: number,
  stride: number,
  out: Float64Array,
  outAt: number,
  outStride: number,
): void {
  const [r, n] = [phi.length, delta.length];
  const first = v[at];
  for (let i = 0; i < r - 1; i++) out[outAt + i * outStride] = phi[i] * first + v[at + (i + 1) * stride];
  out[outAt + (r - 1) * outStride] = phi[r - 1] * first;
  if (n === 0) return;
  let value = first;
  for (let i = 0; i < n; i++) value += delta[i] * v[at + (r + i) * stride];
  for (let i = n - 1; i > 0; i--) out[outAt + (r + i) * outStride] = v[at + (r + i - 1) * stride];
  out[outAt + r * outStride] = value;
}

/** T P Tᵀ + R Rᵀ */
function predict(system: ArimaSystem, P: Float64Array, half: Float64Array, out: Float64Array): void {
  const { error, delta } = system;
  const size = error.length + delta.length;
  for (let j = 0; j < size; j++) move(system, P, j, size, half, j, size);
  for (let i = 0; i < size; i++) move(system, half, i * size, 1, out, i * size, 1);
  for (let i = 0; i < error.length; i++)
    for (let j = 0; j < error.length; j++) out[i * size + j] += error[i] * error[j];
}

/** Whether covariances differ by rounding only; their largest elements are on the diagonal. */
function areEqual(a: Float64Array, b: Float64Array, size: number): boolean {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, b[i * size + i]);
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > STEADY * largest) return false;
  return true;
}
