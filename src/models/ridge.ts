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
import { dot } from '../math/vector.ts';
import { JS_SLOWDOWN } from './cost.ts';
import {
  fitEncoding,
  restoreEncoding,
  splitForValidation,
  trainingColumns,
  trainingInputs,
  trainingWindows,
  windowLookback,
  windowWidth,
  writeInputs,
} from './encoding.ts';
import type { Encoding } from './encodings/encoding.ts';
import { laggedMoments } from './lagged-moments.ts';
import type { Forecaster, Model, ModelOptions, Origins } from './model.ts';
import { learnShrinkage, restoreShrinkage, shrinkageState, shrunk } from './shrinkage.ts';
import type { HeldOutForecasts } from './shrinkage.ts';
import { readState } from './state.ts';
import { momentsOf, squaredError } from './window-moments.ts';
import type { Examples, Moments, WindowData } from './window-moments.ts';
import { windowWeights } from './window-weights.ts';

/** Errors below this share of the spread of targets are taken from forecasts: in moments they are the rounding of larger numbers. */
const NEARLY_EXACT = 1e-6;

export interface RidgeFamily {
  readonly name: string;
  readonly summary: string;
  /** The target that windows and forecasts are encoded with. */
  target(options: ModelOptions): Target;
  /** Whether the last input of the target in a window is subtracted from the others and from its targets, and added to the forecast. */
  readonly isRelative?: true;
  /** G of the inputs of the target, (rows, rows) for windows of so many rows; absent for the identity. Features stay as they are. */
  basis?(rows: number): Float64Array;
}

interface Solution {
  readonly intercept: Float64Array; // (horizon)
  readonly weights: Float64Array; // (horizon, L)
  /** Factors by step; absent if forecasts are not shrunk. */
  readonly shrinkage?: Float64Array | undefined;
}

/** The model of a family of ridge regressions. */
export function ridgeModel(family: RidgeFamily): Model {
  const { name, summary, target, isRelative = false, basis } = family;
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
      const encoding = fitEncoding(panel, rows, options, target(options));
      const windows = trainingWindows(panel, rows, options);
      const columns = trainingColumns(encoding, panel.series.length, rows);
      const data = { encoding, columns, windows, rows, isRelative };
      const examples = createExamples(data, options);
      const sums = sumsOf(data, examples, options);
      const G = basis && besideFeatures(basis(options.inputSize), options.inputSize, encoding.width);
      const { penalty, shrinkage } = validate(data, examples, sums, G, options);
      const moments = inBasis(sums.moments(0, windows.row.length), G);
      return forecasterOf(encoding, { ...solve(moments, penalty, G), shrinkage }, isRelative, options);
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
      return forecasterOf(encoding, { intercept, weights, shrinkage }, isRelative, options);
    },
  };
}

