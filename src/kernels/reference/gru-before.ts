/** The GRU whose reset gate scales the state before the product, gates r z n. */

import type { Kernels } from '../kernels.ts';
import { sigmoid } from './elementwise.ts';
import { affine, inputGradients, product, productInput, productWeights, split, steps } from './products.ts';

export const gruBefore: Pick<Kernels, 'gruBeforeScratch' | 'gruBeforeForward' | 'gruBeforeBackward'> = {
  // x, gates and r h of every step; dz and d(r h) of one step.
  gruBeforeScratch: (L, D, H, N) => (L * (D + 4 * H) + 4 * H) * N,

  gruBeforeForward(h, scratch, x, Wx, Wh, b, L, D, H, N) {
    const at = steps(N);
    const S = H * N;
    const [xs, gates, resets] = split(scratch, L * D * N, 3 * L * S, L * S);
    const [Wrz, Wn] = split(Wh, 2 * H * H, H * H);
    xs.set(x.subarray(0, xs.length));
    for (let l = 0; l < L; l++) {
      const G = at(gates, l, 3 * H);
      const [rh, now] = [at(resets, l, H), at(h, l, H)];
      const past = l > 0 ? at(h, l - 1, H) : new Float64Array(S);
      affine(G, Wx, at(x, l, D), b, 3 * H, D, N);
      product(G, Wrz, past, 2 * H, H, N, true);
      for (let j = 0; j < 2 * S; j++) G[j] = sigmoid(G[j]);
      for (let j = 0; j < S; j++) rh[j] = G[j] * past[j];
      product(G.subarray(2 * S), Wn, rh, H, H, N, true);
      for (let j = 0; j < S; j++) {
        const z = G[S + j];
        const n = (G[2 * S + j] = Math.tanh(G[2 * S + j]));
        now[j] = (1 - z) * past[j] + z * n;
      }
    }
  },

  gruBeforeBackward(dx, dWx, dWh, db, scratch, dh, h, Wx, Wh, L, D, H, N, wantsInput) {
    const at = steps(N);
    const S = H * N;
    const [xs, gates, resets, dz, drh] = split(scratch, L * D * N, 3 * L * S, L * S, 3 * S, S);
    const [Wrz, Wn] = split(Wh, 2 * H * H, H * H);
    const [dWrz, dWn] = split(dWh, 2 * H * H, H * H);
    for (let l = L - 1; l >= 0; l--) {
      const G = at(gates, l, 3 * H);
      const d = at(dh, l, H);
      const past = l > 0 ? at(h, l - 1, H) : new Float64Array(S);
      const dpast = l > 0 ? at(dh, l - 1, H) : new Float64Array(S);
      for (let j = 0; j < S; j++) {
        const [z, n] = [G[S + j], G[2 * S + j]];
        dz[S + j] = d[j] * (n - past[j]) * z * (1 - z);
        dz[2 * S + j] = d[j] * z * (1 - n * n);
        dpast[j] += d[j] * (1 - z);
      }
      productInput(drh, Wn, dz.subarray(2 * S), H, H, N, false);
      for (let j = 0; j < S; j++) {
        const r = G[j];
        dz[j] = drh[j] * past[j] * r * (1 - r);
        dpast[j] += drh[j] * r;
      }
      inputGradients(at(dx, l, D), dWx, db, dz, at(xs, l, D), Wx, 3 * H, D, N, wantsInput);
      productWeights(dWrz, dz, past, 2 * H, H, N);
      productWeights(dWn, dz.subarray(2 * S), at(resets, l, H), H, H, N);
      productInput(dpast, Wrz, dz, 2 * H, H, N, true);
    }
  },
};
