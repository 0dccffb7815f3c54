// Matrix products with the batch in the lanes. All products of training use three functions:
//
//   pack       a weight matrix into panels of four rows, so that a tile reads its weights consecutively
//   multiply   z (M, N) = W (M, K) · x (K, N): one weight is copied to all lanes (`load32_splat`) and
//              multiplied with eight windows; a tile keeps 4 rows x 8 windows of z in eight registers.
//              Wᵀ · dz is the same with the columns packed
//   outer      (in outer.ts) dW (M, K) += dz (M, N) · xᵀ (N, K): with x transposed the features are in the lanes; a tile
//              keeps 2 rows x 16 features of dW in eight registers
//
// One step of a tile: eight registers of sums, six loads, eight multiplications and eight additions. Both tiles are
// limited only by the two multipliers and two adders of a current core. N is a multiple of 8.

import { mulAdd } from './arithmetic';

/** Rows of the panel that starts at `m`: four, for the remaining rows two and one. */
// @ts-ignore: decorator
@inline
function panelAt(m: i32, M: i32): i32 {
  const left = M - m;
  return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/**
 * W (M, K) as columns `from`..`from + K - 1` of panels that are `depth` deep. The panel of row m starts at
 * m x depth, and interleaves its rows: (depth, rows).
 */
export function packRows(out: usize, W: usize, M: i32, K: i32, depth: i32, from: i32): void {
  for (let m = 0, rows = 0; m < M; m += rows) {
    rows = panelAt(m, M);
    const panel = out + (<usize>(m * depth + from * rows) << 2);
    for (let i = 0; i < rows; i++) {
      let to = panel + (<usize>i << 2);
      let w = W + (<usize>((m + i) * K) << 2);
      for (const end = w + (<usize>K << 2); w < end; w += 4) {
        store<f32>(to, load<f32>(w));
        to += <usize>rows << 2;
      }
    }
  }
}

/** Wᵀ (K, M) as panels that are M deep. */
export function packColumns(out: usize, W: usize, M: i32, K: i32): void {
  for (let k = 0, rows = 0; k < K; k += rows) {
    rows = panelAt(k, K);
    let to = out + (<usize>(k * M) << 2);
    let w = W + (<usize>k << 2);
    for (let m = 0; m < M; m++) {
      if (rows == 4) v128.store(to, v128.load(w));
      else for (let i = 0; i < rows; i++) store<f32>(to + (<usize>i << 2), load<f32>(w + (<usize>i << 2)));
      to += <usize>rows << 2;
      w += <usize>K << 2;
    }
  }
}

/** Bytes of x that a pass over z reads repeatedly: half of the L1 cache. */
const BLOCK = 16384;

/** z (M, N) = W · x (K, N); W (M, K) as packed by `packRows` or `packColumns`. */
export function multiply(z: usize, W: usize, x: usize, M: i32, K: i32, N: i32): void {
  const block = min(K, BLOCK / (N << 2));
  setTiles(z, W, x, M, K, N, 0, block);
  for (let k = block; k < K; k += block) addTiles(z, W, x, M, K, N, k, min(block, K - k));
}

/** z (M, N) += W · x (K, N). */
export function multiplyAdd(z: usize, W: usize, x: usize, M: i32, K: i32, N: i32): void {
  const block = BLOCK / (N << 2);
  for (let k = 0; k < K; k += block) addTiles(z, W, x, M, K, N, k, min(block, K - k));
}

// Two functions: choosing the start value of the sums inside the loop makes it 10 % slower (measured), as does counting
// rows of x instead of weights.
function setTiles(z: usize, W: usize, x: usize, M: i32, K: i32, N: i32, from: i32, depth: i32): void {
  tiles(z, W, x, M, K, N, from, depth, false);
}

function addTiles(z: usize, W: usize, x: usize, M: i32, K: i32, N: i32, from: i32, depth: i32): void {
  tiles(z, W, x, M, K, N, from, depth, true);
}

/** The contribution of rows `from`..`from + depth - 1` of x to the product. */
// @ts-ignore: decorator
@inline
function tiles(
  z: usize, W: usize, x: usize, M: i32, K: i32, N: i32, from: i32, depth: i32, adds: bool,
): void {
  const line = <usize>N << 2; // bytes of a row of x or z
  const zero = f32x4.splat(0);
  const x0 = x + <usize>from * line;
  let m = 0;
  for (; m + 4 <= M; m += 4) {
    const panel = W + (<usize>(m * K + from * 4) << 2);
    const z0 = z + <usize>m * line;
    for (let n: usize = 0; n < line; n += 32) {
      const out = z0 + n;
      let a0 = zero, a1 = zero, b0 = zero, b1 = zero, c0 = zero, c1 = zero, d0 = zero, d1 = zero;
      if (adds) {
        a0 = v128.load(out);
        a1 = v128.load(out, 16);
        b0 = v128.load(out + line);
        b1 = v128.load(out + line, 16);
        c0 = v128.load(out + 2 * line);
        c1 = v128.load(out + 2 * line, 16);
        d0 = v128.load(out + 3 * line);
        d1 = v128.load(out + 3 * line, 16);
      }
      let w = panel;
      let xk = x0 + n;
      const end = w + (<usize>(4 * depth) << 2);
      while (w < end) {
        const xa = v128.load(xk);
        const xb = v128.load(xk, 16);
        const a = v128.load32_splat(w);
        a0 = mulAdd(a0, a, xa);
        a1 = mulAdd(a1, a, xb);
        const b = v128.load32_splat(w, 4);
        b0 = mulAdd(b0, b, xa);
        b1 = mulAdd(b1, b, xb);
        const c = v128.load32_splat(w, 8);
        c0 = mulAdd(c0, c, xa);
        c1 = mulAdd(c1, c, xb);
        const d = v128.load32_splat(w, 12);
        d0 = mulAdd(d0, d, xa);
        d1 = mulAdd(d1, d, xb);
        xk += line;
        w += 16;
      }
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out + line, b0);
      v128.store(out + line, b1, 16);
      v128.store(out + 2 * line, c0);
      v128.store(out + 2 * line, c1, 16);
      v128.store(out + 3 * line, d0);
      v128.store(out + 3 * line, d1, 16);
    }
  }
  if (m + 2 <= M) {
    const panel = W + (<usize>(m * K + from * 2) << 2);
    for (let n: usize = 0; n < line; n += 32) {
      const out = z + <usize>m * line + n;
      let a0 = zero, a1 = zero, b0 = zero, b1 = zero;
      if (adds) {
        a0 = v128.load(out);
        a1 = v128.load(out, 16);
        b0 = v128.load(out + line);
        b1 = v128.load(out + line, 16);
      }
      let w = panel;
      let xk = x0 + n;
      const end = w + (<usize>(2 * depth) << 2);
      while (w < end) {
        const xa = v128.load(xk);
        const xb = v128.load(xk, 16);
        const a = v128.load32_splat(w);
        a0 = mulAdd(a0, a, xa);
        a1 = mulAdd(a1, a, xb);
        const b = v128.load32_splat(w, 4);
        b0 = mulAdd(b0, b, xa);
        b1 = mulAdd(b1, b, xb);
        xk += line;
        w += 8;
      }
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out + line, b0);
      v128.store(out + line, b1, 16);
    }
    m += 2;
  }
  if (m < M) {
    const panel = W + (<usize>(m * K + from * 1) << 2);
    for (let n: usize = 0; n < line; n += 32) {
      const out = z + <usize>m * line + n;
      let a0 = adds ? v128.load(out) : zero;
      let a1 = adds ? v128.load(out, 16) : zero;
      let w = panel;
      let xk = x0 + n;
      const end = w + (<usize>(1 * depth) << 2);
      while (w < end) {
        const a = v128.load32_splat(w);
        a0 = mulAdd(a0, a, v128.load(xk));
        a1 = mulAdd(a1, a, v128.load(xk, 16));
        xk += line;
        w += 4;
      }
      v128.store(out, a0);
      v128.store(out, a1, 16);
    }
  }
}
