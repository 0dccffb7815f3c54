// dW (M, K) += dz (M, N) · xᵀ (N, K): the third step of `products.ts`, with the features in the lanes.

import { mulAdd } from './products';

/** Features in whole vectors: the columns of a transposed x and of the sums of `outer`. */
export function lanesOf(K: i32): i32 {
  return (K + 3) & ~3;
}

/** xᵀ (N, lanesOf(K)) of x (K, N), with zeros in the columns past K. */
export function transpose(out: usize, x: usize, K: i32, N: i32): void {
  const line = <usize>N << 2;
  const row = <usize>lanesOf(K) << 2;
  const zero = f32x4.splat(0);
  for (let k = 0; k < K; k += 4) {
    const from = x + <usize>k * line;
    let to = out + (<usize>k << 2);
    for (let n: usize = 0; n < line; n += 16) {
      const a = v128.load(from + n);
      const b = k + 1 < K ? v128.load(from + line + n) : zero;
      const c = k + 2 < K ? v128.load(from + 2 * line + n) : zero;
      const d = k + 3 < K ? v128.load(from + 3 * line + n) : zero;
      const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(ab0, cd0, 0, 2));
      v128.store(to + row, v128.shuffle<f64>(ab0, cd0, 1, 3));
      v128.store(to + 2 * row, v128.shuffle<f64>(ab1, cd1, 0, 2));
      v128.store(to + 3 * row, v128.shuffle<f64>(ab1, cd1, 1, 3));
      to += 4 * row;
    }
  }
}

/** dW (M, lanesOf(K)) += dz (M, N) · xᵀ (N, lanesOf(K)). */
export function outer(dW: usize, dz: usize, xT: usize, M: i32, K: i32, N: i32): void {
  const line = <usize>N << 2;
  const width = lanesOf(K);
  const row = <usize>width << 2;
  let k = 0;
  for (; k + 16 <= width; k += 16) {
    const x = xT + (<usize>k << 2);
    let m = 0;
    for (; m + 2 <= M; m += 2) {
      const out = dW + <usize>m * row + (<usize>k << 2);
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let a2 = v128.load(out, 32);
      let a3 = v128.load(out, 48);
      let b0 = v128.load(out + row);
      let b1 = v128.load(out + row, 16);
      let b2 = v128.load(out + row, 32);
      let b3 = v128.load(out + row, 48);
      let xn = x;
      let z = dz + <usize>m * line;
      for (const end = z + line; z < end; z += 4) {
        const x0 = v128.load(xn);
        const x1 = v128.load(xn, 16);
        const x2 = v128.load(xn, 32);
        const x3 = v128.load(xn, 48);
        const a = v128.load32_splat(z);
        a0 = mulAdd(a0, a, x0);
        a1 = mulAdd(a1, a, x1);
        a2 = mulAdd(a2, a, x2);
        a3 = mulAdd(a3, a, x3);
        const b = v128.load32_splat(z + line);
        b0 = mulAdd(b0, b, x0);
        b1 = mulAdd(b1, b, x1);
        b2 = mulAdd(b2, b, x2);
        b3 = mulAdd(b3, b, x3);
        xn += row;
      }
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out, a2, 32);
      v128.store(out, a3, 48);
      v128.store(out + row, b0);
      v128.store(out + row, b1, 16);
      v128.store(out + row, b2, 32);
      v128.store(out + row, b3, 48);
    }
    if (m < M) for (let j = 0; j < 16; j += 4) outerColumn(dW, dz, xT, m, M, k + j, line, row);
  }
  if (k + 8 <= width) {
    outerPair(dW, dz, xT, M, k, line, row);
    k += 8;
  }
  if (k < width) outerColumn(dW, dz, xT, 0, M, k, line, row);
}

