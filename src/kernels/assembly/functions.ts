// exp, tanh and sigmoid of four f32 at a time, and the logarithm of one. They use only these operations, so results of the exact build are
// bit-identical on every machine.

import { mulAdd, mulSub } from './arithmetic';

// Constants are read from memory: V8 rebuilds literals at each use, with four instructions each. With this, and `pmin`
// instead of `min`, a sigmoid went from 2.5 to 1.3 ns per value.
const TANH = memory.data<f32>([
  7.90531110763549805, 7.90531110763549805, 7.90531110763549805, 7.90531110763549805, // 0: largest argument
  -7.90531110763549805, -7.90531110763549805, -7.90531110763549805, -7.90531110763549805, // 16
  -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16, // 32: P
  2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13,
  -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11,
  5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8,
  1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5,
  6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4,
  4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3,
  1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6, // 144: Q
  1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4,
  2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3,
  4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3,
  0.5, 0.5, 0.5, 0.5, // 208
  1, 1, 1, 1, // 224
], 16);

/** Four ones. */
// @ts-ignore: decorator
@inline
export function ones4(): v128 {
  return v128.load(TANH, 224);
}

/** tanh as x P(x²) / Q(x²) on [-7.905, 7.905]; beyond, |tanh| rounds to 1. Coefficients from Eigen's
 *  `generic_fast_tanh_float` (a 13/6 minimax fit). Largest error 4e-7, see tests/kernels/functions.test.ts. */
// @ts-ignore: decorator
@inline
export function tanh4(v: v128): v128 {
  // `pmin` and `pmax` are one instruction each, `min` and `max` eight; a NaN in v stays.
  const x = f32x4.pmax(f32x4.pmin(v, v128.load(TANH)), v128.load(TANH, 16));
  const q = f32x4.mul(x, x);
  let p = mulAdd(v128.load(TANH, 48), v128.load(TANH, 32), q);
  p = mulAdd(v128.load(TANH, 64), p, q);
  p = mulAdd(v128.load(TANH, 80), p, q);
  p = mulAdd(v128.load(TANH, 96), p, q);
  p = mulAdd(v128.load(TANH, 112), p, q);
  p = mulAdd(v128.load(TANH, 128), p, q);
  let d = mulAdd(v128.load(TANH, 160), v128.load(TANH, 144), q);
  d = mulAdd(v128.load(TANH, 176), d, q);
  d = mulAdd(v128.load(TANH, 192), d, q);
  return f32x4.div(f32x4.mul(x, p), d);
}

/** sigmoid(x) = 1/2 + 1/2 tanh(x / 2). */
// @ts-ignore: decorator
@inline
export function sigmoid4(v: v128): v128 {
  const half = v128.load(TANH, 208);
  return mulAdd(half, half, tanh4(f32x4.mul(half, v)));
}

// Eight at a time: two chains of operations that do not wait for each other take 0.7 to 0.85 of the time (measured).

/** tanh of eight values at `from`, to `to`, which may be the same. */
// @ts-ignore: decorator
@inline
export function tanh8(to: usize, from: usize): void {
  const a = tanh4(v128.load(from));
  const b = tanh4(v128.load(from, 16));
  v128.store(to, a);
  v128.store(to, b, 16);
}

/** sigmoid of eight values at `from`, to `to`, which may be the same. */
// @ts-ignore: decorator
@inline
export function sigmoid8(to: usize, from: usize): void {
  const a = sigmoid4(v128.load(from));
  const b = sigmoid4(v128.load(from, 16));
  v128.store(to, a);
  v128.store(to, b, 16);
}

/** e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2, and e^r by its series to r⁷; the argument is
 *  clamped to [-87.3, 88.7], where the result is normal. Largest relative error 2e-7; a NaN stays. */
// @ts-ignore: decorator
@inline
export function exp4(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, f32x4.splat(88.7)), f32x4.splat(-87.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts: the first product is exact.
  const high = mulSub(x, n, f32x4.splat(0.693359375));
  const r = mulAdd(high, n, f32x4.splat(2.12194440e-4));
  let p = f32x4.splat(1.0 / 5040.0);
  p = mulAdd(f32x4.splat(1.0 / 720.0), p, r);
  p = mulAdd(f32x4.splat(1.0 / 120.0), p, r);
  p = mulAdd(f32x4.splat(1.0 / 24.0), p, r);
  p = mulAdd(f32x4.splat(1.0 / 6.0), p, r);
  p = mulAdd(f32x4.splat(0.5), p, r);
  p = mulAdd(ones4(), p, r);
  p = mulAdd(ones4(), p, r);
  // 2^128 is not an f32: 2^n is applied in two halves.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** Natural logarithm of a positive normal f32, through f64: x = 2^e m, and log m = 2 atanh((m - 1) / (m + 1)). */
export function log1(v: f32): f64 {
  const bits = reinterpret<u64>(<f64>v);
  let e = <i32>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const s = (m - 1.0) / (m + 1.0);
  const q = s * s;
  let p: f64 = 1.0 / 15.0;
  p = p * q + 1.0 / 13.0;
  p = p * q + 1.0 / 11.0;
  p = p * q + 1.0 / 9.0;
  p = p * q + 1.0 / 7.0;
  p = p * q + 1.0 / 5.0;
  p = p * q + 1.0 / 3.0;
  p = p * q + 1.0;
  return 2.0 * s * p + <f64>e * 0.6931471805599453;
}
