/**
 * The fit of one ARIMA order as R's `arima`: parameters with the least conditional sum of squares, and from there those with
 * the greatest exact likelihood. While orders are compared, the first may have to do (`isApproximate`).
 *
 * A mean is subtracted where nothing is differenced, and a drift per row where rows are differenced once, or seasons.
 *
 * Hyndman, Khandakar (2008), Automatic time series forecasting: the forecast package for R.
 */

import { bfgs, hessian } from '../math/bfgs.ts';
import { log } from '../math/elementary.ts';
import { solve } from '../math/gauss.ts';
import { hasRootsOutside } from '../math/polynomial.ts';
import { dot } from '../math/vector.ts';
import { deltaOf, filterOf, startOf, systemOf } from './arima-filter.ts';
import { conditionalVariance, exactLikelihood } from './arma-likelihood.ts';
import { armaOf, autoregressions, invertible, movingAverages, parametersOf, variablesOf } from './arma.ts';
import type { ArimaOrder } from './arma.ts';

export interface ArimaFit {
  readonly order: ArimaOrder;
  /** φ, θ, Φ, Θ */
  readonly coefficients: Float64Array;
  /** Mean, or drift per row; 0 without one. */
  readonly constant: number;
  /** Corrected Akaike information criterion. */
  readonly aicc: number;
}

/** Roots must be this far from 0, as in R's `auto.arima`. */
const LEAST_ROOT = 1.01;
/** Difference that derivatives of parameters are computed with. */
const DIFFERENCE = 1e-3;

/** Values, of which the first is known, with what all orders share. */
interface Data {
  readonly y: Float64Array;
  readonly order: ArimaOrder;
  /** Differences; `NaN` where one of their values is absent. */
  readonly w: Float64Array;
  /** What a constant of 1 adds to each difference. */
  readonly step: number;
  /** Values that are not absent, less those that differences take. */
  readonly n: number;
}

/** The order with its best parameters; `undefined` if the search fails, or a root is too close to the unit circle. */
export function fitOrder(y: Float64Array, order: ArimaOrder, isApproximate: boolean): ArimaFit | undefined {
  const { d, D, m } = order;
  const known = y.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const data: Data = {
    y,
    order,
    w: differences(y, order),
    step: d === 0 && D > 0 ? m : 1,
    n: known - d - D * m,
  };
  const start = startValues(data);
  if (data.n <= 0 || !start) return undefined;
  const fit = isApproximate ? fitConditional(data, start) : fitExact(data, start);
  if (!fit) return undefined;
  const { x, minus2LogLikelihood } = fit;
  const k = x.length + 1; // and σ²
  if (data.n <= k + 1 || !areRootsFar(x, order)) return undefined;
  const aicc = minus2LogLikelihood + 2 * k + (2 * k * (k + 1)) / (data.n - k - 1);
  if (!Number.isFinite(aicc)) return undefined;
  const count = x.length - (order.hasConstant ? 1 : 0);
  return {
    order,
    coefficients: x.slice(0, count),
    constant: order.hasConstant ? x[count] : 0,
    aicc,
  };
}

/** (1 - B)^d (1 - B^m)^D y */
export function differences(y: Float64Array, { d, D, m }: Pick<ArimaOrder, 'd' | 'D' | 'm'>): Float64Array {
  let w = y;
  for (let i = 0; i < d; i++) w = differenced(w, 1);
  for (let i = 0; i < D; i++) w = differenced(w, m);
  return w;
}

export function differenced(y: Float64Array, lag: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, y.length - lag) }, (_, t) => y[t + lag] - y[t]);
}

interface Start {
  readonly x: Float64Array;
  readonly scale: Float64Array;
}

/** 0 for all parameters, and the mean of the differences in units of ten standard errors. */
function startValues({ w, step, order }: Data): Start | undefined {
  const { p, q, P, Q, hasConstant } = order;
  const count = p + q + P + Q;
  const x = new Float64Array(count + (hasConstant ? 1 : 0));
  const scale = x.map(() => 1);
  if (!hasConstant) return { x, scale };
  let [mean, n, squares] = [0, 0, 0];
  for (const value of w) if (!Number.isNaN(value)) mean += (value - mean) / ++n;
  if (n < 2) return undefined;
  for (const value of w) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  x[count] = mean / step;
  scale[count] = (10 * Math.sqrt(squares / (n - 1) / n)) / step;
  return { x, scale };
}

interface Found {
  readonly x: Float64Array;
  /** A search by conditional sums of squares leaves out constants, which all its orders share. */
  readonly minus2LogLikelihood: number;
}

