/** Long short-term memory, gates i f g o. */

import type { Kernels } from '../kernels.ts';
import { sigmoid } from './elementwise.ts';
import { affine, inputGradients, product, productInput, productWeights, split, steps } from './products.ts';

export const lstm: Pick<Kernels, 'lstmScratch' | 'lstmForward' | 'lstmBackward'> = {
  // x, gates, c and tanh(c) of every step; dz and dc of one step.
  lstmScratch: (L, D, H, N) => (L * (D + 6 * H) + 5 * H) * N,

  lstmForward(h, scratch, x, Wx, Wh, b, L, D, H, N) {
    const at = steps(N);
    const S = H * N;
    const [xs, gates, cells, tanhs] = split(scratch, L * D * N, 4 * L * S, L * S, L * S);
    xs.set(x.subarray(0, xs.length));
    for (let l = 0; l < L; l++) {
      const G = at(gates, l, 4 * H);
      const [c, t, now] = [at(cells, l, H), at(tanhs, l, H), at(h, l, H)];
      affine(G, Wx, at(x, l, D), b, 4 * H, D, N);
      if (l > 0) product(G, Wh, at(h, l - 1, H), 4 * H, H, N, true);
      for (let j = 0; j < S; j++) {
        const i = (G[j] = sigmoid(G[j]));
        const f = (G[S + j] = sigmoid(G[S + j]));
        const g = (G[2 * S + j] = Math.tanh(G[2 * S + j]));
        const o = (G[3 * S + j] = sigmoid(G[3 * S + j]));
        c[j] = (l > 0 ? f * at(cells, l - 1, H)[j] : 0) + i * g;
        t[j] = Math.tanh(c[j]);
        now[j] = o * t[j];
      }
    }
  },

  lstmBackward(dx, dWx, dWh, db, scratch, dh, h, Wx, Wh, L, D, H, N, wantsInput) {
    const at = steps(N);
    const S = H * N;
    const [xs, gates, cells, tanhs, dz, dc] = split(scratch, L * D * N, 4 * L * S, L * S, L * S, 4 * S, S);
    dc.fill(0);
    for (let l = L - 1; l >= 0; l--) {
      const G = at(gates, l, 4 * H);
      const [t, d] = [at(tanhs, l, H), at(dh, l, H)];
      for (let j = 0; j < S; j++) {
        const [i, f, g, o] = [G[j], G[S + j], G[2 * S + j], G[3 * S + j]];
        const previous = l > 0 ? at(cells, l - 1, H)[j] : 0;
        const dcell = dc[j] + d[j] * o * (1 - t[j] * t[j]);
        dz[j] = dcell * g * i * (1 - i);
        dz[S + j] = dcell * previous * f * (1 - f);
        dz[2 * S + j] = dcell * i * (1 - g * g);
        dz[3 * S + j] = d[j] * t[j] * o * (1 - o);
        dc[j] = dcell * f;
      }
      inputGradients(at(dx, l, D), dWx, db, dz, at(xs, l, D), Wx, 4 * H, D, N, wantsInput);
      if (l === 0) continue;
      productWeights(dWh, dz, at(h, l - 1, H), 4 * H, H, N);
      productInput(at(dh, l - 1, H), Wh, dz, 4 * H, H, N, true);
    }
  },
};
