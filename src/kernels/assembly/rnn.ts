// h' = tanh(Wx x + b + Wh h). Sizes and meaning: ../kernels.ts.

import { mulSub } from './arithmetic';
import { ones4, tanh8 } from './functions';
import { addExtra, addLanes, clearLanes, outer, takeLanes } from './outer';
import { multiply, multiplyAdd, packColumns } from './products';
import { packWeights, stackInputs } from './recurrent';
import { begin, take, taken } from './scratch';

let stack: usize = 0; // (L, K, N)
let packed: usize = 0; // [Wx | b | Wh] in panels, then Whᵀ and Wxᵀ
let packedX: usize = 0;
let dz: usize = 0; // (H, N)
let lanesX: usize = 0; // lane sums of dWx and db
let lanesH: usize = 0; // lane sums of dWh

function lay(block: usize, L: i32, D: i32, H: i32, N: i32): void {
  const K = D + 1 + H;
  begin(block);
  stack = take(L * K * N);
  packed = take(H * K);
  packedX = take(H * D);
  dz = take(H * N);
  lanesX = takeLanes(H, D, 1, N);
  lanesH = takeLanes(H, H, 0, N);
}

export function rnnScratch(L: i32, D: i32, H: i32, N: i32): i32 {
  lay(0, L, D, H, N);
  return taken();
}

export function rnnForward(
  h: usize, scratch: usize, x: usize, Wx: usize, Wh: usize, b: usize, L: i32, D: i32, H: i32, N: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2; // bytes of a state
  const step = <usize>(K * N) << 2;
  const state = <usize>((D + 1) * N) << 2;
  packWeights(packed, Wx, b, Wh, H, D, H);
  stackInputs(stack, x, L, D, H, N);
  for (let l = 0; l < L; l++) {
    const at = h + <usize>l * S;
    const in0 = stack + <usize>l * step;
    multiply(at, packed, in0, H, K, N);
    for (let j: usize = 0; j < S; j += 32) tanh8(at + j, at + j);
    if (l + 1 < L) memory.copy(in0 + step + state, at, S);
  }
}

export function rnnBackward(
  dx: usize, dWx: usize, dWh: usize, db: usize, scratch: usize, dh: usize, h: usize, Wx: usize, Wh: usize,
  L: i32, D: i32, H: i32, N: i32, wantsInput: i32,
): void {
  lay(scratch, L, D, H, N);
  const K = D + 1 + H;
  const S = <usize>(H * N) << 2;
  const one = ones4();
  packColumns(packed, Wh, H, H);
  if (wantsInput) packColumns(packedX, Wx, H, D);
  clearLanes(lanesX, H, D, 1, N);
  clearLanes(lanesH, H, H, 0, N);
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    for (let j: usize = 0; j < S; j += 16) {
      const y = v128.load(h + at + j);
      v128.store(dz + j, f32x4.mul(v128.load(dh + at + j), mulSub(one, y, y)));
    }
    const in0 = stack + (<usize>(l * K * N) << 2);
    outer(dWx, lanesX, dz, in0, H, D, 1, N);
    if (l > 0) outer(dWh, lanesH, dz, in0 + (<usize>((D + 1) * N) << 2), H, H, 0, N);
    if (wantsInput) multiply(dx + (<usize>(l * D * N) << 2), packedX, dz, D, H, N);
    if (l > 0) multiplyAdd(dh + at - S, packed, dz, H, H, N);
  }
  addLanes(dWx, lanesX, H, D, N);
  addExtra(db, H, lanesX, H, D, N);
  addLanes(dWh, lanesH, H, H, N);
}
