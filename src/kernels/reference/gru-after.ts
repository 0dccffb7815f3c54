/** The GRU whose reset gate scales the product, gates r z n. */

import type { Kernels } from '../kernels.ts';
import { sigmoid } from './elementwise.ts';
import {
  affine,
  inputGradients,
  productBias,
  productInput,
  productWeights,
  split,
  steps,
} from './products.ts';

export const gruAfter: Pick<Kernels, 'gruAfterScratch' | 'gruAfterForward' | 'gruAfterBackward'> = {
  // x, gates and Whn h + bhn of every step; dz of one step, and dz with its n part scaled by r.
  gruAfterScratch: (L, D, H, N) => (L * (D + 4 * H) + 6 * H) * N,

  gruAfterForward(h, scratch, x, Wx, Wh, b, bh, L, D, H, N) {
    const at = steps(N);
    const S = H * N;
    const [xs, gates, states, zh] = split(scratch, L * D * N, 3 * L * S, L * S, 3 * S);
    xs.set(x.subarray(0, xs.length));
    for (let l = 0; l < L; l++) {
      const G = at(gates, l, 3 * H);
      const [nh, now] = [at(states, l, H), at(h, l, H)];
      const past = l > 0 ? at(h, l - 1, H) : new Float64Array(S);
      affine(G, Wx, at(x, l, D), b, 3 * H, D, N);
      affine(zh, Wh, past, bh, 3 * H, H, N);
      nh.set(zh.subarray(2 * S, 3 * S));
      for (let j = 0; j < S; j++) {
        const r = (G[j] = sigmoid(G[j] + zh[j]));
        const z = (G[S + j] = sigmoid(G[S + j] + zh[S + j]));
        const n = (G[2 * S + j] = Math.tanh(G[2 * S + j] + r * nh[j]));
        now[j] = (1 - z) * n + z * past[j];
      }
    }
  },

  gruAfterBackward(dx, dWx, dWh, db, dbh, scratch, dh, h, Wx, Wh, L, D, H, N, wantsInput) {
    const at = steps(N);
    const S = H * N;
    const [xs, gates, states, dz, dzh] = split(scratch, L * D * N, 3 * L * S, L * S, 3 * S, 3 * S);
    for (let l = L - 1; l >= 0; l--) {
      const G = at(gates, l, 3 * H);
      const [nh, d] = [at(states, l, H), at(dh, l, H)];
      const past = l > 0 ? at(h, l - 1, H) : new Float64Array(S);
      const dpast = l > 0 ? at(dh, l - 1, H) : new Float64Array(S);
      for (let j = 0; j < S; j++) {
        const [r, z, n] = [G[j], G[S + j], G[2 * S + j]];
        const dn = d[j] * (1 - z) * (1 - n * n);
        dzh[j] = dz[j] = dn * nh[j] * r * (1 - r);
        dzh[S + j] = dz[S + j] = d[j] * (past[j] - n) * z * (1 - z);
        dz[2 * S + j] = dn;
        dzh[2 * S + j] = dn * r;
        dpast[j] += d[j] * z;
      }
      inputGradients(at(dx, l, D), dWx, db, dz, at(xs, l, D), Wx, 3 * H, D, N, wantsInput);
      productWeights(dWh, dzh, past, 3 * H, H, N);
      productBias(dbh, dzh, 3 * H, N);
      productInput(dpast, Wh, dzh, 3 * H, H, N, true);
    }
  },
};
