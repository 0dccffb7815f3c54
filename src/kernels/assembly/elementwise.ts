// Activations and dropout. Lengths are multiples of 8. Sizes and meaning: ../kernels.ts.

import { mulAdd, mulSub } from './arithmetic';
import { exp4, ones4, sigmoid4, sigmoid8, tanh8 } from './functions';

// Same order as ACTIVATIONS in ../kernels.ts.
const IDENTITY = 0;
const SIGMOID = 1;
const TANH = 2;
const RELU = 3;
const SWISH = 4;
const SOFTMAX = 5;

export function activationForward(y: usize, z: usize, kind: i32, L: i32, D: i32, N: i32): void {
  if (kind == SOFTMAX) return softmaxForward(y, z, L, D, N);
  const bytes = (<usize>(L * D * N)) << 2;
  const zero = f32x4.splat(0);
  if (kind == IDENTITY) memory.copy(y, z, bytes);
  else if (kind == SIGMOID)
    for (let j: usize = 0; j < bytes; j += 32) sigmoid8(y + j, z + j);
  else if (kind == TANH)
    for (let j: usize = 0; j < bytes; j += 32) tanh8(y + j, z + j);
  else if (kind == RELU)
    for (let j: usize = 0; j < bytes; j += 16) v128.store(y + j, f32x4.pmax(v128.load(z + j), zero));
  else if (kind == SWISH) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const v = v128.load(z + j);
      v128.store(y + j, f32x4.mul(v, sigmoid4(v)));
    }
  } else {
    const one = ones4();
    for (let j: usize = 0; j < bytes; j += 16)
      v128.store(y + j, v128.and(one, f32x4.gt(v128.load(z + j), zero)));
  }
}

export function activationBackward(
  dz: usize,
  dy: usize,
  z: usize,
  y: usize,
  kind: i32,
  L: i32,
  D: i32,
  N: i32,
): void {
  if (kind == SOFTMAX) return softmaxBackward(dz, dy, y, L, D, N);
  const bytes = (<usize>(L * D * N)) << 2;
  const one = ones4();
  if (kind == IDENTITY) memory.copy(dz, dy, bytes);
  else if (kind == SIGMOID) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const v = v128.load(y + j);
      v128.store(dz + j, f32x4.mul(v128.load(dy + j), f32x4.mul(v, f32x4.sub(one, v))));
    }
  } else if (kind == TANH) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const v = v128.load(y + j);
      v128.store(dz + j, f32x4.mul(v128.load(dy + j), mulSub(one, v, v)));
    }
  } else if (kind == RELU) {
    const zero = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16)
      v128.store(dz + j, v128.and(v128.load(dy + j), f32x4.gt(v128.load(z + j), zero)));
  } else if (kind == SWISH) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const s = sigmoid4(v128.load(z + j));
      const slope = mulAdd(s, v128.load(y + j), f32x4.sub(one, s));
      v128.store(dz + j, f32x4.mul(v128.load(dy + j), slope));
    }
  } else memory.fill(dz, 0, bytes);
}

/** Over the D features of each step and window. The largest logit is subtracted first, to avoid overflow. */
export function softmaxForward(y: usize, z: usize, L: i32, D: i32, N: i32): void {
  const line = <usize>N << 2;
  const size = <usize>D * line;
  for (const end = z + <usize>L * size; z < end; z += size, y += size)
    for (let n: usize = 0; n < line; n += 16) {
      const top = largest(z + n, size, line);
      let sum = f32x4.splat(0);
      for (let d: usize = n; d < size; d += line) {
        const e = exp4(f32x4.sub(v128.load(z + d), top));
        sum = f32x4.add(sum, e);
        v128.store(y + d, e);
      }
      for (let d: usize = n; d < size; d += line) v128.store(y + d, f32x4.div(v128.load(y + d), sum));
    }
}

/** The largest of the D values of each of four windows. */
// @ts-ignore: decorator
@inline
export function largest(z: usize, size: usize, line: usize): v128 {
  let top = v128.load(z);
  for (let d = line; d < size; d += line) top = f32x4.max(top, v128.load(z + d));
  return top;
}

function softmaxBackward(dz: usize, dy: usize, y: usize, L: i32, D: i32, N: i32): void {
  const line = <usize>N << 2;
  const size = <usize>D * line;
  for (const end = y + <usize>L * size; y < end; y += size, dy += size, dz += size)
    for (let n: usize = 0; n < line; n += 16) {
      let dot = f32x4.splat(0);
      for (let d: usize = n; d < size; d += line)
        dot = mulAdd(dot, v128.load(dy + d), v128.load(y + d));
      for (let d: usize = n; d < size; d += line)
        v128.store(dz + d, f32x4.mul(v128.load(y + d), f32x4.sub(v128.load(dy + d), dot)));
    }
}

export function dropoutForward(y: usize, mask: usize, x: usize, length: i32, rate: f64, seed: u32): void {
  const threshold = <u32>min<u64>(<u64>(rate * 4294967296.0), 0xffffffff);
  const keep = <f32>(1.0 / (1.0 - rate));
  for (let j = 0; j < length; j++) {
    let u = <u32>j ^ seed;
    u = (u ^ (u >> 16)) * 0x7feb352d;
    u = (u ^ (u >> 15)) * 0x846ca68b;
    u = u ^ (u >> 16);
    const at = (<usize>j) << 2;
    const factor: f32 = u < threshold ? 0 : keep;
    store<f32>(mask + at, factor);
    store<f32>(y + at, load<f32>(x + at) * factor);
  }
}

export function multiply(out: usize, a: usize, b: usize, length: i32): void {
  const bytes = (<usize>length) << 2;
  for (let j: usize = 0; j < bytes; j += 16)
    v128.store(out + j, f32x4.mul(v128.load(a + j), v128.load(b + j)));
}

export function add(out: usize, a: usize, b: usize, length: i32): void {
  const bytes = (<usize>length) << 2;
  for (let j: usize = 0; j < bytes; j += 16)
    v128.store(out + j, f32x4.add(v128.load(a + j), v128.load(b + j)));
}
