/**
 * Ridge regression on windows, one head per step, for `linear`, `dlinear` and `nlinear`. L are
 * the numbers of a window, one per row unless a row has features:
 *
 *     minimise Σ v (y - ȳ - w·(x - x̄))² + λ n |G⁻¹ w|²,  with v the weights of the windows, and n their sum
 *
 * λ is chosen on the validation block, the last training windows in time, and w is then fitted again on all of them. The same
 * block says how much of the forecasts to keep (`shrinkage.ts`). The intercept is not penalised. G is the basis in which
 * weights are penalised, the identity by default: with w = G v this is plain ridge regression of y on Gᵀ x. Solved in closed
 * form by the normal equations. (Hoerl, Kennard 1970.)
 */

import { numericQuantities } from '../data/quantities.ts';
import type { Target } from '../data/targets.ts';
import { cholesky, choleskySolve, product, times, transpose } from '../math/linalg.ts';
import { BLOCK, addProducts } from '../math/products.ts';
import { dot } from '../math/vector.ts';
import { JS_SLOWDOWN } from './cost.ts';
import {
  fitEncoding,
  restoreEncoding,
  splitForValidation,
  trainingInputs,
  trainingWindows,
  windowLookback,
  windowWidth,
  writeInputs,
} from './encoding.ts';
import type { Encoding } from './encodings/encoding.ts';
import type { Forecaster, Model, ModelOptions, Origins, TrainingRows } from './model.ts';
import { learnShrinkage, restoreShrinkage, shrinkageState, shrunk } from './shrinkage.ts';
import type { HeldOutForecasts } from './shrinkage.ts';
import { readState } from './state.ts';
import { windowWeights } from './window-weights.ts';

export interface RidgeFamily {
  readonly name: string;
  readonly summary: string;
  /** The target that windows and forecasts are encoded with. */
  target(options: ModelOptions): Target;
  /**
   * The value that is subtracted from the inputs of the target in a window and from its targets, and added to the forecast.
   * @param width - inputs of a row: that of the target first, then those of features
   */
  anchor(x: Float64Array, width: number): number;
  /** G of the inputs of the target, (rows, rows) for windows of so many rows; absent for the identity. Features stay as they are. */
  basis?(rows: number): Float64Array;
}

/** Weighted sums over windows that every ridge solution is computed from. */
interface Moments {
  /** Sum of the weights. */
  readonly n: number;
  /** (L) and (horizon) */
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  /** Σ v (x - x̄)(x - x̄)ᵀ (L, L) and Σ v (x - x̄)(y - ȳ) (horizon, L) */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
}

interface Solution {
  readonly intercept: Float64Array; // (horizon)
  readonly weights: Float64Array; // (horizon, L)
  /** Factors by step; absent if forecasts are not shrunk. */
  readonly shrinkage?: Float64Array | undefined;
}

/** The model of a family of ridge regressions. */
export function ridgeModel(family: RidgeFamily): Model {
  const { name, summary, target, anchor, basis } = family;
  return {
    name,
    summary,
    family: 'linear',
    quantities: numericQuantities,
    isSeeded: false,
    takesFeatures: true,
    takesNormalization: true,
    isGlobal: true,
    lookback: windowLookback,
    estimate(options) {
      const { horizon } = options;
      const L = windowWidth(options);
      return { parameters: horizon * (L + 1), operations: JS_SLOWDOWN * 2 * L * (L + 2 * horizon) };
    },
    // oxlint-disable-next-line typescript/require-await -- the interface is asynchronous for models that take long
    async fit(panel, rows, options) {
      const L = windowWidth(options);
      const encoding = fitEncoding(panel, rows, options, target(options));
      const windows = trainingWindows(panel, rows, options);
      const examples = createExamples(encoding, windows, panel.series.length, rows, anchor, options);
      const G = basis && besideFeatures(basis(options.inputSize), options.inputSize, encoding.width);
      const { penalty, shrinkage } = validate(examples, windows, G, options);
      const moments = inBasis(
        momentsOf(examples, windowWeights(windows, 0, windows.row.length, options), options),
        G,
        L,
      );
      return forecasterOf(encoding, { ...solve(moments, penalty, G, options), shrinkage }, anchor, options);
    },
    restore(panel, { state, cutoff }, options) {
      const { horizon } = options;
      const L = windowWidth(options);
      const reader = readState(name, state);
      const encoding = restoreEncoding(panel, reader, cutoff, options, target(options));
      const intercept = reader.f64('intercept', [horizon]);
      const weights = reader.f64('weights', [horizon, L]);
      const shrinkage = restoreShrinkage(reader, horizon);
      reader.end();
      return forecasterOf(encoding, { intercept, weights, shrinkage }, anchor, options);
    },
  };
}

