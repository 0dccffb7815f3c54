// One pass over all parameters each: clip, move, and clear the gradients. Lengths are multiples of 4 (the buffer is padded with zeros).
// Sizes and meaning: ../kernels.ts.

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
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** W here is one matrix, of any length. */
export function penalty(dW: usize, W: usize, length: i32, l1: f64, l2: f64): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < length; j++) {
    const at = (<usize>j) << 2;
    const w = <f64>load<f32>(W + at);
    sum += l1 * abs(w) + l2 * w * w;
    const sign: f64 = w > 0 ? 1 : w < 0 ? -1 : 0;
    store<f32>(dW + at, <f32>(<f64>load<f32>(dW + at) + l1 * sign + 2.0 * l2 * w));
  }
  return sum;
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
    const velocity = f32x4.add(f32x4.mul(mu, v128.load(v + j)), d);
    v128.store(v + j, velocity);
    const move = nesterov ? f32x4.add(d, f32x4.mul(mu, velocity)) : velocity;
    v128.store(W + j, f32x4.sub(v128.load(W + j), f32x4.mul(r, move)));
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
    const square = f32x4.add(f32x4.mul(keep, v128.load(v + j)), f32x4.mul(take, f32x4.mul(d, d)));
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
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + j)), f32x4.mul(a1, d));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + j)), f32x4.mul(a2, f32x4.mul(d, d)));
    v128.store(m + j, first);
    v128.store(v + j, second);
    const move = f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(f32x4.mul(c, second)), e));
    v128.store(W + j, f32x4.sub(f32x4.mul(decay, v128.load(W + j)), move));
  }
}
