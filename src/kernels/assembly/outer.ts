// dW (M, K) += dz (M, N) · xᵀ (N, K): the third step of `products.ts`, added up over the steps of a batch.
//
// Columns are processed in blocks of 16, then one of 8: x is transposed, so that features are in the lanes, and a
// tile keeps 2 rows x 16 or 4 rows x 8 features of dW in eight registers. The last columns, up to seven, are not
// transposed: a tile keeps 4 rows x 2 features in eight registers, each with the windows in its lanes. These lane
// sums stay in scratch memory, and `addLanes` adds them up after the last step. So no padded columns are computed
// (with columns padded to four, the input and the bias, two of 34 columns, took a quarter of the time of an LSTM(32)
// here).
//
// Rows below x, such as the ones for the bias, are processed with the last columns (`extra`).

import { mulAdd } from './arithmetic';
import { take } from './scratch';

/** Number of columns that tiles cover. */
// @ts-ignore: decorator
@inline
function tiled(K: i32): i32 {
  return K & ~7;
}

/** Scratch of a product: one transposed tile (N, 16), and lane sums (K - tiled(K) + extra, M, 4). */
export function takeLanes(M: i32, K: i32, extra: i32, N: i32): usize {
  return take(lanesLength(M, K, extra, N));
}

/** Number of floats of that. */
export function lanesLength(M: i32, K: i32, extra: i32, N: i32): i32 {
  return 16 * N + 4 * M * (K - tiled(K) + extra);
}

/** Address of the lane sums of column `k`. */
// @ts-ignore: decorator
@inline
function lanesOf(block: usize, M: i32, K: i32, N: i32, k: i32): usize {
  return block + (<usize>N << 6) + (<usize>(M * (k - tiled(K))) << 4);
}

export function clearLanes(block: usize, M: i32, K: i32, extra: i32, N: i32): void {
  const lanes = lanesOf(block, M, K, N, tiled(K));
  memory.fill(lanes, 0, block + (<usize>lanesLength(M, K, extra, N) << 2) - lanes);
}

/** Adds dz (M, N) · xᵀ (N, K) to dW (M, K), the last columns and those of the `extra` rows below x to the lane sums. */
export function outer(
  dW: usize, block: usize, dz: usize, x: usize, M: i32, K: i32, extra: i32, N: i32,
): void {
  const line = <usize>N << 2; // bytes of a row of dz or x
  const row = <usize>K << 2; // bytes of a row of dW
  let k = 0;
  for (; k + 16 <= K; k += 16) {
    transpose(block, x + <usize>k * line, 16, line);
    addSixteen(dW + (<usize>k << 2), dz, block, M, line, row);
  }
  if (k + 8 <= K) {
    transpose(block, x + <usize>k * line, 8, line);
    addEight(dW + (<usize>k << 2), dz, block, M, line, row);
    k += 8;
  }
  for (; k < K + extra; k += 2)
    addDots(lanesOf(block, M, K, N, k), dz, x + <usize>k * line, M, k + 1 < K + extra, line);
}

/** Adds the lane sums of the last columns to dW (M, K). */
export function addLanes(dW: usize, block: usize, M: i32, K: i32, N: i32): void {
  for (let k = tiled(K); k < K; k++) addColumn(dW + (<usize>k << 2), lanesOf(block, M, K, N, k), M, K);
}

/** Adds the lane sums of the first row below x to db (rows), for the first of the M rows. */
export function addExtra(db: usize, rows: i32, block: usize, M: i32, K: i32, N: i32): void {
  addColumn(db, lanesOf(block, M, K, N, K), rows, 1);
}

function addColumn(out: usize, lanes: usize, M: i32, K: i32): void {
  for (const end = lanes + (<usize>M << 4); lanes < end; lanes += 16) {
    const v = v128.load(lanes);
    const halves = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
    store<f32>(out, load<f32>(out) + (f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1)));
    out += <usize>K << 2;
  }
}