/** All rows of eight columns of dW, four at a time: eight registers of sums. */
function outerPair(dW: usize, dz: usize, xT: usize, M: i32, k: i32, line: usize, row: usize): void {
  const x = xT + (<usize>k << 2);
  let m = 0;
  for (; m + 4 <= M; m += 4) {
    const out = dW + <usize>m * row + (<usize>k << 2);
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let b0 = v128.load(out + row);
    let b1 = v128.load(out + row, 16);
    let c0 = v128.load(out + 2 * row);
    let c1 = v128.load(out + 2 * row, 16);
    let d0 = v128.load(out + 3 * row);
    let d1 = v128.load(out + 3 * row, 16);
    let xn = x;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      const x0 = v128.load(xn);
      const x1 = v128.load(xn, 16);
      const a = v128.load32_splat(z);
      a0 = mulAdd(a0, a, x0);
      a1 = mulAdd(a1, a, x1);
      const b = v128.load32_splat(z + line);
      b0 = mulAdd(b0, b, x0);
      b1 = mulAdd(b1, b, x1);
      const c = v128.load32_splat(z + 2 * line);
      c0 = mulAdd(c0, c, x0);
      c1 = mulAdd(c1, c, x1);
      const d = v128.load32_splat(z + 3 * line);
      d0 = mulAdd(d0, d, x0);
      d1 = mulAdd(d1, d, x1);
      xn += row;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out + row, b0);
    v128.store(out + row, b1, 16);
    v128.store(out + 2 * row, c0);
    v128.store(out + 2 * row, c1, 16);
    v128.store(out + 3 * row, d0);
    v128.store(out + 3 * row, d1, 16);
  }
  if (m < M) {
    outerColumn(dW, dz, xT, m, M, k, line, row);
    outerColumn(dW, dz, xT, m, M, k + 4, line, row);
  }
}

/** Rows `m`..`M - 1` of four columns of dW, eight, and of what is left four and one at a time. */
function outerColumn(dW: usize, dz: usize, xT: usize, m: i32, M: i32, k: i32, line: usize, row: usize): void {
  const x = xT + (<usize>k << 2);
  for (; m + 8 <= M; m += 8) {
    const out = dW + <usize>m * row + (<usize>k << 2);
    let a = v128.load(out);
    let b = v128.load(out + row);
    let c = v128.load(out + 2 * row);
    let d = v128.load(out + 3 * row);
    let e = v128.load(out + 4 * row);
    let f = v128.load(out + 5 * row);
    let g = v128.load(out + 6 * row);
    let h = v128.load(out + 7 * row);
    let xn = x;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      const x0 = v128.load(xn);
      a = mulAdd(a, v128.load32_splat(z), x0);
      b = mulAdd(b, v128.load32_splat(z + line), x0);
      c = mulAdd(c, v128.load32_splat(z + 2 * line), x0);
      d = mulAdd(d, v128.load32_splat(z + 3 * line), x0);
      e = mulAdd(e, v128.load32_splat(z + 4 * line), x0);
      f = mulAdd(f, v128.load32_splat(z + 5 * line), x0);
      g = mulAdd(g, v128.load32_splat(z + 6 * line), x0);
      h = mulAdd(h, v128.load32_splat(z + 7 * line), x0);
      xn += row;
    }
    v128.store(out, a);
    v128.store(out + row, b);
    v128.store(out + 2 * row, c);
    v128.store(out + 3 * row, d);
    v128.store(out + 4 * row, e);
    v128.store(out + 5 * row, f);
    v128.store(out + 6 * row, g);
    v128.store(out + 7 * row, h);
  }
  for (; m + 4 <= M; m += 4) {
    const out = dW + <usize>m * row + (<usize>k << 2);
    let a = v128.load(out);
    let b = v128.load(out + row);
    let c = v128.load(out + 2 * row);
    let d = v128.load(out + 3 * row);
    let xn = x;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      const x0 = v128.load(xn);
      a = mulAdd(a, v128.load32_splat(z), x0);
      b = mulAdd(b, v128.load32_splat(z + line), x0);
      c = mulAdd(c, v128.load32_splat(z + 2 * line), x0);
      d = mulAdd(d, v128.load32_splat(z + 3 * line), x0);
      xn += row;
    }
    v128.store(out, a);
    v128.store(out + row, b);
    v128.store(out + 2 * row, c);
    v128.store(out + 3 * row, d);
  }
  for (; m < M; m++) {
    const out = dW + <usize>m * row + (<usize>k << 2);
    let a = v128.load(out);
    let xn = x;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      a = mulAdd(a, v128.load32_splat(z), v128.load(xn));
      xn += row;
    }
    v128.store(out, a);
  }
}

/** Adds columns `from`..`from + K - 1` of the sums of `outer`, whose rows are `width` long, to dW (M, K). */
export function addColumns(dW: usize, sums: usize, M: i32, K: i32, width: i32, from: i32): void {
  for (let m = 0; m < M; m++) {
    let to = dW + (<usize>(m * K) << 2);
    let s = sums + (<usize>(m * width + from) << 2);
    for (const end = to + (<usize>K << 2); to < end; to += 4) {
      store<f32>(to, load<f32>(to) + load<f32>(s));
      s += 4;
    }
  }
}
