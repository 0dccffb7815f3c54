// c' = f c + i g, h' = o tanh(c'). Gates i f g o are stacked in each step: (4H, N).
// Sizes and meaning: ../kernels.ts.

import { mulAdd, mulSub } from './arithmetic';
import { ones4, sigmoid4, tanh4 } from './functions';
import { addExtra, addLanes, clearLanes, outer, takeLanes } from './outer';
import { multiply, multiplyAdd, packColumns } from './products';
import { packWeights, stackInputs } from './recurrent';
import { begin, take, taken } from './scratch';

let gates: usize = 0; // (L, 4H, N): i f g o
let cells: usize = 0; // (L, H, N): c
let tanhs: usize = 0; // (L, H, N): tanh(c)
let stack: usize = 0; // (L, K, N)
let packed: usize = 0; // [Wx | b | Wh] in panels, then Whᵀ
let packedX: usize = 0; // Wxᵀ
let dz: usize = 0; // (4H, N)
let dc: usize = 0; // (H, N)
let lanesX: usize = 0; // lane sums of dWx and db
let lanesH: usize = 0; // lane sums of dWh

function lay(block: usize, L: i32, D: i32, H: i32, N: i32): void {
  const K = D + 1 + H;
  begin(block);
  gates = take(4 * L * H * N);
  cells = take(L * H * N);
  tanhs = take(L * H * N);
  stack = take(L * K * N);
  packed = take(4 * H * K);
  packedX = take(4 * H * D);
  dz = take(4 * H * N);
  dc = take(H * N);
  lanesX = takeLanes(4 * H, D, 1, N);
  lanesH = takeLanes(4 * H, H, 0, N);
}

export function lstmScratch(L: i32, D: i32, H: i32, N: i32): i32 {
  lay(0, L, D, H, N);
  return taken();
}

export function lstmForward(
  h: usize, scratch: usize, x: usize, Wx: usize, Wh: usize, b: usize, L: i32, D: i32, H: i32, N: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2; // bytes of a state
  const step = <usize>(K * N) << 2;
  const state = <usize>((D + 1) * N) << 2;
  packWeights(packed, Wx, b, Wh, 4 * H, D, H);
  stackInputs(stack, x, L, D, H, N);
  for (let l = 0; l < L; l++) {
    const at = <usize>l * S;
    const G = gates + 4 * at;
    const in0 = stack + <usize>l * step;
    const next = in0 + step + state;
    const c = cells + at;
    const t = tanhs + at;
    multiply(G, packed, in0, 4 * H, K, N);
    for (let j: usize = 0; j < S; j += 16) {
      const i = sigmoid4(v128.load(G + j));
      const f = sigmoid4(v128.load(G + j + S));
      const g = tanh4(v128.load(G + j + 2 * S));
      const o = sigmoid4(v128.load(G + j + 3 * S));
      let cell = f32x4.mul(i, g);
      if (l > 0) cell = mulAdd(cell, f, v128.load(c + j - S));
      const tanhC = tanh4(cell);
      const out = f32x4.mul(o, tanhC);
      v128.store(G + j, i);
      v128.store(G + j + S, f);
      v128.store(G + j + 2 * S, g);
      v128.store(G + j + 3 * S, o);
      v128.store(c + j, cell);
      v128.store(t + j, tanhC);
      v128.store(h + at + j, out);
      if (l + 1 < L) v128.store(next + j, out);
    }
  }
}

export function lstmBackward(
  dx: usize, dWx: usize, dWh: usize, db: usize, scratch: usize, dh: usize, h: usize, Wx: usize, Wh: usize,
  L: i32, D: i32, H: i32, N: i32, wantsInput: i32,
): void {
  lay(scratch, L, D, H, N);
  const M = 4 * H;
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2;
  const one = ones4();
  packColumns(packed, Wh, M, H);
  if (wantsInput) packColumns(packedX, Wx, M, D);
  clearLanes(lanesX, M, D, 1, N);
  clearLanes(lanesH, M, H, 0, N);
  memory.fill(dc, 0, S);
  const Z = dz;
  const carry = dc;
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    const G = gates + 4 * at;
    const c = cells + at;
    const T = tanhs + at;
    for (let j: usize = 0; j < S; j += 16) {
      const i = v128.load(G + j);
      const f = v128.load(G + j + S);
      const g = v128.load(G + j + 2 * S);
      const o = v128.load(G + j + 3 * S);
      const t = v128.load(T + j);
      const d = v128.load(dh + at + j);
      const before = l > 0 ? v128.load(c + j - S) : f32x4.splat(0);
      const dcell = mulAdd(v128.load(carry + j), f32x4.mul(d, o), mulSub(one, t, t));
      v128.store(Z + j, f32x4.mul(f32x4.mul(dcell, g), f32x4.mul(i, f32x4.sub(one, i))));
      v128.store(Z + j + S, f32x4.mul(f32x4.mul(dcell, before), f32x4.mul(f, f32x4.sub(one, f))));
      v128.store(Z + j + 2 * S, f32x4.mul(f32x4.mul(dcell, i), mulSub(one, g, g)));
      v128.store(Z + j + 3 * S, f32x4.mul(f32x4.mul(d, t), f32x4.mul(o, f32x4.sub(one, o))));
      v128.store(carry + j, f32x4.mul(dcell, f));
    }
    const in0 = stack + (<usize>(l * K * N) << 2);
    outer(dWx, lanesX, Z, in0, M, D, 1, N);
    if (l > 0) outer(dWh, lanesH, Z, in0 + (<usize>((D + 1) * N) << 2), M, H, 0, N);
    if (wantsInput) multiply(dx + (<usize>(l * D * N) << 2), packedX, Z, D, M, N);
    if (l > 0) multiplyAdd(dh + at - S, packed, Z, H, M, N);
  }
  addLanes(dWx, lanesX, M, D, N);
  addExtra(db, M, lanesX, M, D, N);
  addLanes(dWh, lanesH, M, H, N);
}
