/**
 * Autoregressive moving averages with a season, and how their parameters are searched for:
 *
 *     (1 - φ_1 B - … - φ_p B^p) (1 - Φ_1 B^m - … - Φ_P B^Pm) w_t = (1 + θ_1 B + …) (1 + Θ_1 B^m + …) e_t
 *
 * Parameters are in the order φ, θ, Φ, Θ. For exact likelihood autoregressions are searched for as inverse hyperbolic
 * tangents of their partial autocorrelations, so that all are stationary (Jones 1980), as in R's `arima`.
 */

import { exp, log } from '../math/elementary.ts';
import { withRootsOutside } from '../math/polynomial.ts';

/** p, d, q; P, D, Q per season of m rows; and whether there is a mean or a drift. */
export interface ArimaOrder {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly P: number;
  readonly D: number;
  readonly Q: number;
  /** 1 is no season. */
  readonly m: number;
  readonly hasConstant: boolean;
}

/** The products of the polynomials. */
export interface Arma {
  /** φ_1.. of the autoregression */
  readonly phi: Float64Array;
  /** θ_1.. of the moving average */
  readonly theta: Float64Array;
}

/** The products of the polynomials of the season and of the rows. */
export function armaOf(x: Float64Array, { p, q, P, Q, m }: ArimaOrder): Arma {
  const phi = new Float64Array(p + P * m);
  const theta = new Float64Array(q + Q * m);
  phi.set(x.subarray(0, p));
  theta.set(x.subarray(p, p + q));
  for (let j = 0; j < P; j++) {
    const seasonal = x[p + q + j];
    phi[(j + 1) * m - 1] += seasonal;
    for (let i = 0; i < p; i++) phi[(j + 1) * m + i] -= x[i] * seasonal;
  }
  for (let j = 0; j < Q; j++) {
    const seasonal = x[p + q + P + j];
    theta[(j + 1) * m - 1] += seasonal;
    for (let i = 0; i < q; i++) theta[(j + 1) * m + i] += x[p + i] * seasonal;
  }
  return { phi, theta };
}

/** Where the autoregressions of rows and of seasons are among the parameters, and the moving averages. */
export const autoregressions = ({ p, q, P }: ArimaOrder): readonly (readonly [number, number])[] => [
  [0, p],
  [p + q, p + q + P],
];
export const movingAverages = ({ p, q, P, Q }: ArimaOrder): readonly (readonly [number, number])[] => [
  [p, p + q],
  [p + q + P, p + q + P + Q],
];

/** The parameters of variables of the search: stationary for all of them. */
export function parametersOf(x: Float64Array, order: ArimaOrder): Float64Array {
  const out = x.slice();
  for (const [from, to] of autoregressions(order)) out.set(stationary(x.subarray(from, to)), from);
  return out;
}

/** The way back; the parameters must be stationary. */
export function variablesOf(x: Float64Array, order: ArimaOrder): Float64Array {
  const out = x.slice();
  for (const [from, to] of autoregressions(order)) out.set(unbounded(x.subarray(from, to)), from);
  return out;
}

/** The same with invertible moving averages. */
export function invertible(x: Float64Array, order: ArimaOrder): Float64Array {
  const out = x.slice();
  for (const [from, to] of movingAverages(order)) out.set(withRootsOutside(x.subarray(from, to)), from);
  return out;
}

/** The autoregression with partial autocorrelations tanh x_1, tanh x_2, … by Durbin and Levinson's recursion. */
function stationary(x: Float64Array): Float64Array {
  const out = x.map((one) => 1 - 2 / (exp(2 * one) + 1));
  for (let j = 1; j < out.length; j++) {
    const last = out[j];
    const before = out.slice(0, j);
    for (let k = 0; k < j; k++) out[k] = before[k] - last * before[j - 1 - k];
  }
  return out;
}

function unbounded(phi: Float64Array): Float64Array {
  const out = phi.slice();
  for (let j = out.length - 1; j > 0; j--) {
    const last = out[j];
    const after = out.slice(0, j);
    for (let k = 0; k < j; k++) out[k] = (after[k] + last * after[j - 1 - k]) / (1 - last * last);
  }
  return out.map((one) => log((1 + one) / (1 - one)) / 2);
}