function forecasterOf(
  encoding: Encoding,
  solution: Solution,
  anchor: RidgeFamily['anchor'],
  options: ModelOptions,
): Forecaster {
  const { horizon } = options;
  const L = windowWidth(options);
  return {
    parameters: horizon * (L + 1),
    state: () => [
      ...encoding.state(),
      { name: 'intercept', shape: [horizon], values: solution.intercept.slice() },
      { name: 'weights', shape: [horizon, L], values: solution.weights.slice() },
      ...shrinkageState(solution.shrinkage),
    ],
    forecast(panel, { series, row }) {
      const yhat = new Float64Array(row.length * horizon);
      const x = new Float64Array(L);
      const encodingOfPanel = encoding.on(panel);
      row.forEach((origin, i) => {
        writeInputs(encodingOfPanel, x, 0, series[i], origin, options);
        const base = subtractAnchor(x, anchor, encoding.width);
        for (let step = 1; step <= horizon; step++) {
          const given = predict(solution, x, step) + base;
          const value = solution.shrinkage
            ? shrunk(given, encodingOfPanel.unchanged(series[i], origin, step), solution.shrinkage[step - 1])
            : given;
          yhat[i * horizon + step - 1] = encodingOfPanel.decode(series[i], origin, step, value);
        }
      });
      return yhat;
    },
  };
}

/** Subtracts the anchor from the inputs of the target in a window, and returns it. */
function subtractAnchor(x: Float64Array, anchor: RidgeFamily['anchor'], width: number): number {
  const base = anchor(x, width);
  if (base !== 0) for (let l = 0; l < x.length; l += width) x[l] -= base;
  return base;
}

/** A basis of the first input of each row, with the identity for the others. */
function besideFeatures(basis: Float64Array, rows: number, width: number): Float64Array {
  const L = rows * width;
  const G = new Float64Array(L * L);
  for (let l = 0; l < L; l++) G[l * L + l] = 1;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) G[i * width * L + j * width] = basis[i * rows + j];
  return G;
}

/** Windows and their targets, one at a time. */
interface Examples {
  /**
   * x (L), oldest row first, y (horizon) and what y is without a change (horizon) of window `i`, in memory that the next call
   * overwrites.
   */
  read(i: number): {
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly unchanged: Float64Array;
  };
}

function createExamples(
  encoding: Encoding,
  { series, row }: Origins,
  seriesCount: number,
  rows: TrainingRows,
  anchor: RidgeFamily['anchor'],
  options: ModelOptions,
): Examples {
  const { horizon } = options;
  const write = trainingInputs(encoding, seriesCount, rows, options);
  const x = new Float64Array(windowWidth(options));
  const [y, unchanged] = [new Float64Array(horizon), new Float64Array(horizon)];
  return {
    read(i) {
      write(x, 0, series[i], row[i]);
      const base = subtractAnchor(x, anchor, encoding.width);
      for (let k = 0; k < horizon; k++) {
        y[k] = encoding.target(series[i], row[i], k + 1) - base;
        unchanged[k] = encoding.unchanged(series[i], row[i], k + 1) - base;
      }
      return { x, y, unchanged };
    },
  };
}

/** What the validation block says: the penalty with the smallest squared error, without a block the middle one, and the shrinkage. */
function validate(
  examples: Examples,
  windows: Origins,
  G: Float64Array | undefined,
  options: ModelOptions,
): { readonly penalty: number; readonly shrinkage: Float64Array | undefined } {
  const { ridge, validation: share, horizon, shrink } = options;
  const { train, validation } = splitForValidation(windows, share, horizon);
  if (train === 0 || validation === windows.row.length)
    return { penalty: ridge[ridge.length >> 1], shrinkage: undefined };
  const ofTraining = windowWeights(windows, 0, train, options);
  const weights = windowWeights(windows, validation, windows.row.length, options);
  const moments = inBasis(momentsOf(examples, ofTraining, options), G, windowWidth(options));
  const heldOut = (penalty: number): ReturnType<typeof heldOutForecasts> =>
    heldOutForecasts(solve(moments, penalty, G, options), examples, windows, validation, weights);
  let best = { penalty: ridge[0], forecasts: heldOut(ridge[0]) };
  for (const penalty of ridge.slice(1)) {
    const forecasts = heldOut(penalty);
    if (forecasts.loss < best.forecasts.loss) best = { penalty, forecasts };
  }
  return {
    penalty: best.penalty,
    shrinkage: shrink === 'auto' ? learnShrinkage(best.forecasts, horizon) : undefined,
  };
}

