/**
 * What every kernel means, in plain loops. Runs in f64 for the gradient checks and for PyTorch's values;
 * nothing here is fast, and nothing that runs for a user uses it. See `kernels.ts` for the contract.
 */

import { ACTIVATIONS, LOSSES } from './kernels.ts';
import type { Floats, Kernels } from './kernels.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** z[.., n] (+)= W · x for one step: z (M, N), W (M, K), x (K, N), each from its own offset. */
function addProduct(
  z: Floats,
  z0: number,
  W: Floats,
  W0: number,
  x: Floats,
  x0: number,
  M: number,
  K: number,
  N: number,
) {
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = z[z0 + m * N + n];
      for (let k = 0; k < K; k++) sum += W[W0 + m * K + k] * x[x0 + k * N + n];
      z[z0 + m * N + n] = sum;
    }
}

/** dx (K, N) += Wᵀ · dz (M, N) for one step. */
function addProductInput(
  dx: Floats,
  dx0: number,
  W: Floats,
  W0: number,
  dz: Floats,
  dz0: number,
  M: number,
  K: number,
  N: number,
) {
  for (let k = 0; k < K; k++)
    for (let n = 0; n < N; n++) {
      let sum = dx[dx0 + k * N + n];
      for (let m = 0; m < M; m++) sum += W[W0 + m * K + k] * dz[dz0 + m * N + n];
      dx[dx0 + k * N + n] = sum;
    }
}

