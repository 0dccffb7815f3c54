/** The vanilla recurrent layer: h' = tanh(Wx x + b + Wh h). */

import type { Kernels } from '../kernels.ts';
import { affine, inputGradients, product, productInput, productWeights, steps } from './products.ts';

export const rnn: Pick<Kernels, 'rnnScratch' | 'rnnForward' | 'rnnBackward'> = {
  // x of every step, and dz of one step.
  rnnScratch: (L, D, H, N) => (L * D + H) * N,

  rnnForward(h, scratch, x, Wx, Wh, b, L, D, H, N) {
    const at = steps(N);
    scratch.set(x.subarray(0, L * D * N));
    for (let l = 0; l < L; l++) {
      const now = at(h, l, H);
      affine(now, Wx, at(x, l, D), b, H, D, N);
      if (l > 0) product(now, Wh, at(h, l - 1, H), H, H, N, true);
      for (let j = 0; j < H * N; j++) now[j] = Math.tanh(now[j]);
    }
  },

  rnnBackward(dx, dWx, dWh, db, scratch, dh, h, Wx, Wh, L, D, H, N, wantsInput) {
    const at = steps(N);
    const dz = scratch.subarray(L * D * N);
    for (let l = L - 1; l >= 0; l--) {
      const [now, d] = [at(h, l, H), at(dh, l, H)];
      for (let j = 0; j < H * N; j++) dz[j] = d[j] * (1 - now[j] * now[j]);
      inputGradients(at(dx, l, D), dWx, db, dz, at(scratch, l, D), Wx, H, D, N, wantsInput);
      if (l === 0) continue;
      productWeights(dWh, dz, at(h, l - 1, H), H, H, N);
      productInput(at(dh, l - 1, H), Wh, dz, H, H, N, true);
    }
  },
};
