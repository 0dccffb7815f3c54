// Losses and their gradients. Sums use f64: they are cheap, and early stopping compares them.
// Sizes and meaning: ../kernels.ts.

import { largest, softmaxForward } from './elementwise';
import { exp4, log1 } from './functions';

// Same order as LOSSES in ../kernels.ts.
const MSE = 0;
const MAE = 1;
const HUBER = 2;
const CROSS_ENTROPY = 4;

/** Sums and largest logits of four windows. */
const TOTALS = memory.data(32, 16);

// @ts-ignore: decorator
@inline
function weightOf(weights: usize, n: i32): f64 {
  return weights == 0 ? 1 : <f64>load<f32>(weights + (<usize>n << 2));
}

// @ts-ignore: decorator
@inline
function sign(e: f64): f64 {
  return e > 0 ? 1 : e < 0 ? -1 : 0;
}

export function loss(
  dyhat: usize, yhat: usize, y: usize, weights: usize, kind: i32, parameter: f64, O: i32, N: i32, count: i32,
): f64 {
  if (kind == CROSS_ENTROPY) return crossEntropy(dyhat, yhat, y, weights, O, N, count);
  const elements = <f64>(O * count);
  let sum: f64 = 0;
  for (let o = 0; o < O; o++)
    for (let n = 0; n < N; n++) {
      const at = <usize>(o * N + n) << 2;
      if (n >= count) {
        store<f32>(dyhat + at, 0);
        continue;
      }
      const w = weightOf(weights, n);
      const e = <f64>load<f32>(yhat + at) - <f64>load<f32>(y + at);
      const a = abs(e);
      let d: f64;
      if (kind == MSE) {
        sum += w * e * e;
        d = 2.0 * e;
      } else if (kind == MAE) {
        sum += w * a;
        d = sign(e);
      } else if (kind == HUBER) {
        sum += w * (a <= parameter ? 0.5 * e * e : parameter * (a - 0.5 * parameter));
        d = a <= parameter ? e : parameter * sign(e);
      } else {
        sum += w * (e < 0 ? -parameter * e : (1.0 - parameter) * e);
        d = e < 0 ? -parameter : e > 0 ? 1.0 - parameter : 0;
      }
      store<f32>(dyhat + at, <f32>(w * d / elements));
    }
  return sum / elements;
}

/** -log softmax(yhat) at the label, the index of a row of yhat, times the weight. */
function crossEntropy(
  dyhat: usize, yhat: usize, labels: usize, weights: usize, O: i32, N: i32, count: i32,
): f64 {
  softmaxForward(dyhat, yhat, 1, O, N);
  const line = <usize>N << 2;
  const size = <usize>O * line;
  let sum: f64 = 0;
  for (let from = 0; from < count; from += 4) {
    const column = <usize>from << 2;
    const tops = largest(yhat + column, size, line);
    let totals = f32x4.splat(0);
    for (let o = column; o < size; o += line)
      totals = f32x4.add(totals, exp4(f32x4.sub(v128.load(yhat + o), tops)));
    // Through memory, since a lane index must be a constant.
    v128.store(TOTALS, totals);
    v128.store(TOTALS, tops, 16);
    for (let n = from; n < min(from + 4, count); n++) {
      const lane = TOTALS + (<usize>(n - from) << 2);
      const at = (<usize>(<i32>load<f32>(labels + (<usize>n << 2))) * line) + (<usize>n << 2);
      sum += weightOf(weights, n) * (log1(load<f32>(lane)) + <f64>load<f32>(lane, 16) - <f64>load<f32>(yhat + at));
      store<f32>(dyhat + at, load<f32>(dyhat + at) - 1);
    }
  }
  for (let o: usize = 0; o < size; o += line)
    for (let n = 0; n < N; n++) {
      const at = dyhat + o + (<usize>n << 2);
      store<f32>(at, n < count ? <f32>weightOf(weights, n) * load<f32>(at) / <f32>count : 0);
    }
  return sum / <f64>count;
}