/** Kernels on the JavaScript heap, in f64 (or f32, to see what rounding does). */
export function referenceKernels(Numbers: typeof Float64Array | typeof Float32Array = Float64Array): Kernels {
  return {
    lanes: 1,
    floats: (length) => new Numbers(length),
    ints: (length) => new Int32Array(length),
    mark: () => 0,
    release: () => {},

    product(z, W, x, b, L, M, K, N, zStep, xStep) {
      for (let l = 0; l < L; l++) {
        for (let m = 0; m < M; m++) z.fill(b[m], l * zStep + m * N, l * zStep + (m + 1) * N);
        addProduct(z, l * zStep, W, 0, x, l * xStep, M, K, N);
      }
    },

    productInput(dx, W, dz, L, M, K, N, dxStep, dzStep) {
      for (let l = 0; l < L; l++) {
        dx.fill(0, l * dxStep, l * dxStep + K * N);
        addProductInput(dx, l * dxStep, W, 0, dz, l * dzStep, M, K, N);
      }
    },

    productWeights(dW, dz, x, L, M, K, N, dzStep, xStep) {
      for (let m = 0; m < M; m++)
        for (let k = 0; k < K; k++) {
          let sum = 0;
          for (let l = 0; l < L; l++)
            for (let n = 0; n < N; n++) sum += dz[l * dzStep + m * N + n] * x[l * xStep + k * N + n];
          dW[m * K + k] += sum;
        }
    },

    productBias(db, dz, L, M, N, dzStep) {
      for (let m = 0; m < M; m++) {
        let sum = 0;
        for (let l = 0; l < L; l++) for (let n = 0; n < N; n++) sum += dz[l * dzStep + m * N + n];
        db[m] += sum;
      }
    },

    rnnForward(h, Wh, L, H, N) {
      const S = H * N;
      for (let l = 0; l < L; l++) {
        if (l > 0) addProduct(h, l * S, Wh, 0, h, (l - 1) * S, H, H, N);
        for (let j = l * S; j < (l + 1) * S; j++) h[j] = Math.tanh(h[j]);
      }
    },

    rnnBackward(dz, dh, h, Wh, L, H, N) {
      const S = H * N;
      for (let l = L - 1; l >= 0; l--) {
        for (let j = l * S; j < (l + 1) * S; j++) dz[j] = dh[j] * (1 - h[j] * h[j]);
        if (l > 0) addProductInput(dh, (l - 1) * S, Wh, 0, dz, l * S, H, H, N);
      }
    },

    lstmForward(gates, c, tanhC, h, Wh, L, H, N) {
      const S = H * N;
      for (let l = 0; l < L; l++) {
        const G = l * 4 * S;
        if (l > 0) addProduct(gates, G, Wh, 0, h, (l - 1) * S, 4 * H, H, N);
        for (let j = 0; j < S; j++) {
          const i = sigmoid(gates[G + j]);
          const f = sigmoid(gates[G + S + j]);
          const g = Math.tanh(gates[G + 2 * S + j]);
          const o = sigmoid(gates[G + 3 * S + j]);
          const cell = (l > 0 ? f * c[(l - 1) * S + j] : 0) + i * g;
          gates[G + j] = i;
          gates[G + S + j] = f;
          gates[G + 2 * S + j] = g;
          gates[G + 3 * S + j] = o;
          c[l * S + j] = cell;
          tanhC[l * S + j] = Math.tanh(cell);
          h[l * S + j] = o * tanhC[l * S + j];
        }
      }
    },

    lstmBackward(dz, dh, dc, gates, c, tanhC, Wh, L, H, N) {
      const S = H * N;
      dc.fill(0, 0, S);
      for (let l = L - 1; l >= 0; l--) {
        const G = l * 4 * S;
        for (let j = 0; j < S; j++) {
          const i = gates[G + j];
          const f = gates[G + S + j];
          const g = gates[G + 2 * S + j];
          const o = gates[G + 3 * S + j];
          const t = tanhC[l * S + j];
          const before = l > 0 ? c[(l - 1) * S + j] : 0;
          const dcell = dc[j] + dh[l * S + j] * o * (1 - t * t);
          dz[G + j] = dcell * g * i * (1 - i);
          dz[G + S + j] = dcell * before * f * (1 - f);
          dz[G + 2 * S + j] = dcell * i * (1 - g * g);
          dz[G + 3 * S + j] = dh[l * S + j] * t * o * (1 - o);
          dc[j] = dcell * f;
        }
        if (l > 0) addProductInput(dh, (l - 1) * S, Wh, 0, dz, G, 4 * H, H, N);
      }
    },

    gruBeforeForward(gates, rh, h, Wh, L, H, N) {
      const S = H * N;
      for (let l = 0; l < L; l++) {
        const G = l * 3 * S;
        const P = (l - 1) * S;
        if (l > 0) addProduct(gates, G, Wh, 0, h, P, 2 * H, H, N);
        for (let j = 0; j < 2 * S; j++) gates[G + j] = sigmoid(gates[G + j]);
        for (let j = 0; j < S; j++) rh[l * S + j] = l > 0 ? gates[G + j] * h[P + j] : 0;
        if (l > 0) addProduct(gates, G + 2 * S, Wh, 2 * H * H, rh, l * S, H, H, N);
        for (let j = 0; j < S; j++) {
          const z = gates[G + S + j];
          const n = Math.tanh(gates[G + 2 * S + j]);
          gates[G + 2 * S + j] = n;
          h[l * S + j] = (l > 0 ? (1 - z) * h[P + j] : 0) + z * n;
        }
      }
    },

    gruBeforeBackward(dz, dh, drh, gates, h, Wh, L, H, N) {
      const S = H * N;
      for (let l = L - 1; l >= 0; l--) {
        const G = l * 3 * S;
        const P = (l - 1) * S;
        for (let j = 0; j < S; j++) {
          const z = gates[G + S + j];
          const n = gates[G + 2 * S + j];
          const d = dh[l * S + j];
          dz[G + S + j] = d * (n - (l > 0 ? h[P + j] : 0)) * z * (1 - z);
          dz[G + 2 * S + j] = d * z * (1 - n * n);
          if (l > 0) dh[P + j] += d * (1 - z);
        }
        drh.fill(0, 0, S);
        addProductInput(drh, 0, Wh, 2 * H * H, dz, G + 2 * S, H, H, N);
        for (let j = 0; j < S; j++) {
          const r = gates[G + j];
          dz[G + j] = drh[j] * (l > 0 ? h[P + j] : 0) * r * (1 - r);
          if (l > 0) dh[P + j] += drh[j] * r;
        }
        if (l > 0) addProductInput(dh, P, Wh, 0, dz, G, 2 * H, H, N);
      }
    },

    gruAfterForward(gates, nh, h, Wh, bh, L, H, N) {
      const S = H * N;
      for (let l = 0; l < L; l++) {
        const G = l * 3 * S;
        const P = (l - 1) * S;
        for (let m = 0; m < 2 * H; m++) for (let n = 0; n < N; n++) gates[G + m * N + n] += bh[m];
        for (let m = 0; m < H; m++) nh.fill(bh[2 * H + m], l * S + m * N, l * S + (m + 1) * N);
        if (l > 0) {
          addProduct(gates, G, Wh, 0, h, P, 2 * H, H, N);
          addProduct(nh, l * S, Wh, 2 * H * H, h, P, H, H, N);
        }
        for (let j = 0; j < S; j++) {
          const r = sigmoid(gates[G + j]);
          const z = sigmoid(gates[G + S + j]);
          const n = Math.tanh(gates[G + 2 * S + j] + r * nh[l * S + j]);
          gates[G + j] = r;
          gates[G + S + j] = z;
          gates[G + 2 * S + j] = n;
          h[l * S + j] = (1 - z) * n + (l > 0 ? z * h[P + j] : 0);
        }
      }
    },

    gruAfterBackward(dz, dnh, dh, gates, nh, h, Wh, L, H, N) {
      const S = H * N;
      for (let l = L - 1; l >= 0; l--) {
        const G = l * 3 * S;
        const P = (l - 1) * S;
        for (let j = 0; j < S; j++) {
          const r = gates[G + j];
          const z = gates[G + S + j];
          const n = gates[G + 2 * S + j];
          const d = dh[l * S + j];
          const dn = d * (1 - z) * (1 - n * n);
          dz[G + j] = dn * nh[l * S + j] * r * (1 - r);
          dz[G + S + j] = d * ((l > 0 ? h[P + j] : 0) - n) * z * (1 - z);
          dz[G + 2 * S + j] = dn;
          dnh[l * S + j] = dn * r;
          if (l > 0) dh[P + j] += d * z;
        }
        if (l > 0) {
          addProductInput(dh, P, Wh, 0, dz, G, 2 * H, H, N);
          addProductInput(dh, P, Wh, 2 * H * H, dnh, l * S, H, H, N);
        }
      }
    },

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
      // A place is dropped when its hash, as a share of 2³², lies below the rate. 32-bit integer hash with
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

    loss(dyhat, yhat, y, kind, parameter, O, N, count) {
      if (kind === LOSSES['cross-entropy']) return crossEntropy(dyhat, yhat, y, O, N, count);
      let sum = 0;
      for (let o = 0; o < O; o++)
        for (let n = 0; n < N; n++) {
          const j = o * N + n;
          if (n >= count) {
            dyhat[j] = 0;
            continue;
          }
          const e = yhat[j] - y[j];
          const a = Math.abs(e);
          switch (kind) {
            case LOSSES.mse:
              sum += e * e;
              dyhat[j] = (2 * e) / (O * count);
              break;
            case LOSSES.mae:
              sum += a;
              dyhat[j] = Math.sign(e) / (O * count);
              break;
            case LOSSES.huber:
              sum += a <= parameter ? 0.5 * e * e : parameter * (a - 0.5 * parameter);
              dyhat[j] = (a <= parameter ? e : parameter * Math.sign(e)) / (O * count);
              break;
            default: // pinball: q for a forecast that is too low, 1 - q for one that is too high
              sum += e < 0 ? -parameter * e : (1 - parameter) * e;
              dyhat[j] = (e < 0 ? -parameter : e > 0 ? 1 - parameter : 0) / (O * count);
          }
        }
      return sum / (O * count);
    },

    squaredNorm(x, length) {
      let sum = 0;
      for (let j = 0; j < length; j++) sum += x[j] * x[j];
      return sum;
    },

    scale(x, length, factor) {
      for (let j = 0; j < length; j++) x[j] *= factor;
    },

    penalty(dW, W, length, l1, l2) {
      let sum = 0;
      for (let j = 0; j < length; j++) {
        sum += l1 * Math.abs(W[j]) + l2 * W[j] * W[j];
        dW[j] += l1 * Math.sign(W[j]) + 2 * l2 * W[j];
      }
      return sum;
    },

    sgd(W, dW, v, length, rate, momentum, nesterov) {
      for (let j = 0; j < length; j++) {
        v[j] = momentum * v[j] + dW[j];
        W[j] -= rate * (nesterov ? dW[j] + momentum * v[j] : v[j]);
      }
    },

    rmsprop(W, dW, v, length, rate, decay, epsilon) {
      for (let j = 0; j < length; j++) {
        v[j] = decay * v[j] + (1 - decay) * dW[j] * dW[j];
        W[j] -= (rate * dW[j]) / (Math.sqrt(v[j]) + epsilon);
      }
    },

    adam(W, dW, m, v, length, rate, beta1, beta2, epsilon, bias1, bias2, weightDecay) {
      for (let j = 0; j < length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * dW[j];
        v[j] = beta2 * v[j] + (1 - beta2) * dW[j] * dW[j];
        W[j] -= rate * weightDecay * W[j];
        W[j] -= ((rate / bias1) * m[j]) / (Math.sqrt(v[j] / bias2) + epsilon);
      }
    },

    gather(x, data, starts, count, L, D, N) {
      for (let j = 0; j < L * D; j++)
        for (let n = 0; n < N; n++) x[j * N + n] = n < count ? data[starts[n] * D + j] : 0;
    },
  };
}

/** By the number in `ACTIVATIONS`; softmax mixes features and stands apart. */
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
function softmaxForward(y: Floats, z: Floats, L: number, D: number, N: number): void {
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

/** Mean over windows of log Σ e^yhat - yhat[label]; dyhat = (softmax - onehot) / count. */
function crossEntropy(
  dyhat: Floats,
  yhat: Floats,
  labels: Floats,
  O: number,
  N: number,
  count: number,
): number {
  softmaxForward(dyhat, yhat, 1, O, N);
  let sum = 0;
  for (let n = 0; n < N; n++) {
    let max = -Infinity;
    let total = 0;
    for (let o = 0; o < O; o++) max = Math.max(max, yhat[o * N + n]);
    for (let o = 0; o < O; o++) total += Math.exp(yhat[o * N + n] - max);
    if (n < count) sum += Math.log(total) + max - yhat[labels[n] * N + n];
    for (let o = 0; o < O; o++) {
      const j = o * N + n;
      dyhat[j] = n < count ? (dyhat[j] - (labels[n] === o ? 1 : 0)) / count : 0;
    }
  }
  return sum / count;
}
