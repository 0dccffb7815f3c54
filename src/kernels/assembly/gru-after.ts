// n = tanh(Wxn x + bn + r (Whn h + bhn)), h' = (1 - z) n + z h. Gates r z n are stacked: (3H, N).
// Input, ones and state are stacked in this order, so that [x; 1] and [1; h] are parts of the stack.
// Sizes and meaning: ../kernels.ts.

import { mulAdd, mulSub } from './arithmetic';
import { ones4, sigmoid4, tanh4 } from './functions';
import { rowsOf } from './gru-before';
import { addExtra, addLanes, clearLanes, outer, takeLanes } from './outer';
import { multiply, multiplyAdd, packColumns, packRows } from './products';
import { packWeights, stackInputs } from './recurrent';
import { begin, take, taken } from './scratch';

let gates: usize = 0; // (L, 3H, N): r z n
let stateN: usize = 0; // (L, H, N): Whn h + bhn
let stack: usize = 0; // (L, K, N)
let bias: usize = 0; // b + bh of r and z (2H)
let packed: usize = 0; // [Wx | b + bh | Wh] of r and z in panels, then their Whᵀ
let packedXN: usize = 0; // [Wxn | bn]
let packedHN: usize = 0; // [bhn | Whn], then Whnᵀ
let packedX: usize = 0; // Wxᵀ
let dz: usize = 0; // (3H, N)
let dnh: usize = 0; // (H, N)
let lanesX: usize = 0; // lane sums of dWx and db
let lanesH: usize = 0; // lane sums of dWh, r and z
let lanesN: usize = 0; // lane sums of dWh, n
let lanesB: usize = 0; // lane sums of dbh, n

function lay(block: usize, L: i32, D: i32, H: i32, N: i32): void {
  const K = D + 1 + H;
  begin(block);
  gates = take(3 * L * H * N);
  stateN = take(L * H * N);
  stack = take(L * K * N);
  bias = take(2 * H);
  packed = take(2 * H * K);
  packedXN = take(H * (D + 1));
  packedHN = take(H * (H + 1));
  packedX = take(3 * H * D);
  dz = take(3 * H * N);
  dnh = take(H * N);
  lanesX = takeLanes(3 * H, D, 1, N);
  lanesH = takeLanes(2 * H, H, 0, N);
  lanesN = takeLanes(H, H, 0, N);
  lanesB = takeLanes(H, 0, 1, N);
}

export function gruAfterScratch(L: i32, D: i32, H: i32, N: i32): i32 {
  lay(0, L, D, H, N);
  return taken();
}

export function gruAfterForward(
  h: usize, scratch: usize, x: usize, Wx: usize, Wh: usize, b: usize, bh: usize, L: i32, D: i32, H: i32, N: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2; // bytes of a state
  const step = <usize>(K * N) << 2;
  const state = <usize>((D + 1) * N) << 2;
  const one = ones4();
  for (let m: usize = 0; m < <usize>(2 * H) << 2; m += 4) store<f32>(bias + m, load<f32>(b + m) + load<f32>(bh + m));
  packWeights(packed, Wx, bias, Wh, 2 * H, D, H);
  packRows(packedXN, rowsOf(Wx, 2 * H, D), H, D, D + 1, 0);
  packRows(packedXN, rowsOf(b, 2 * H, 1), H, 1, D + 1, D);
  packRows(packedHN, rowsOf(bh, 2 * H, 1), H, 1, H + 1, 0);
  packRows(packedHN, rowsOf(Wh, 2 * H, H), H, H, H + 1, 1);
  stackInputs(stack, x, L, D, H, N);
  for (let l = 0; l < L; l++) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const nh = stateN + at;
    const in0 = stack + <usize>l * step;
    const past = in0 + state;
    const next = past + step;
    multiply(G, packed, in0, 2 * H, K, N);
    multiply(G + 2 * S, packedXN, in0, H, D + 1, N);
    multiply(nh, packedHN, in0 + (<usize>(D * N) << 2), H, H + 1, N);
    for (let j: usize = 0; j < S; j += 16) {
      const r = sigmoid4(v128.load(G + j));
      const z = sigmoid4(v128.load(G + j + S));
      const n = tanh4(mulAdd(v128.load(G + j + 2 * S), r, v128.load(nh + j)));
      const out = mulAdd(f32x4.mul(f32x4.sub(one, z), n), z, v128.load(past + j));
      v128.store(G + j, r);
      v128.store(G + j + S, z);
      v128.store(G + j + 2 * S, n);
      v128.store(h + at + j, out);
      if (l + 1 < L) v128.store(next + j, out);
    }
  }
}

