// Each is one pass over all parameters: clip, update, and clear the gradients. Lengths are multiples of 4 (the buffer is padded with zeros).
// Sizes and meaning: ../kernels.ts.

import { mulAdd, mulSub } from './arithmetic';

export function squaredNorm(x: usize, length: i32): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = x + ((<usize>length) << 2);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  return total(f64x2.add(low, high));
}

/** W is one matrix of any length, followed by others, so the last values are processed one by one. */
export function penalty(dW: usize, W: usize, length: i32, l1: f64, l2: f64): f64 {
  const zero = f32x4.splat(0);
  const first = f32x4.splat(<f32>l1);
  const second = f32x4.splat(<f32>(2.0 * l2));
  const negative = f32x4.splat(-0.0);
  let absolute = f64x2.splat(0);
  let squares = f64x2.splat(0);
  const end = W + (<usize>length << 2);
  const vectors = W + (<usize>(length & ~3) << 2);
  for (; W < vectors; W += 16, dW += 16) {
    const w = v128.load(W);
    // l1 with the sign of w; zero if w is zero.
    const side = v128.and(v128.or(first, v128.and(w, negative)), f32x4.ne(w, zero));
    v128.store(dW, f32x4.add(v128.load(dW), mulAdd(side, second, w)));
    const a = f64x2.promote_low_f32x4(w);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(w, w, 2, 3, 2, 3));
    absolute = f64x2.add(absolute, f64x2.add(f64x2.abs(a), f64x2.abs(b)));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
  }
  let sum = l1 * total(absolute) + l2 * total(squares);
  for (; W < end; W += 4, dW += 4) {
    const w = load<f32>(W);
    const side: f32 = w > 0 ? <f32>l1 : w < 0 ? <f32>-l1 : 0;
    store<f32>(dW, load<f32>(dW) + (side + <f32>(2.0 * l2) * w));
    sum += l1 * <f64>abs(w) + l2 * <f64>w * <f64>w;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function total(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

export function sgd(
  W: usize,
  dW: usize,
  v: usize,
  length: i32, factor: f64, rate: f64,
  momentum: f64,
  nesterov: i32,
): void {
  const zero = f32x4.splat(0);
  const clip = f32x4.splat(<f32>factor);
  const r = f32x4.splat(<f32>rate);
  const mu = f32x4.splat(<f32>momentum);
  const bytes = (<usize>length) << 2;
  for (let j: usize = 0; j < bytes; j += 16) {
    const d = f32x4.mul(v128.load(dW + j), clip);
    v128.store(dW + j, zero);
    const velocity = mulAdd(d, mu, v128.load(v + j));
    v128.store(v + j, velocity);
    const move = nesterov ? mulAdd(d, mu, velocity) : velocity;
    v128.store(W + j, mulSub(v128.load(W + j), r, move));
  }
}

export function rmsprop(
  W: usize,
  dW: usize,
  v: usize,
  length: i32, factor: f64, rate: f64,
  decay: f64,
  epsilon: f64,
): void {
  const zero = f32x4.splat(0);
  const clip = f32x4.splat(<f32>factor);
  const r = f32x4.splat(<f32>rate);
  const keep = f32x4.splat(<f32>decay);
  const take = f32x4.splat(<f32>(1.0 - decay));
  const e = f32x4.splat(<f32>epsilon);
  const bytes = (<usize>length) << 2;
  for (let j: usize = 0; j < bytes; j += 16) {
    const d = f32x4.mul(v128.load(dW + j), clip);
    v128.store(dW + j, zero);
    const square = mulAdd(f32x4.mul(keep, v128.load(v + j)), take, f32x4.mul(d, d));
    v128.store(v + j, square);
    const move = f32x4.div(f32x4.mul(r, d), f32x4.add(f32x4.sqrt(square), e));
    v128.store(W + j, f32x4.sub(v128.load(W + j), move));
  }
}

export function adam(
  W: usize,
  dW: usize,
  m: usize,
  v: usize,
  length: i32, factor: f64, rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  bias1: f64,
  bias2: f64,
  weightDecay: f64,
): void {
  const zero = f32x4.splat(0);
  const clip = f32x4.splat(<f32>factor);
  const b1 = f32x4.splat(<f32>beta1);
  const a1 = f32x4.splat(<f32>(1.0 - beta1));
  const b2 = f32x4.splat(<f32>beta2);
  const a2 = f32x4.splat(<f32>(1.0 - beta2));
  const e = f32x4.splat(<f32>epsilon);
  const r = f32x4.splat(<f32>(rate / bias1));
  const c = f32x4.splat(<f32>(1.0 / bias2));
  const decay = f32x4.splat(<f32>(1.0 - rate * weightDecay));
  const bytes = (<usize>length) << 2;
  for (let j: usize = 0; j < bytes; j += 16) {
    const d = f32x4.mul(v128.load(dW + j), clip);
    v128.store(dW + j, zero);
    const first = mulAdd(f32x4.mul(b1, v128.load(m + j)), a1, d);
    const second = mulAdd(f32x4.mul(b2, v128.load(v + j)), a2, f32x4.mul(d, d));
    v128.store(m + j, first);
    v128.store(v + j, second);
    const move = f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(f32x4.mul(c, second)), e));
    v128.store(W + j, f32x4.sub(f32x4.mul(decay, v128.load(W + j)), move));
  }
}