/** Half the logarithm of the conditional variance. */
function conditionalObjective({ w, step, order }: Data): (x: Float64Array) => number {
  const count = order.p + order.q + order.P + order.Q;
  const centred = w.slice();
  return (x) => {
    const shift = order.hasConstant ? x[count] * step : 0;
    for (let t = 0; t < w.length; t++) centred[t] = w[t] - shift;
    return 0.5 * log(conditionalVariance(centred, armaOf(x, order)));
  };
}

function fitConditional(data: Data, { x: start, scale }: Start): Found | undefined {
  const objective = conditionalObjective(data);
  const found = bfgs(objective, start, { scale });
  if (!found) return undefined;
  const { x, value } = found;
  const information = hessian(objective, x, { scale });
  const axes = x.map((_, i) => i);
  if (
    !areVariances(
      information,
      Array.from(axes, (axis) => x.map((_, i) => (i === axis ? 1 : 0))),
    )
  )
    return undefined;
  return { x, minus2LogLikelihood: 2 * data.n * value };
}

function fitExact(data: Data, { x: zero, scale }: Start): Found | undefined {
  const { order, n } = data;
  let start = zero;
  if (!data.y.some((value) => Number.isNaN(value))) {
    const found = bfgs(conditionalObjective(data), start, { scale });
    if (!found) return undefined;
    if (found.isConverged) start = found.x;
    // As in R, such an order is out of the question.
    if (autoregressions(order).some(([from, to]) => !hasRootsOutside(start.subarray(from, to))))
      return undefined;
  }
  const objective = exactObjective(data);
  const found = bfgs(objective, invertible(variablesOf(start, order), order), { scale });
  if (!found) return undefined;
  const x = invertible(found.x, order);
  const hasMoved = x.some((one, i) => one !== found.x[i]);
  const value = hasMoved ? objective(x) : found.value;
  if (!areVariances(hessian(objective, x, { scale }), gradientsOf(x, order))) return undefined;
  return {
    x: parametersOf(x, order),
    minus2LogLikelihood: 2 * n * value + n + n * log(2 * Math.PI),
  };
}

/** Of the variables of the search. */
function exactObjective(data: Data): (x: Float64Array) => number {
  const { y, w, step, order } = data;
  const count = order.p + order.q + order.P + order.Q;
  const delta = deltaOf(order);
  const isComplete = !y.some((value) => Number.isNaN(value));
  const centred = (isComplete ? w : y).slice();
  return (variables) => {
    const x = parametersOf(variables, order);
    const arma = armaOf(x, order);
    const constant = order.hasConstant ? x[count] : 0;
    if (isComplete) {
      for (let t = 0; t < w.length; t++) centred[t] = w[t] - constant * step;
      return exactLikelihood(centred, arma);
    }
    const slope = delta.length > 0 ? constant : 0;
    for (let t = 0; t < y.length; t++) centred[t] = y[t] - (delta.length > 0 ? slope * t : constant);
    const begin = startOf(arma, delta, centred);
    if (!begin) return Infinity;
    const filter = filterOf(systemOf(arma, delta), begin.state);
    for (let t = begin.row; t < centred.length; t++) filter.next(centred[t]);
    return filter.likelihood();
  };
}

/** By parameter, its derivatives by the variables of the search. */
function gradientsOf(x: Float64Array, order: ArimaOrder): Float64Array[] {
  const out = Array.from(x, (_, i) => x.map((__, j) => (i === j ? 1 : 0)));
  const at = parametersOf(x, order);
  for (const [from, to] of autoregressions(order))
    for (let j = from; j < to; j++) {
      const near = x.slice();
      near[j] += DIFFERENCE;
      const moved = parametersOf(near, order);
      for (let i = from; i < to; i++) out[i][j] = (moved[i] - at[i]) / DIFFERENCE;
    }
  return out;
}

/** Whether gᵀ H⁻¹ g, the variances of parameters with these gradients, are none below 0. */
function areVariances(information: Float64Array, gradients: readonly Float64Array[]): boolean {
  return gradients.every((gradient) => {
    const x = solve(information, gradient);
    return x !== undefined && dot(gradient, x) >= 0;
  });
}

function areRootsFar(x: Float64Array, order: ArimaOrder): boolean {
  let seasonal = 1;
  for (let i = 0; i < order.m; i++) seasonal *= LEAST_ROOT;
  const radius = [LEAST_ROOT, seasonal];
  return (
    autoregressions(order).every(([from, to], i) => hasRootsOutside(x.subarray(from, to), radius[i])) &&
    movingAverages(order).every(([from, to], i) =>
      hasRootsOutside(
        x.subarray(from, to).map((one) => -one),
        radius[i],
      ),
    )
  );
}
