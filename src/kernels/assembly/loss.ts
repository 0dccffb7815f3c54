// Losses and their gradients. Sums run in f64: they are small, and early stopping compares them.
// Sizes and meaning: ../kernels.ts.

import { softmaxForward } from './elementwise';
import { exp1, log1 } from './functions';

// As in LOSSES of ../kernels.ts.
const MSE = 0;
const MAE = 1;
const HUBER = 2;
const CROSS_ENTROPY = 4;

// @ts-ignore: decorator
@inline
function sign(e: f64): f64 {
  return e > 0 ? 1 : e < 0 ? -1 : 0;
}

export function loss(
  dyhat: usize, yhat: usize, y: usize, kind: i32, parameter: f64, O: i32, N: i32, count: i32,
): f64 {
  if (kind == CROSS_ENTROPY) return crossEntropy(dyhat, yhat, y, O, N, count);
  const elements = <f64>(O * count);
  let sum: f64 = 0;
  for (let o = 0; o < O; o++)
    for (let n = 0; n < N; n++) {
      const at = <usize>(o * N + n) << 2;
      if (n >= count) {
        store<f32>(dyhat + at, 0);
        continue;
      }
      const e = <f64>load<f32>(yhat + at) - <f64>load<f32>(y + at);
      const a = abs(e);
      let d: f64;
      if (kind == MSE) {
        sum += e * e;
        d = 2.0 * e;
      } else if (kind == MAE) {
        sum += a;
        d = sign(e);
      } else if (kind == HUBER) {
        sum += a <= parameter ? 0.5 * e * e : parameter * (a - 0.5 * parameter);
        d = a <= parameter ? e : parameter * sign(e);
      } else {
        sum += e < 0 ? -parameter * e : (1.0 - parameter) * e;
        d = e < 0 ? -parameter : e > 0 ? 1.0 - parameter : 0;
      }
      store<f32>(dyhat + at, <f32>(d / elements));
    }
  return sum / elements;
}

function crossEntropy(dyhat: usize, yhat: usize, labels: usize, O: i32, N: i32, count: i32): f64 {
  softmaxForward(dyhat, yhat, 1, O, N);
  const line = <usize>N << 2;
  let sum: f64 = 0;
  for (let n = 0; n < N; n++) {
    const column = <usize>n << 2;
    const label = <i32>load<f32>(labels + column);
    if (n < count) {
      let top = load<f32>(yhat + column);
      for (let o = 1; o < O; o++) top = max<f32>(top, load<f32>(yhat + <usize>o * line + column));
      let total: f32 = 0;
      for (let o = 0; o < O; o++) total += exp1(load<f32>(yhat + <usize>o * line + column) - top);
      sum += log1(total) + <f64>top - <f64>load<f32>(yhat + <usize>label * line + column);
    }
    for (let o = 0; o < O; o++) {
      const at = dyhat + <usize>o * line + column;
      const onehot: f32 = label == o ? 1 : 0;
      store<f32>(at, n < count ? (load<f32>(at) - onehot) / <f32>count : 0);
    }
  }
  return sum / <f64>count;
}
