// Matrix products with the batch in the lanes. z (M, N) = W (M, K) · x (K, N): one weight is spread over a
// vector (`load32_splat`) and multiplied with windows, so rows of x and z are read as they lie, whatever M and K
// are. A tile keeps 4 rows x 8 windows of the result in eight registers. N is a multiple of 8.

// @ts-ignore: decorator
@inline
function mulAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** z (M, N) += W · x. Rows of W are K apart. */
export function addProduct(z: usize, W: usize, x: usize, M: i32, K: i32, N: i32): void {
  const row = <usize>K << 2; // bytes from one row of W to the next
  const line = <usize>N << 2; // bytes from one row of x or z to the next
  let m = 0;
  for (; m + 4 <= M; m += 4) {
    const W0 = W + <usize>m * row;
    const z0 = z + <usize>m * line;
    for (let n: usize = 0; n < line; n += 32) {
      const out = z0 + n;
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let b0 = v128.load(out + line);
      let b1 = v128.load(out + line, 16);
      let c0 = v128.load(out + 2 * line);
      let c1 = v128.load(out + 2 * line, 16);
      let d0 = v128.load(out + 3 * line);
      let d1 = v128.load(out + 3 * line, 16);
      let xk = x + n;
      let w0 = W0;
      let w1 = W0 + row;
      let w2 = W0 + 2 * row;
      let w3 = W0 + 3 * row;
      const end = W0 + row;
      while (w0 < end) {
        const x0 = v128.load(xk);
        const x1 = v128.load(xk, 16);
        const a = v128.load32_splat(w0);
        a0 = mulAdd(a0, a, x0);
        a1 = mulAdd(a1, a, x1);
        const b = v128.load32_splat(w1);
        b0 = mulAdd(b0, b, x0);
        b1 = mulAdd(b1, b, x1);
        const c = v128.load32_splat(w2);
        c0 = mulAdd(c0, c, x0);
        c1 = mulAdd(c1, c, x1);
        const d = v128.load32_splat(w3);
        d0 = mulAdd(d0, d, x0);
        d1 = mulAdd(d1, d, x1);
        xk += line;
        w0 += 4;
        w1 += 4;
        w2 += 4;
        w3 += 4;
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
  for (; m < M; m++) {
    const W0 = W + <usize>m * row;
    const end = W0 + row;
    for (let n: usize = 0; n < line; n += 32) {
      const out = z + <usize>m * line + n;
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let xk = x + n;
      for (let w0 = W0; w0 < end; w0 += 4) {
        const a = v128.load32_splat(w0);
        a0 = mulAdd(a0, a, v128.load(xk));
        a1 = mulAdd(a1, a, v128.load(xk, 16));
        xk += line;
      }
      v128.store(out, a0);
      v128.store(out, a1, 16);
    }
  }
}

/** dx (K, N) += Wᵀ · dz (M, N): four neighbours of a row of W are spread in turn. */
export function addProductInput(dx: usize, W: usize, dz: usize, M: i32, K: i32, N: i32): void {
  const row = <usize>K << 2;
  const line = <usize>N << 2;
  const end = dz + <usize>M * line;
  let k = 0;
  for (; k + 4 <= K; k += 4) {
    const W0 = W + (<usize>k << 2);
    const dx0 = dx + <usize>k * line;
    for (let n: usize = 0; n < line; n += 32) {
      const out = dx0 + n;
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let b0 = v128.load(out + line);
      let b1 = v128.load(out + line, 16);
      let c0 = v128.load(out + 2 * line);
      let c1 = v128.load(out + 2 * line, 16);
      let d0 = v128.load(out + 3 * line);
      let d1 = v128.load(out + 3 * line, 16);
      let w = W0;
      for (let zm = dz + n; zm < end; zm += line) {
        const z0 = v128.load(zm);
        const z1 = v128.load(zm, 16);
        const a = v128.load32_splat(w);
        a0 = mulAdd(a0, a, z0);
        a1 = mulAdd(a1, a, z1);
        const b = v128.load32_splat(w, 4);
        b0 = mulAdd(b0, b, z0);
        b1 = mulAdd(b1, b, z1);
        const c = v128.load32_splat(w, 8);
        c0 = mulAdd(c0, c, z0);
        c1 = mulAdd(c1, c, z1);
        const d = v128.load32_splat(w, 12);
        d0 = mulAdd(d0, d, z0);
        d1 = mulAdd(d1, d, z1);
        w += row;
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
  for (; k < K; k++) {
    for (let n: usize = 0; n < line; n += 32) {
      const out = dx + <usize>k * line + n;
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let w = W + (<usize>k << 2);
      for (let zm = dz + n; zm < end; zm += line) {
        const a = v128.load32_splat(w);
        a0 = mulAdd(a0, a, v128.load(zm));
        a1 = mulAdd(a1, a, v128.load(zm, 16));
        w += row;
      }
      v128.store(out, a0);
      v128.store(out, a1, 16);
    }
  }
}

/** z (L, M, N) = W · x (L, K, N) + b; steps are zStep and xStep numbers apart. */
export function product(
  z: usize, W: usize, x: usize, b: usize, L: i32, M: i32, K: i32, N: i32, zStep: i32, xStep: i32,
): void {
  const line = <usize>N << 2;
  for (let l = 0; l < L; l++) {
    const zl = z + (<usize>l * <usize>zStep << 2);
    let out = zl;
    for (let m = 0; m < M; m++) {
      const bias = v128.load32_splat(b + (<usize>m << 2));
      for (const end = out + line; out < end; out += 16) v128.store(out, bias);
    }
    addProduct(zl, W, x + (<usize>l * <usize>xStep << 2), M, K, N);
  }
}

/** dx (L, K, N) = Wᵀ · dz (L, M, N). */
export function productInput(
  dx: usize, W: usize, dz: usize, L: i32, M: i32, K: i32, N: i32, dxStep: i32, dzStep: i32,
): void {
  for (let l = 0; l < L; l++) {
    const out = dx + (<usize>l * <usize>dxStep << 2);
    memory.fill(out, 0, <usize>K * <usize>N << 2);
    addProductInput(out, W, dz + (<usize>l * <usize>dzStep << 2), M, K, N);
  }
}

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, sum: v128): void {
  store<f32>(at, load<f32>(at) + sumLanes(sum));
}

/**
 * dW (M, K) += Σ_l dz (L, M, N) · xᵀ (L, K, N). Both run over windows contiguously, so each of the eight
 * registers of a 4 x 2 tile holds four partial sums over all steps, added up once at the end.
 */
export function productWeights(
  dW: usize, dz: usize, x: usize, L: i32, M: i32, K: i32, N: i32, dzStep: i32, xStep: i32,
): void {
  const line = <usize>N << 2;
  const zNext = <usize>dzStep << 2;
  const xNext = <usize>xStep << 2;
  const row = <usize>K << 2;
  let m = 0;
  for (; m + 4 <= M; m += 4) {
    const dzm = dz + <usize>m * line;
    let k = 0;
    for (; k + 2 <= K; k += 2) {
      let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      let zl = dzm;
      let xl = x + <usize>k * line;
      for (let l = 0; l < L; l++) {
        for (let n: usize = 0; n < line; n += 16) {
          const x0 = v128.load(xl + n);
          const x1 = v128.load(xl + line + n);
          const a = v128.load(zl + n);
          a0 = mulAdd(a0, a, x0);
          a1 = mulAdd(a1, a, x1);
          const b = v128.load(zl + line + n);
          b0 = mulAdd(b0, b, x0);
          b1 = mulAdd(b1, b, x1);
          const c = v128.load(zl + 2 * line + n);
          c0 = mulAdd(c0, c, x0);
          c1 = mulAdd(c1, c, x1);
          const d = v128.load(zl + 3 * line + n);
          d0 = mulAdd(d0, d, x0);
          d1 = mulAdd(d1, d, x1);
        }
        zl += zNext;
        xl += xNext;
      }
      const out = dW + <usize>m * row + (<usize>k << 2);
      addTo(out, a0);
      addTo(out + 4, a1);
      addTo(out + row, b0);
      addTo(out + row + 4, b1);
      addTo(out + 2 * row, c0);
      addTo(out + 2 * row + 4, c1);
      addTo(out + 3 * row, d0);
      addTo(out + 3 * row + 4, d1);
    }
    for (; k < K; k++) {
      let a0 = f32x4.splat(0), b0 = a0, c0 = a0, d0 = a0;
      let zl = dzm;
      let xl = x + <usize>k * line;
      for (let l = 0; l < L; l++) {
        for (let n: usize = 0; n < line; n += 16) {
          const x0 = v128.load(xl + n);
          a0 = mulAdd(a0, v128.load(zl + n), x0);
          b0 = mulAdd(b0, v128.load(zl + line + n), x0);
          c0 = mulAdd(c0, v128.load(zl + 2 * line + n), x0);
          d0 = mulAdd(d0, v128.load(zl + 3 * line + n), x0);
        }
        zl += zNext;
        xl += xNext;
      }
      const out = dW + <usize>m * row + (<usize>k << 2);
      addTo(out, a0);
      addTo(out + row, b0);
      addTo(out + 2 * row, c0);
      addTo(out + 3 * row, d0);
    }
  }
  for (; m < M; m++) {
    for (let k = 0; k < K; k++) {
      let a0 = f32x4.splat(0);
      let zl = dz + <usize>m * line;
      let xl = x + <usize>k * line;
      for (let l = 0; l < L; l++) {
        for (let n: usize = 0; n < line; n += 16) a0 = mulAdd(a0, v128.load(zl + n), v128.load(xl + n));
        zl += zNext;
        xl += xNext;
      }
      addTo(dW + <usize>m * row + (<usize>k << 2), a0);
    }
  }
}

/** db (M) += Σ_l Σ_n dz (L, M, N). */
export function productBias(db: usize, dz: usize, L: i32, M: i32, N: i32, dzStep: i32): void {
  const line = <usize>N << 2;
  for (let m = 0; m < M; m++) {
    let sum = f32x4.splat(0);
    let zl = dz + <usize>m * line;
    for (let l = 0; l < L; l++) {
      for (let n: usize = 0; n < line; n += 16) sum = f32x4.add(sum, v128.load(zl + n));
      zl += <usize>dzStep << 2;
    }
    addTo(db + (<usize>m << 2), sum);
  }
}
