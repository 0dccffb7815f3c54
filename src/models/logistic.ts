/**
 * Multinomial logistic regression on the windows that the networks see, one for all series and one per step:
 *
 *     p_c = softmax(b + W x)_c      minimise mean(-log p_y) + λ/2 |W|²
 *
 * λ is chosen by the log loss of the validation block, the last training windows in time, and W is then fitted again on
 * all of them. Biases are not penalised; each class has a row of W, which the penalty makes unique. The problem is convex.
 * The search (`math/lbfgs.ts`) is preconditioned with the Hessian at W = 0, p_c (1 - p_c) Σ x xᵀ / n + λ with p_c the share
 * of class c, so that weak signals take few steps.
 */

import { classNames, classShares, likeliest } from '../data/classes.ts';
import { log } from '../math/elementary.ts';
import { lbfgs } from '../math/lbfgs.ts';
import { cholesky, choleskySolve } from '../math/linalg.ts';
import {
  classWeightCount,
  classWindows,
  restoreClassWeights,
  outputsByClass,
  scoresAt,
  stateOfClassWeights,
} from './class-windows.ts';
import type { ClassWeights, ClassWindows } from './class-windows.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { fitEncoding, splitForValidation, trainingWindows, windowLookback, windowWidth } from './encoding.ts';
import type { Encoding } from './encodings/encoding.ts';
import type { Forecaster, Model, ModelOptions, Origins } from './model.ts';
import { softmax } from './softmax.ts';
import { windowWeights } from './window-weights.ts';

const C = classNames.length;
/** Keeps the Hessian solvable if columns are collinear and nothing is penalised. */
const FLOOR = 1e-9;
/** Passes over the windows per fit, over all penalties (measured). */
const PASSES = 100;

export const logistic: Model = {
  name: 'logistic',
  summary:
    'multinomial logistic regression on the windows of the networks, penalty chosen on the validation block',
  family: 'linear',
  quantities: ['class'],
  isSeeded: false,
  takesFeatures: true,
  takesNormalization: true,
  isGlobal: true,
  lookback: windowLookback,
  estimate: (options) => ({
    parameters: classWeightCount(options),
    operations:
      JS_SLOWDOWN * windowWidth(options) * (windowWidth(options) + options.horizon * PASSES * 4 * C),
  }),
  async fit(panel, rows, options, { yieldToSignals } = {}) {
    const { horizon, validation: share } = options;
    const encoding = fitEncoding(panel, rows, options);
    const windows = trainingWindows(panel, rows, options);
    const examples = classWindows(encoding, windows, panel.series.length, rows, options);
    const { train, validation } = splitForValidation(windows, share, horizon);
    const canChoose = train > 0 && validation < examples.n;
    const penalty = canChoose
      ? await choosePenalty(examples, windows, { train, validation }, options, yieldToSignals)
      : options.ridge[options.ridge.length >> 1];
    const weights = windowWeights(windows, 0, examples.n, options);
    const whole = regressionOn(examples, weights, windowWidth(options));
    const solutions: ClassWeights[] = [];
    for (let k = 0; k < horizon; k++) {
      solutions.push(whole(k, penalty));
      await yieldToSignals?.();
    }
    return forecasterOf(encoding, solutions, options);
  },
  restore(panel, saved, options) {
    const { encoding, weights } = restoreClassWeights('logistic', panel, saved, options);
    return forecasterOf(encoding, weights, options);
  },
};

function forecasterOf(
  encoding: Encoding,
  weights: readonly ClassWeights[],
  options: ModelOptions,
): Forecaster {
  const probabilities: NonNullable<Forecaster['probabilities']> = (panel, origins) =>
    outputsByClass(encoding, weights, panel, origins, options, softmax);
  return {
    parameters: classWeightCount(options),
    state: () => stateOfClassWeights(encoding, weights, options),
    forecast: (panel, origins) => likeliest(probabilities(panel, origins)),
    probabilities,
  };
}

/** The penalty with the smallest log loss on the validation block, over all steps. */
async function choosePenalty(
  examples: ClassWindows,
  windows: Origins,
  { train, validation }: { readonly train: number; readonly validation: number },
  options: ModelOptions,
  yieldToSignals: (() => Promise<void>) | undefined,
): Promise<number> {
  const { horizon, ridge } = options;
  const L = windowWidth(options);
  const fit = regressionOn(examples, windowWeights(windows, 0, train, options), L);
  const ofValidation = windowWeights(windows, validation, examples.n, options);
  const starts: (ClassWeights | undefined)[] = Array.from({ length: horizon });
  let best = ridge[0];
  let least = Infinity;
  // From the largest down, so that each fit starts near its end.
  for (const penalty of ridge.toSorted((a, b) => b - a)) {
    let sum = 0;
    for (let k = 0; k < horizon; k++) {
      const weights = fit(k, penalty, starts[k]);
      starts[k] = weights;
      sum += logLossOf(examples, weights, k, ofValidation, L);
      await yieldToSignals?.();
    }
    if (sum < least) {
      least = sum;
      best = penalty;
    }
  }
  return best;
}

