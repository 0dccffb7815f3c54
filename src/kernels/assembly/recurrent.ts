// Shared by the recurrent cells. In each step the input, a row of ones and the state are stacked, (K, N) with
// K = D + 1 + H, so that Wx x + b + Wh h is one product with [Wx | b | Wh], and the gradients of the three are columns
// of one sum.

import { ones } from './linear';
import { packRows } from './products';

/** [Wx | b | Wh] (M, D + 1 + H) in panels. */
export function packWeights(out: usize, Wx: usize, b: usize, Wh: usize, M: i32, D: i32, H: i32): void {
  const K = D + 1 + H;
  packRows(out, Wx, M, D, K, 0);
  packRows(out, b, M, 1, K, D);
  packRows(out, Wh, M, H, K, D + 1);
}

/** Writes input and ones of every step, and the initial state, which is zero. */
export function stackInputs(stack: usize, x: usize, L: i32, D: i32, H: i32, N: i32): void {
  const line = <usize>N << 2;
  const step = <usize>(D + 1 + H) * line;
  for (let l = 0; l < L; l++) {
    const at = stack + <usize>l * step;
    memory.copy(at, x + <usize>(l * D) * line, <usize>D * line);
    ones(at + <usize>D * line, N);
  }
  memory.fill(stack + <usize>(D + 1) * line, 0, <usize>H * line);
}