function forecasterOf(
  encoding: Encoding,
  solution: Solution,
  isRelative: boolean,
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
      const ahead = new Float64Array(horizon);
      const encodingOfPanel = encoding.on(panel);
      row.forEach((origin, i) => {
        writeInputs(encodingOfPanel, x, 0, series[i], origin, options);
        const base = isRelative ? subtractLast(x, encoding.width) : 0;
        predict(ahead, solution, x);
        for (let step = 1; step <= horizon; step++) {
          const given = ahead[step - 1] + base;
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

/** Subtracts the last input of the target in a window from all of them, and returns it. */
function subtractLast(x: Float64Array, width: number): number {
  const last = x[x.length - width];
  if (last !== 0) for (let l = 0; l < x.length; l += width) x[l] -= last;
  return last;
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

function createExamples(
  { encoding, columns, windows: { series, row }, rows, isRelative }: WindowData,
  options: ModelOptions,
): Examples {
  const { horizon } = options;
  const write = trainingInputs(encoding, columns.length, rows, options, columns);
  const x = new Float64Array(windowWidth(options));
  const [y, unchanged] = [new Float64Array(horizon), new Float64Array(horizon)];
  return {
    read(i) {
      write(x, 0, series[i], row[i]);
      const base = isRelative ? subtractLast(x, encoding.width) : 0;
      for (let k = 0; k < horizon; k++) {
        y[k] = encoding.target(series[i], row[i], k + 1) - base;
        unchanged[k] = encoding.unchanged(series[i], row[i], k + 1) - base;
      }
      return { x, y, unchanged };
    },
  };
}

/** Moments of windows, in the cheapest way that they allow. */
interface Sums {
  /** Those of the windows `from`..`to - 1`. */
  moments(from: number, to: number): Moments;
  /** Whether they cost less than forecasts of these windows. */
  readonly areCheap: boolean;
}

function sumsOf(data: WindowData, examples: Examples, options: ModelOptions): Sums {
  const lagged = laggedMoments(data, options);
  return {
    areCheap: lagged !== undefined,
    moments:
      lagged ?? ((from, to) => momentsOf(examples, from, windowWeights(data.windows, from, to, options))),
  };
}

/** What the validation block says: the penalty with the smallest squared error, without a block the middle one, and the shrinkage. */
function validate(
  { windows }: WindowData,
  examples: Examples,
  sums: Sums,
  G: Float64Array | undefined,
  options: ModelOptions,
): { readonly penalty: number; readonly shrinkage: Float64Array | undefined } {
  const { ridge, validation: share, horizon, shrink } = options;
  const { train, validation } = splitForValidation(windows, share, horizon);
  const count = windows.row.length;
  if (train === 0 || validation === count) return { penalty: ridge[ridge.length >> 1], shrinkage: undefined };
  const moments = inBasis(sums.moments(0, train), G);
  const solutions = ridge.map((penalty) => solve(moments, penalty, G));
  const errors =
    (sums.areCheap ? errorsInMoments(solutions, sums.moments(validation, count)) : undefined) ??
    errorsOfForecasts(solutions, examples, validation, windowWeights(windows, validation, count, options));
  const best = errors.reduce((least, error, i) => (error < errors[least] ? i : least), 0);
  return {
    penalty: ridge[best],
    shrinkage:
      shrink === 'auto'
        ? learnShrinkage(heldOutForecasts(solutions[best], examples, windows, validation), horizon)
        : undefined,
  };
}

/** Forecasts of all steps into `out`. Steps wait for no sum but their own: four at a time take a third of the time (measured). */
function predict(out: Float64Array, { intercept, weights }: Solution, x: Float64Array): void {
  const L = x.length;
  const horizon = intercept.length;
  let k = 0;
  for (; k + 3 < horizon; k += 4) {
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    let at = k * L;
    for (let l = 0; l < L; l++, at++) {
      const value = x[l];
      sum0 += value * weights[at];
      sum1 += value * weights[at + L];
      sum2 += value * weights[at + 2 * L];
      sum3 += value * weights[at + 3 * L];
    }
    out[k] = intercept[k] + sum0;
    out[k + 1] = intercept[k + 1] + sum1;
    out[k + 2] = intercept[k + 2] + sum2;
    out[k + 3] = intercept[k + 3] + sum3;
  }
  for (; k < horizon; k++) {
    let sum = 0;
    for (let l = 0; l < L; l++) sum += x[l] * weights[k * L + l];
    out[k] = intercept[k] + sum;
  }
}

/** Weighted squared errors of each solution, in windows with these moments; `undefined` if rounding may decide which is least. */
function errorsInMoments(solutions: readonly Solution[], moments: Moments): readonly number[] | undefined {
  const L = moments.meanX.length;
  const errors = solutions.map(({ intercept, weights }) =>
    intercept.reduce(
      (sum, each, k) => sum + squaredError(moments, k, each, weights.subarray(k * L, (k + 1) * L)),
      0,
    ),
  );
  const spread = moments.yy.reduce((sum, each) => sum + each, 0);
  return Math.min(...errors) > NEARLY_EXACT * spread ? errors : undefined;
}

/** The same from forecasts of the windows from `from` on, as many as there are weights. */
function errorsOfForecasts(
  solutions: readonly Solution[],
  examples: Examples,
  from: number,
  weights: Float64Array,
): readonly number[] {
  const errors = solutions.map(() => 0);
  const forecasts = solutions[0].intercept.slice();
  weights.forEach((weight, i) => {
    const { x, y } = examples.read(from + i);
    solutions.forEach((solution, s) => {
      predict(forecasts, solution, x);
      for (let k = 0; k < y.length; k++) errors[s] += weight * (forecasts[k] - y[k]) ** 2;
    });
  });
  return errors;
}

/** Forecasts of the windows from `validation` on. */
function heldOutForecasts(
  solution: Solution,
  examples: Examples,
  { row }: Origins,
  validation: number,
): HeldOutForecasts {
  const horizon = solution.intercept.length;
  const size = (row.length - validation) * horizon;
  const held = { row: row.subarray(validation), x: new Float64Array(size), y: new Float64Array(size) };
  const forecasts = new Float64Array(horizon);
  for (let i = validation; i < row.length; i++) {
    const { x, y, unchanged } = examples.read(i);
    predict(forecasts, solution, x);
    for (let k = 0; k < horizon; k++) {
      const at = (i - validation) * horizon + k;
      held.x[at] = forecasts[k] - unchanged[k];
      held.y[at] = y[k] - unchanged[k];
    }
  }
  return held;
}

/** The moments of Gᵀ x instead of x. */
function inBasis(moments: Moments, G: Float64Array | undefined): Moments {
  if (!G) return moments;
  const L = moments.meanX.length;
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
function solve({ n, meanX, meanY, xx, xy }: Moments, penalty: number, G: Float64Array | undefined): Solution {
  const L = meanX.length;
  const a = xx.slice();
  for (let l = 0; l < L; l++) a[l * L + l] += penalty * n;
  const weights = choleskySolve(cholesky(a, L), L, xy);
  const intercept = meanY.map((mean, k) => mean - dot(weights.subarray(k * L, (k + 1) * L), meanX));
  if (G)
    for (let at = 0; at < weights.length; at += L) weights.set(times(G, weights.subarray(at, at + L), L), at);
  return { intercept, weights };
}