export function gruAfterBackward(
  dx: usize, dWx: usize, dWh: usize, db: usize, dbh: usize, scratch: usize, dh: usize, h: usize, Wx: usize, Wh: usize,
  L: i32, D: i32, H: i32, N: i32, wantsInput: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2;
  const step = <usize>(K * N) << 2;
  const state = <usize>((D + 1) * N) << 2;
  const one = ones4();
  packColumns(packed, Wh, 2 * H, H);
  packColumns(packedHN, rowsOf(Wh, 2 * H, H), H, H);
  if (wantsInput) packColumns(packedX, Wx, 3 * H, D);
  clearLanes(lanesX, 3 * H, D, 1, N);
  clearLanes(lanesH, 2 * H, H, 0, N);
  clearLanes(lanesN, H, H, 0, N);
  clearLanes(lanesB, H, 0, 1, N);
  const dWhn = rowsOf(dWh, 2 * H, H);
  const dbhn = rowsOf(dbh, 2 * H, 1);
  const Z = dz;
  const ZN = dnh;
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    const G = gates + 3 * at;
    const nh = stateN + at;
    const in0 = stack + <usize>l * step;
    const past = in0 + state;
    const d0 = dh + at;
    for (let j: usize = 0; j < S; j += 16) {
      const r = v128.load(G + j);
      const z = v128.load(G + j + S);
      const n = v128.load(G + j + 2 * S);
      const d = v128.load(d0 + j);
      const keep = f32x4.sub(one, z);
      const dn = f32x4.mul(f32x4.mul(d, keep), mulSub(one, n, n));
      const slope = f32x4.mul(r, f32x4.sub(one, r));
      v128.store(Z + j, f32x4.mul(f32x4.mul(dn, v128.load(nh + j)), slope));
      v128.store(Z + j + S, f32x4.mul(f32x4.mul(d, f32x4.sub(v128.load(past + j), n)), f32x4.mul(z, keep)));
      v128.store(Z + j + 2 * S, dn);
      v128.store(ZN + j, f32x4.mul(dn, r));
      if (l > 0) v128.store(d0 - S + j, mulAdd(v128.load(d0 - S + j), d, z));
    }
    outer(dWx, lanesX, Z, in0, 3 * H, D, 1, N);
    outer(dbhn, lanesB, ZN, in0 + (<usize>(D * N) << 2), H, 0, 1, N);
    if (wantsInput) multiply(dx + (<usize>(l * D * N) << 2), packedX, Z, D, 3 * H, N);
    if (l > 0) {
      outer(dWh, lanesH, Z, past, 2 * H, H, 0, N);
      outer(dWhn, lanesN, ZN, past, H, H, 0, N);
      multiplyAdd(d0 - S, packed, Z, H, 2 * H, N);
      multiplyAdd(d0 - S, packedHN, ZN, H, H, N);
    }
  }
  addLanes(dWx, lanesX, 3 * H, D, N);
  addExtra(db, 3 * H, lanesX, 3 * H, D, N);
  addExtra(dbh, 2 * H, lanesX, 3 * H, D, N);
  addExtra(dbhn, H, lanesB, H, 0, N);
  addLanes(dWh, lanesH, 2 * H, H, N);
  addLanes(dWhn, lanesN, H, H, N);
}
