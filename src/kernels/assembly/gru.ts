// Both forms of the GRU. Gates r z n lie one after the other in each step: (3H, N).
// Sizes and meaning: ../kernels.ts.

import { sigmoid4, tanh4 } from './functions';
import { addProduct, addProductInput } from './products';

/** n = tanh(Wxn x + bn + Whn (r h)), h' = (1 - z) h + z n. */
export function gruBeforeForward(gates: usize, rh: usize, h: usize, Wh: usize, L: i32, H: i32, N: i32): void {
  const S = (<usize>H * <usize>N) << 2;
  const Whn = Wh + ((<usize>(2 * H * H)) << 2);
  const one = f32x4.splat(1);
  for (let l = 0; l < L; l++) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const past = h + at - S;
    if (l > 0) addProduct(G, Wh, past, 2 * H, H, N);
    for (let j: usize = 0; j < S; j += 16) {
      const r = sigmoid4(v128.load(G + j));
      v128.store(G + j, r);
      v128.store(G + j + S, sigmoid4(v128.load(G + j + S)));
      v128.store(rh + at + j, l > 0 ? f32x4.mul(r, v128.load(past + j)) : f32x4.splat(0));
    }
    if (l > 0) addProduct(G + 2 * S, Whn, rh + at, H, H, N);
    for (let j: usize = 0; j < S; j += 16) {
      const z = v128.load(G + j + S);
      const n = tanh4(v128.load(G + j + 2 * S));
      v128.store(G + j + 2 * S, n);
      let out = f32x4.mul(z, n);
      if (l > 0) out = f32x4.add(out, f32x4.mul(f32x4.sub(one, z), v128.load(past + j)));
      v128.store(h + at + j, out);
    }
  }
}

export function gruBeforeBackward(
  dz: usize,
  dh: usize,
  drh: usize,
  gates: usize,
  h: usize,
  Wh: usize,
  L: i32,
  H: i32,
  N: i32,
): void {
  const S = (<usize>H * <usize>N) << 2;
  const Whn = Wh + ((<usize>(2 * H * H)) << 2);
  const one = f32x4.splat(1);
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const Z = dz + 3 * at;
    const past = h + at - S;
    const dpast = dh + at - S;
    for (let j: usize = 0; j < S; j += 16) {
      const z = v128.load(G + j + S);
      const n = v128.load(G + j + 2 * S);
      const d = v128.load(dh + at + j);
      const before = l > 0 ? v128.load(past + j) : f32x4.splat(0);
      const keep = f32x4.sub(one, z);
      v128.store(Z + j + S, f32x4.mul(f32x4.mul(d, f32x4.sub(n, before)), f32x4.mul(z, keep)));
      v128.store(Z + j + 2 * S, f32x4.mul(f32x4.mul(d, z), f32x4.sub(one, f32x4.mul(n, n))));
      if (l > 0) v128.store(dpast + j, f32x4.add(v128.load(dpast + j), f32x4.mul(d, keep)));
    }
    if (l == 0) {
      memory.fill(Z, 0, S); // no state before the first step: r has no influence
      break;
    }
    memory.fill(drh, 0, S);
    addProductInput(drh, Whn, Z + 2 * S, H, H, N);
    for (let j: usize = 0; j < S; j += 16) {
      const r = v128.load(G + j);
      const d = v128.load(drh + j);
      v128.store(Z + j, f32x4.mul(f32x4.mul(d, v128.load(past + j)), f32x4.mul(r, f32x4.sub(one, r))));
      v128.store(dpast + j, f32x4.add(v128.load(dpast + j), f32x4.mul(d, r)));
    }
    addProductInput(dpast, Wh, Z, 2 * H, H, N);
  }
}

/** n = tanh(Wxn x + bn + r (Whn h + bhn)), h' = (1 - z) n + z h. */
export function gruAfterForward(
  gates: usize,
  nh: usize,
  h: usize,
  Wh: usize,
  bh: usize,
  L: i32,
  H: i32,
  N: i32,
): void {
  const S = (<usize>H * <usize>N) << 2;
  const line = (<usize>N) << 2;
  const Whn = Wh + ((<usize>(2 * H * H)) << 2);
  const one = f32x4.splat(1);
  for (let l = 0; l < L; l++) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const past = h + at - S;
    for (let m = 0; m < 2 * H; m++) {
      const bias = v128.load32_splat(bh + ((<usize>m) << 2));
      const row = G + <usize>m * line;
      for (let n: usize = 0; n < line; n += 16) v128.store(row + n, f32x4.add(v128.load(row + n), bias));
    }
    for (let m = 0; m < H; m++) {
      const bias = v128.load32_splat(bh + ((<usize>(2 * H + m)) << 2));
      const row = nh + at + <usize>m * line;
      for (let n: usize = 0; n < line; n += 16) v128.store(row + n, bias);
    }
    if (l > 0) {
      addProduct(G, Wh, past, 2 * H, H, N);
      addProduct(nh + at, Whn, past, H, H, N);
    }
    for (let j: usize = 0; j < S; j += 16) {
      const r = sigmoid4(v128.load(G + j));
      const z = sigmoid4(v128.load(G + j + S));
      const n = tanh4(f32x4.add(v128.load(G + j + 2 * S), f32x4.mul(r, v128.load(nh + at + j))));
      v128.store(G + j, r);
      v128.store(G + j + S, z);
      v128.store(G + j + 2 * S, n);
      let out = f32x4.mul(f32x4.sub(one, z), n);
      if (l > 0) out = f32x4.add(out, f32x4.mul(z, v128.load(past + j)));
      v128.store(h + at + j, out);
    }
  }
}

export function gruAfterBackward(
  dz: usize,
  dnh: usize,
  dh: usize,
  gates: usize,
  nh: usize,
  h: usize,
  Wh: usize,
  L: i32,
  H: i32,
  N: i32,
): void {
  const S = (<usize>H * <usize>N) << 2;
  const Whn = Wh + ((<usize>(2 * H * H)) << 2);
  const one = f32x4.splat(1);
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const Z = dz + 3 * at;
    const past = h + at - S;
    const dpast = dh + at - S;
    for (let j: usize = 0; j < S; j += 16) {
      const r = v128.load(G + j);
      const z = v128.load(G + j + S);
      const n = v128.load(G + j + 2 * S);
      const d = v128.load(dh + at + j);
      const before = l > 0 ? v128.load(past + j) : f32x4.splat(0);
      const keep = f32x4.sub(one, z);
      const dn = f32x4.mul(f32x4.mul(d, keep), f32x4.sub(one, f32x4.mul(n, n)));
      const slope = f32x4.mul(r, f32x4.sub(one, r));
      v128.store(Z + j, f32x4.mul(f32x4.mul(dn, v128.load(nh + at + j)), slope));
      v128.store(Z + j + S, f32x4.mul(f32x4.mul(d, f32x4.sub(before, n)), f32x4.mul(z, keep)));
      v128.store(Z + j + 2 * S, dn);
      v128.store(dnh + at + j, f32x4.mul(dn, r));
      if (l > 0) v128.store(dpast + j, f32x4.add(v128.load(dpast + j), f32x4.mul(d, z)));
    }
    if (l > 0) {
      addProductInput(dpast, Wh, Z, 2 * H, H, N);
      addProductInput(dpast, Whn, dnh + at, H, H, N);
    }
  }
}
