// c' = f c + i g, h' = o tanh(c'). Gates i f g o lie one after the other in each step: (4H, N).
// Sizes and meaning: ../kernels.ts.

import { sigmoid4, tanh4 } from './functions';
import { addProduct, addProductInput } from './products';

export function lstmForward(
  gates: usize,
  c: usize,
  tanhC: usize,
  h: usize,
  Wh: usize,
  L: i32,
  H: i32,
  N: i32,
): void {
  const S = (<usize>H * <usize>N) << 2; // bytes of one gate of one step
  for (let l = 0; l < L; l++) {
    const G = gates + <usize>l * 4 * S;
    const at = <usize>l * S;
    if (l > 0) addProduct(G, Wh, h + at - S, 4 * H, H, N);
    for (let j: usize = 0; j < S; j += 16) {
      const Gj = G + j;
      const i = sigmoid4(v128.load(Gj));
      const f = sigmoid4(v128.load(Gj + S));
      const g = tanh4(v128.load(Gj + 2 * S));
      const o = sigmoid4(v128.load(Gj + 3 * S));
      let cell = f32x4.mul(i, g);
      if (l > 0) cell = f32x4.add(cell, f32x4.mul(f, v128.load(c + at - S + j)));
      const t = tanh4(cell);
      v128.store(Gj, i);
      v128.store(Gj + S, f);
      v128.store(Gj + 2 * S, g);
      v128.store(Gj + 3 * S, o);
      v128.store(c + at + j, cell);
      v128.store(tanhC + at + j, t);
      v128.store(h + at + j, f32x4.mul(o, t));
    }
  }
}

export function lstmBackward(
  dz: usize,
  dh: usize,
  dc: usize,
  gates: usize,
  c: usize,
  tanhC: usize,
  Wh: usize,
  L: i32,
  H: i32,
  N: i32,
): void {
  const S = (<usize>H * <usize>N) << 2;
  const one = f32x4.splat(1);
  memory.fill(dc, 0, S);
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    const G = gates + 4 * at;
    const Z = dz + 4 * at;
    for (let j: usize = 0; j < S; j += 16) {
      const i = v128.load(G + j);
      const f = v128.load(G + j + S);
      const g = v128.load(G + j + 2 * S);
      const o = v128.load(G + j + 3 * S);
      const t = v128.load(tanhC + at + j);
      const d = v128.load(dh + at + j);
      const before = l > 0 ? v128.load(c + at - S + j) : f32x4.splat(0);
      const dcell = f32x4.add(v128.load(dc + j), f32x4.mul(f32x4.mul(d, o), f32x4.sub(one, f32x4.mul(t, t))));
      v128.store(Z + j, f32x4.mul(f32x4.mul(dcell, g), f32x4.mul(i, f32x4.sub(one, i))));
      v128.store(Z + j + S, f32x4.mul(f32x4.mul(dcell, before), f32x4.mul(f, f32x4.sub(one, f))));
      v128.store(Z + j + 2 * S, f32x4.mul(f32x4.mul(dcell, i), f32x4.sub(one, f32x4.mul(g, g))));
      v128.store(Z + j + 3 * S, f32x4.mul(f32x4.mul(d, t), f32x4.mul(o, f32x4.sub(one, o))));
      v128.store(dc + j, f32x4.mul(dcell, f));
    }
    if (l > 0) addProductInput(dh + at - S, Wh, Z, 4 * H, H, N);
  }
}
