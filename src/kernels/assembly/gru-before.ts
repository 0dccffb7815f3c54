// n = tanh(Wxn x + bn + Whn (r h)), h' = (1 - z) h + z n. Gates r z n are stacked: (3H, N).
// Sizes and meaning: ../kernels.ts.

import { mulAdd, mulSub } from './arithmetic';
import { ones4, sigmoid4, tanh4 } from './functions';
import { addExtra, addLanes, clearLanes, outer, takeLanes } from './outer';
import { multiply, multiplyAdd, packColumns } from './products';
import { packWeights, stackInputs } from './recurrent';
import { begin, take, taken } from './scratch';

let gates: usize = 0; // (L, 3H, N): r z n
let stack: usize = 0; // (L, K, N), the state h
let stackR: usize = 0; // (L, K, N), the state r h
let packed: usize = 0; // [Wx | b | Wh] of r and z in panels, then their Whᵀ
let packedN: usize = 0; // the same for n
let packedX: usize = 0; // Wxᵀ
let dz: usize = 0; // (3H, N)
let drh: usize = 0; // (H, N)
let lanesX: usize = 0; // lane sums of dWx and db
let lanesH: usize = 0; // lane sums of dWh, r and z
let lanesN: usize = 0; // lane sums of dWh, n

function lay(block: usize, L: i32, D: i32, H: i32, N: i32): void {
  const K = D + 1 + H;
  begin(block);
  gates = take(3 * L * H * N);
  stack = take(L * K * N);
  stackR = take(L * K * N);
  packed = take(2 * H * K);
  packedN = take(H * K);
  packedX = take(3 * H * D);
  dz = take(3 * H * N);
  drh = take(H * N);
  lanesX = takeLanes(3 * H, D, 1, N);
  lanesH = takeLanes(2 * H, H, 0, N);
  lanesN = takeLanes(H, H, 0, N);
}

export function gruBeforeScratch(L: i32, D: i32, H: i32, N: i32): i32 {
  lay(0, L, D, H, N);
  return taken();
}

export function gruBeforeForward(
  h: usize, scratch: usize, x: usize, Wx: usize, Wh: usize, b: usize, L: i32, D: i32, H: i32, N: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2; // bytes of a state
  const step = <usize>(K * N) << 2;
  const state = <usize>((D + 1) * N) << 2;
  const one = ones4();
  packWeights(packed, Wx, b, Wh, 2 * H, D, H);
  packWeights(packedN, rowsOf(Wx, 2 * H, D), rowsOf(b, 2 * H, 1), rowsOf(Wh, 2 * H, H), H, D, H);
  stackInputs(stack, x, L, D, H, N);
  stackInputs(stackR, x, L, D, H, N);
  for (let l = 0; l < L; l++) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const in0 = stack + <usize>l * step;
    const past = in0 + state;
    const reset = stackR + <usize>l * step;
    const next = past + step;
    multiply(G, packed, in0, 2 * H, K, N);
    for (let j: usize = 0; j < S; j += 16) {
      const r = sigmoid4(v128.load(G + j));
      v128.store(G + j, r);
      v128.store(G + j + S, sigmoid4(v128.load(G + j + S)));
      v128.store(reset + state + j, f32x4.mul(r, v128.load(past + j)));
    }
    multiply(G + 2 * S, packedN, reset, H, K, N);
    for (let j: usize = 0; j < S; j += 16) {
      const z = v128.load(G + j + S);
      const n = tanh4(v128.load(G + j + 2 * S));
      const out = mulAdd(f32x4.mul(z, n), f32x4.sub(one, z), v128.load(past + j));
      v128.store(G + j + 2 * S, n);
      v128.store(h + at + j, out);
      if (l + 1 < L) v128.store(next + j, out);
    }
  }
}

export function gruBeforeBackward(
  dx: usize, dWx: usize, dWh: usize, db: usize, scratch: usize, dh: usize, h: usize, Wx: usize, Wh: usize,
  L: i32, D: i32, H: i32, N: i32, wantsInput: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2;
  const step = <usize>(K * N) << 2;
  const state = <usize>((D + 1) * N) << 2;
  const one = ones4();
  packColumns(packed, Wh, 2 * H, H);
  packColumns(packedN, rowsOf(Wh, 2 * H, H), H, H);
  if (wantsInput) packColumns(packedX, Wx, 3 * H, D);
  clearLanes(lanesX, 3 * H, D, 1, N);
  clearLanes(lanesH, 2 * H, H, 0, N);
  clearLanes(lanesN, H, H, 0, N);
  const dWhn = rowsOf(dWh, 2 * H, H);
  const Z = dz;
  const R = drh;
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const past = stack + <usize>l * step + state;
    const d0 = dh + at;
    for (let j: usize = 0; j < S; j += 16) {
      const z = v128.load(G + j + S);
      const n = v128.load(G + j + 2 * S);
      const d = v128.load(d0 + j);
      const keep = f32x4.sub(one, z);
      v128.store(Z + j + S, f32x4.mul(f32x4.mul(d, f32x4.sub(n, v128.load(past + j))), f32x4.mul(z, keep)));
      v128.store(Z + j + 2 * S, f32x4.mul(f32x4.mul(d, z), mulSub(one, n, n)));
    }
    multiply(R, packedN, Z + 2 * S, H, H, N);
    for (let j: usize = 0; j < S; j += 16) {
      const r = v128.load(G + j);
      const d = v128.load(R + j);
      v128.store(Z + j, f32x4.mul(f32x4.mul(d, v128.load(past + j)), f32x4.mul(r, f32x4.sub(one, r))));
      if (l == 0) continue;
      const through = f32x4.mul(v128.load(d0 + j), f32x4.sub(one, v128.load(G + j + S)));
      v128.store(d0 - S + j, f32x4.add(v128.load(d0 - S + j), mulAdd(through, d, r)));
    }
    outer(dWx, lanesX, Z, stack + <usize>l * step, 3 * H, D, 1, N);
    if (wantsInput) multiply(dx + (<usize>(l * D * N) << 2), packedX, Z, D, 3 * H, N);
    if (l == 0) continue;
    outer(dWh, lanesH, Z, past, 2 * H, H, 0, N);
    outer(dWhn, lanesN, Z + 2 * S, stackR + <usize>l * step + state, H, H, 0, N);
    multiplyAdd(d0 - S, packed, Z, H, 2 * H, N);
  }
  addLanes(dWx, lanesX, 3 * H, D, N);
  addExtra(db, 3 * H, lanesX, 3 * H, D, N);
  addLanes(dWh, lanesH, 2 * H, H, N);
  addLanes(dWhn, lanesN, H, H, N);
}

/** Row `m` of a matrix with K columns. */
// @ts-ignore: decorator
@inline
export function rowsOf(W: usize, m: i32, K: i32): usize {
  return W + (<usize>(m * K) << 2);
}