/** The sum of -log p of the actual class, over the last windows, as many as there are weights of them. */
function logLossOf(
  { n, x, labels }: ClassWindows,
  weights: ClassWeights,
  k: number,
  ofWindows: Float64Array,
  L: number,
): number {
  const z = new Float64Array(C);
  const from = n - ofWindows.length;
  let sum = 0;
  for (let i = from; i < n; i++) {
    scoresAt(z, weights, x, i * L, L);
    const score = z[labels[k][i]];
    const { largest, sum: total } = softmax(z);
    sum += ofWindows[i - from] * (log(total) + largest - score);
  }
  return sum;
}

/**
 * Fits on the first windows, as many as there are weights of them, by step and penalty.
 * @param ofWindows - their weights, of mean 1
 * @param start - weights to start from; absent: those that give the shares of the classes
 */
export function regressionOn(
  { x, labels }: Omit<ClassWindows, 'n'>,
  ofWindows: Float64Array,
  L: number,
): (k: number, penalty: number, start?: ClassWeights) => ClassWeights {
  const n = ofWindows.length;
  const { means, centred, xx } = centredWindows(x, ofWindows, L);
  /** Biases for centred windows from biases for raw windows, or back with `sign` -1. */
  const shift = (weights: ClassWeights, sign: 1 | -1): ClassWeights => {
    const out = weights.slice();
    for (let c = 0; c < C; c++)
      for (let l = 0; l < L; l++) out[c] += sign * weights[C + c * L + l] * means[l];
    return out;
  };
  return (k, penalty, start) => {
    const counts = classNames.map(() => 0);
    for (let i = 0; i < n; i++) counts[labels[k][i]] += ofWindows[i];
    const shares = classShares(counts);
    const { x: solution } = lbfgs(
      (weights, gradient) => lossOn(centred, labels[k], ofWindows, L, weights, penalty, gradient),
      start ? shift(start, 1) : startOf(shares, L),
      { tolerance: 1e-7, precondition: preconditioner(xx, shares, penalty, L) },
    );
    return shift(solution, -1);
  };
}

/** The windows minus their weighted means, so that biases and weights are nearly uncorrelated, and xx = Σ v x xᵀ / n. */
function centredWindows(
  x: Float64Array, // (windows, L)
  ofWindows: Float64Array, // v (n)
  L: number,
): { readonly means: Float64Array; readonly centred: Float64Array; readonly xx: Float64Array } {
  const n = ofWindows.length;
  const means = new Float64Array(L);
  for (let i = 0; i < n; i++) for (let l = 0; l < L; l++) means[l] += (ofWindows[i] * x[i * L + l]) / n;
  const centred = new Float64Array(n * L);
  for (let i = 0; i < n; i++) for (let l = 0; l < L; l++) centred[i * L + l] = x[i * L + l] - means[l];
  const xx = new Float64Array(L * L); // lower triangle
  for (let i = 0; i < n; i++)
    for (let l = 0; l < L; l++) {
      const weighted = ofWindows[i] * centred[i * L + l];
      for (let m = 0; m <= l; m++) xx[l * L + m] += (weighted * centred[i * L + m]) / n;
    }
  return { means, centred, xx };
}

/** Multiplies by the inverse of the Hessian at W = 0. */
function preconditioner(
  xx: Float64Array, // (L, L)
  shares: readonly number[],
  penalty: number,
  L: number,
): (v: Float64Array) => Float64Array {
  let trace = 0;
  for (let l = 0; l < L; l++) trace += xx[l * L + l];
  const factors = shares.map((share) => {
    const a = xx.map((value) => value * share * (1 - share));
    for (let l = 0; l < L; l++) a[l * L + l] += penalty + FLOOR * (1 + trace);
    return cholesky(a, L);
  });
  return (v) => {
    const out = new Float64Array(v.length);
    factors.forEach((factor, c) => {
      out[c] = v[c] / (shares[c] * (1 - shares[c]));
      const from = C + c * L;
      out.set(choleskySolve(factor, L, v.subarray(from, from + L)), from);
    });
    return out;
  };
}

function startOf(shares: readonly number[], L: number): ClassWeights {
  const weights = new Float64Array(C + C * L);
  weights.set(shares.map(log));
  return weights;
}

/** Weighted mean loss of the windows plus the penalty; writes the derivatives into `gradient`. */
function lossOn(
  x: Float64Array,
  labels: Uint8Array,
  ofWindows: Float64Array,
  L: number,
  weights: ClassWeights,
  penalty: number,
  gradient: Float64Array,
): number {
  const z = new Float64Array(C);
  const n = ofWindows.length;
  const [ofFlat, ofUp] = [C + L, C + 2 * L];
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const from = i * L;
    scoresAt(z, weights, x, from, L);
    const label = labels[i];
    const score = z[label];
    const { largest, sum: total } = softmax(z);
    const weight = ofWindows[i];
    sum += weight * (log(total) + largest - score);
    z[label] -= 1;
    const [down, flat, up] = [(weight * z[0]) / n, (weight * z[1]) / n, (weight * z[2]) / n];
    gradient[0] += down;
    gradient[1] += flat;
    gradient[2] += up;
    for (let l = 0; l < L; l++) {
      const value = x[from + l];
      gradient[C + l] += down * value;
      gradient[ofFlat + l] += flat * value;
      gradient[ofUp + l] += up * value;
    }
  }
  let squares = 0;
  for (let j = C; j < weights.length; j++) {
    squares += weights[j] * weights[j];
    gradient[j] += penalty * weights[j];
  }
  return sum / n + (penalty / 2) * squares;
}