/** Transposes `width` rows at x to (N, width); `width` is a multiple of four. */
function transpose(out: usize, x: usize, width: usize, line: usize): void {
  const row = width << 2;
  for (let k: usize = 0; k < width; k += 4) {
    const from = x + k * line;
    let to = out + (k << 2);
    for (let n: usize = 0; n < line; n += 16) {
      const a = v128.load(from + n);
      const b = v128.load(from + line + n);
      const c = v128.load(from + 2 * line + n);
      const d = v128.load(from + 3 * line + n);
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

/** Adds to sixteen columns at `dW`. */
function addSixteen(dW: usize, dz: usize, xT: usize, M: i32, line: usize, row: usize): void {
  let m = 0;
  for (; m + 2 <= M; m += 2) {
    const out = dW + <usize>m * row;
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let a2 = v128.load(out, 32);
    let a3 = v128.load(out, 48);
    let b0 = v128.load(out + row);
    let b1 = v128.load(out + row, 16);
    let b2 = v128.load(out + row, 32);
    let b3 = v128.load(out + row, 48);
    let x = xT;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const x2 = v128.load(x, 32);
      const x3 = v128.load(x, 48);
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
      x += 64;
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
  if (m == M) return;
  const out = dW + <usize>m * row;
  let a0 = v128.load(out);
  let a1 = v128.load(out, 16);
  let a2 = v128.load(out, 32);
  let a3 = v128.load(out, 48);
  let x = xT;
  let z = dz + <usize>m * line;
  for (const end = z + line; z < end; z += 4) {
    const a = v128.load32_splat(z);
    a0 = mulAdd(a0, a, v128.load(x));
    a1 = mulAdd(a1, a, v128.load(x, 16));
    a2 = mulAdd(a2, a, v128.load(x, 32));
    a3 = mulAdd(a3, a, v128.load(x, 48));
    x += 64;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

/** Adds to eight columns at `dW`. */
function addEight(dW: usize, dz: usize, xT: usize, M: i32, line: usize, row: usize): void {
  let m = 0;
  for (; m + 4 <= M; m += 4) {
    const out = dW + <usize>m * row;
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let b0 = v128.load(out + row);
    let b1 = v128.load(out + row, 16);
    let c0 = v128.load(out + 2 * row);
    let c1 = v128.load(out + 2 * row, 16);
    let d0 = v128.load(out + 3 * row);
    let d1 = v128.load(out + 3 * row, 16);
    let x = xT;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
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
      x += 32;
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
  for (; m < M; m++) {
    const out = dW + <usize>m * row;
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let x = xT;
    let z = dz + <usize>m * line;
    for (const end = z + line; z < end; z += 4) {
      const a = v128.load32_splat(z);
      a0 = mulAdd(a0, a, v128.load(x));
      a1 = mulAdd(a1, a, v128.load(x, 16));
      x += 32;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
  }
}

/** Adds to the lane sums of one column or of two (`isPair`), which are M vectors apart. */
function addDots(lanes: usize, dz: usize, x: usize, M: i32, isPair: bool, line: usize): void {
  const second = <usize>M << 4;
  let m = 0;
  if (isPair)
    for (; m + 4 <= M; m += 4) {
      const out = lanes + (<usize>m << 4);
      let a0 = v128.load(out);
      let b0 = v128.load(out, 16);
      let c0 = v128.load(out, 32);
      let d0 = v128.load(out, 48);
      let a1 = v128.load(out + second);
      let b1 = v128.load(out + second, 16);
      let c1 = v128.load(out + second, 32);
      let d1 = v128.load(out + second, 48);
      const z = dz + <usize>m * line;
      for (let n: usize = 0; n < line; n += 16) {
        const x0 = v128.load(x + n);
        const x1 = v128.load(x + line + n);
        const a = v128.load(z + n);
        a0 = mulAdd(a0, a, x0);
        a1 = mulAdd(a1, a, x1);
        const b = v128.load(z + line + n);
        b0 = mulAdd(b0, b, x0);
        b1 = mulAdd(b1, b, x1);
        const c = v128.load(z + 2 * line + n);
        c0 = mulAdd(c0, c, x0);
        c1 = mulAdd(c1, c, x1);
        const d = v128.load(z + 3 * line + n);
        d0 = mulAdd(d0, d, x0);
        d1 = mulAdd(d1, d, x1);
      }
      v128.store(out, a0);
      v128.store(out, b0, 16);
      v128.store(out, c0, 32);
      v128.store(out, d0, 48);
      v128.store(out + second, a1);
      v128.store(out + second, b1, 16);
      v128.store(out + second, c1, 32);
      v128.store(out + second, d1, 48);
    }
  else
    for (; m + 4 <= M; m += 4) {
      const out = lanes + (<usize>m << 4);
      let a = v128.load(out);
      let b = v128.load(out, 16);
      let c = v128.load(out, 32);
      let d = v128.load(out, 48);
      const z = dz + <usize>m * line;
      for (let n: usize = 0; n < line; n += 16) {
        const x0 = v128.load(x + n);
        a = mulAdd(a, v128.load(z + n), x0);
        b = mulAdd(b, v128.load(z + line + n), x0);
        c = mulAdd(c, v128.load(z + 2 * line + n), x0);
        d = mulAdd(d, v128.load(z + 3 * line + n), x0);
      }
      v128.store(out, a);
      v128.store(out, b, 16);
      v128.store(out, c, 32);
      v128.store(out, d, 48);
    }
  for (; m < M; m++) {
    const out = lanes + (<usize>m << 4);
    const z = dz + <usize>m * line;
    addDot(out, z, x, line);
    if (isPair) addDot(out + second, z, x + line, line);
  }
}

function addDot(out: usize, z: usize, x: usize, line: usize): void {
  let sum = v128.load(out);
  for (let n: usize = 0; n < line; n += 16) sum = mulAdd(sum, v128.load(z + n), v128.load(x + n));
  v128.store(out, sum);
}