function predict({ intercept, weights }: Solution, x: Float64Array, step: number): number {
  return intercept[step - 1] + dot(x, weights.subarray((step - 1) * x.length, step * x.length));
}

/** Forecasts of the windows from `validation` on, and their weighted squared error. */
function heldOutForecasts(
  solution: Solution,
  examples: Examples,
  { row }: Origins,
  validation: number,
  weights: Float64Array,
): HeldOutForecasts & { readonly loss: number } {
  const horizon = solution.intercept.length;
  const size = (row.length - validation) * horizon;
  const forecasts = { row: row.subarray(validation), x: new Float64Array(size), y: new Float64Array(size) };
  let loss = 0;
  for (let i = validation; i < row.length; i++) {
    const { x, y, unchanged } = examples.read(i);
    for (let k = 0; k < horizon; k++) {
      const at = (i - validation) * horizon + k;
      const forecast = predict(solution, x, k + 1);
      forecasts.x[at] = forecast - unchanged[k];
      forecasts.y[at] = y[k] - unchanged[k];
      loss += weights[i - validation] * (forecast - y[k]) ** 2;
    }
  }
  return { ...forecasts, loss };
}

/** Weighted moments of the first windows, as many as there are weights, whose mean is 1; in two passes. */
function momentsOf(examples: Examples, weights: Float64Array, options: ModelOptions): Moments {
  const { horizon } = options;
  const L = windowWidth(options);
  const n = weights.length;
  const [meanX, meanY] = [new Float64Array(L), new Float64Array(horizon)];
  const [xx, xy] = [new Float64Array(L * L), new Float64Array(horizon * L)];
  for (let i = 0; i < n; i++) {
    const { x, y } = examples.read(i);
    const weight = weights[i];
    for (let l = 0; l < L; l++) meanX[l] += (weight * x[l]) / n;
    for (let k = 0; k < horizon; k++) meanY[k] += (weight * y[k]) / n;
  }
  const [X, wX, wY] = [L, L, horizon].map((width) => new Float64Array(BLOCK * width));
  for (let from = 0; from < n; from += BLOCK) {
    for (let b = 0; b < BLOCK; b++) {
      const i = Math.min(from + b, n - 1);
      const { x, y } = examples.read(i);
      const weight = from + b < n ? weights[i] : 0;
      for (let l = 0; l < L; l++) {
        X[b * L + l] = x[l] - meanX[l];
        wX[b * L + l] = weight * X[b * L + l];
      }
      for (let k = 0; k < horizon; k++) wY[b * horizon + k] = weight * (y[k] - meanY[k]);
    }
    addProducts(xx, wX, X, L, L, true);
    addProducts(xy, wY, X, horizon, L, false);
  }
  for (let l = 0; l < L; l++) for (let m = 0; m < l; m++) xx[m * L + l] = xx[l * L + m];
  return { n, meanX, meanY, xx, xy };
}

/** The moments of Gᵀ x instead of x. */
function inBasis(moments: Moments, G: Float64Array | undefined, L: number): Moments {
  if (!G) return moments;
  const Gt = transpose(G, L);
  const xy = new Float64Array(moments.xy.length);
  for (let from = 0; from < xy.length; from += L)
    xy.set(times(Gt, moments.xy.subarray(from, from + L), L), from);
  return {
    ...moments,
    meanX: times(Gt, moments.meanX, L),
    xx: product(Gt, product(moments.xx, G, L), L),
    xy,
  };
}

/** @param moments - in the basis of G */
function solve(
  { n, meanX, meanY, xx, xy }: Moments,
  penalty: number,
  G: Float64Array | undefined,
  options: ModelOptions,
): Solution {
  const { horizon } = options;
  const L = windowWidth(options);
  const a = xx.slice();
  for (let l = 0; l < L; l++) a[l * L + l] += penalty * n;
  const factor = cholesky(a, L);
  const weights = new Float64Array(horizon * L);
  const intercept = new Float64Array(horizon);
  for (let k = 0; k < horizon; k++) {
    const v = choleskySolve(factor, L, xy.subarray(k * L, (k + 1) * L));
    weights.set(G ? times(G, v, L) : v, k * L);
    intercept[k] = meanY[k] - dot(v, meanX);
  }
  return { intercept, weights };
}
