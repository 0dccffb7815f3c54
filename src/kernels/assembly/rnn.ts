// h' = tanh(Wx x + b + Wh h). Sizes and meaning: ../kernels.ts.

import { tanh4 } from './functions';
import { addProduct, addProductInput } from './products';

export function rnnForward(h: usize, Wh: usize, L: i32, H: i32, N: i32): void {
  const S = (<usize>H * <usize>N) << 2; // bytes of one step
  let at = h;
  for (let l = 0; l < L; l++) {
    if (l > 0) addProduct(at, Wh, at - S, H, H, N);
    for (const end = at + S; at < end; at += 16) v128.store(at, tanh4(v128.load(at)));
  }
}

export function rnnBackward(dz: usize, dh: usize, h: usize, Wh: usize, L: i32, H: i32, N: i32): void {
  const S = (<usize>H * <usize>N) << 2;
  const one = f32x4.splat(1);
  for (let l = L - 1; l >= 0; l--) {
    const at = <usize>l * S;
    for (let j = at; j < at + S; j += 16) {
      const y = v128.load(h + j);
      v128.store(dz + j, f32x4.mul(v128.load(dh + j), f32x4.sub(one, f32x4.mul(y, y))));
    }
    if (l > 0) addProductInput(dh + at - S, Wh, dz + at, H, H, N);
  }
}
