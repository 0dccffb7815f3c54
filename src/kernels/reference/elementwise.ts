/** Activations, dropout, products and sums of single numbers. */

import { ACTIVATIONS } from '../kernels.ts';
import type { Floats, Kernels } from '../kernels.ts';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const elementwise: Pick<
  Kernels,
  'activationForward' | 'activationBackward' | 'dropoutForward' | 'multiply' | 'add' | 'swap'
> = {
  activationForward(y, z, kind, L, D, N) {
    if (kind === ACTIVATIONS.softmax) return softmaxForward(y, z, L, D, N);
    const f = functions[kind];
    for (let j = 0; j < L * D * N; j++) y[j] = f(z[j]);
  },

  activationBackward(dz, dy, z, y, kind, L, D, N) {
    if (kind === ACTIVATIONS.softmax) return softmaxBackward(dz, dy, y, L, D, N);
    const slope = slopes[kind];
    for (let j = 0; j < L * D * N; j++) dz[j] = dy[j] * slope(z[j], y[j]);
  },

  dropoutForward(y, mask, x, length, rate, seed) {
    // A unit is dropped if the hash of its position, as a share of 2³², lies below the rate. 32-bit integer hash with
    // the multipliers that C. Wellons found by search ("lowbias32", 2018).
    const threshold = Math.floor(rate * 4294967296);
    const keep = 1 / (1 - rate);
    for (let j = 0; j < length; j++) {
      let u = (j ^ seed) >>> 0;
      u = Math.imul(u ^ (u >>> 16), 0x7feb352d);
      u = Math.imul(u ^ (u >>> 15), 0x846ca68b);
      u = (u ^ (u >>> 16)) >>> 0;
      mask[j] = u < threshold ? 0 : keep;
      y[j] = x[j] * mask[j];
    }
  },

  multiply(out, a, b, length) {
    for (let j = 0; j < length; j++) out[j] = a[j] * b[j];
  },

  add(out, a, b, length) {
    for (let j = 0; j < length; j++) out[j] = a[j] + b[j];
  },

  swap(out, x, A, B, N) {
    for (let a = 0; a < A; a++)
      for (let b = 0; b < B; b++)
        for (let n = 0; n < N; n++) out[(b * A + a) * N + n] = x[(a * B + b) * N + n];
  },
};

/** By the number in `ACTIVATIONS`; softmax, which mixes features, is separate. */
const functions: Record<number, (z: number) => number> = {
  [ACTIVATIONS.identity]: (z) => z,
  [ACTIVATIONS.sigmoid]: sigmoid,
  [ACTIVATIONS.tanh]: Math.tanh,
  [ACTIVATIONS.relu]: (z) => (z > 0 ? z : 0),
  [ACTIVATIONS.swish]: (z) => z * sigmoid(z),
  [ACTIVATIONS.step]: (z) => (z > 0 ? 1 : 0),
};

const slopes: Record<number, (z: number, y: number) => number> = {
  [ACTIVATIONS.identity]: () => 1,
  [ACTIVATIONS.sigmoid]: (_, y) => y * (1 - y),
  [ACTIVATIONS.tanh]: (_, y) => 1 - y * y,
  [ACTIVATIONS.relu]: (z) => (z > 0 ? 1 : 0),
  [ACTIVATIONS.swish]: (z, y) => {
    const s = sigmoid(z);
    return s + y * (1 - s);
  },
  [ACTIVATIONS.step]: () => 0,
};

/** y = e^(z - max) / Σ e^(z - max) over D, for every step and window. */
export function softmaxForward(y: Floats, z: Floats, L: number, D: number, N: number): void {
  for (let l = 0; l < L; l++)
    for (let n = 0; n < N; n++) {
      const at = (d: number): number => l * D * N + d * N + n;
      let max = -Infinity;
      let sum = 0;
      for (let d = 0; d < D; d++) max = Math.max(max, z[at(d)]);
      for (let d = 0; d < D; d++) sum += y[at(d)] = Math.exp(z[at(d)] - max);
      for (let d = 0; d < D; d++) y[at(d)] /= sum;
    }
}

/** dz = y (dy - Σ dy y) over D. */
function softmaxBackward(dz: Floats, dy: Floats, y: Floats, L: number, D: number, N: number): void {
  for (let l = 0; l < L; l++)
    for (let n = 0; n < N; n++) {
      const at = (d: number): number => l * D * N + d * N + n;
      let dot = 0;
      for (let d = 0; d < D; d++) dot += dy[at(d)] * y[at(d)];
      for (let d = 0; d < D; d++) dz[at(d)] = y[at(d)] * (dy[at(d)] - dot);
    }
}
