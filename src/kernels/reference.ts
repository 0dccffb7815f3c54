/**
 * What every kernel means, in plain loops. Runs in f64 for the gradient checks and for PyTorch's values;
 * nothing here is fast, and nothing that runs for a user uses it. See `kernels.ts` for the contract.
 */

import { ACTIVATIONS, LOSSES } from './kernels.ts';
import type { Floats, Kernels } from './kernels.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** z (M, N) = or += W (M, K) · x (K, N). */
function product(z: Floats, W: Floats, x: Floats, M: number, K: number, N: number, adds: boolean): void {
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = adds ? z[m * N + n] : 0;
      for (let k = 0; k < K; k++) sum += W[m * K + k] * x[k * N + n];
      z[m * N + n] = sum;
    }
}

/** dx (K, N) = or += Wᵀ · dz (M, N). */
function productInput(
  dx: Floats,
  W: Floats,
  dz: Floats,
  M: number,
  K: number,
  N: number,
  adds: boolean,
): void {
  for (let k = 0; k < K; k++)
    for (let n = 0; n < N; n++) {
      let sum = adds ? dx[k * N + n] : 0;
      for (let m = 0; m < M; m++) sum += W[m * K + k] * dz[m * N + n];
      dx[k * N + n] = sum;
    }
}

/** Adds dz (M, N) · xᵀ (N, K) to dW (M, K). */
function productWeights(dW: Floats, dz: Floats, x: Floats, M: number, K: number, N: number): void {
  for (let m = 0; m < M; m++)
    for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) dW[m * K + k] += dz[m * N + n] * x[k * N + n];
}

/** Adds Σ_n dz (M, N) to db (M). */
function productBias(db: Floats, dz: Floats, M: number, N: number): void {
  for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) db[m] += dz[m * N + n];
}

/** z (M, N) = W (M, K) · x (K, N) + b (M). */
function affine(z: Floats, W: Floats, x: Floats, b: Floats, M: number, K: number, N: number): void {
  for (let m = 0; m < M; m++) z.fill(b[m], m * N, (m + 1) * N);
  product(z, W, x, M, K, N, true);
}

/** What all recurrent layers add up in a step: the gradients of Wx and b, and that of x where it is wanted. */
function inputGradients(
  dx: Floats,
  dWx: Floats,
  db: Floats,
  dz: Floats,
  x: Floats,
  Wx: Floats,
  M: number,
  D: number,
  N: number,
  wantsInput: number,
): void {
  productWeights(dWx, dz, x, M, D, N);
  productBias(db, dz, M, N);
  if (wantsInput) productInput(dx, Wx, dz, M, D, N, false);
}

/** The step `l` of a sequence (L, size, N). */
const steps =
  (N: number) =>
  (sequence: Floats, l: number, size: number): Floats =>
    sequence.subarray(l * size * N, (l + 1) * size * N);

/** Pieces of these lengths, one after the other. */
function split(floats: Floats, ...lengths: readonly number[]): Floats[] {
  let from = 0;
  return lengths.map((length) => floats.subarray(from, (from += length)));
}

/** Kernels on the JavaScript heap, in f64 (or f32, to see what rounding does). */
export function referenceKernels(Numbers: typeof Float64Array | typeof Float32Array = Float64Array): Kernels {
  return {
    lanes: 1,
    floats: (length) => new Numbers(length),
    ints: (length) => new Int32Array(length),
    mark: () => 0,
    release: () => {},

    linearScratch: (D, _, N) => D * N,

    linearForward(z, scratch, x, W, b, D, H, N) {
      scratch.set(x.subarray(0, D * N));
      affine(z, W, x, b, H, D, N);
    },

    linearBackward(dx, dW, db, scratch, dz, W, D, H, N, wantsInput) {
      inputGradients(dx, dW, db, dz, scratch, W, H, D, N, wantsInput);
    },

    // Scratch of every recurrent layer: x, then what the layer names, step after step.
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

    // x, gates, c, tanh(c), dz and dc.
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
          const before = l > 0 ? at(cells, l - 1, H)[j] : 0;
          const dcell = dc[j] + d[j] * o * (1 - t[j] * t[j]);
          dz[j] = dcell * g * i * (1 - i);
          dz[S + j] = dcell * before * f * (1 - f);
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

    // x, gates, r h, dz and d(r h).
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

    // x, gates, Whn h + bhn, dz and its n part scaled by r.
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

    penalty(dW, W, length, l1, l2) {
      let sum = 0;
      for (let j = 0; j < length; j++) {
        sum += l1 * Math.abs(W[j]) + l2 * W[j] * W[j];
        dW[j] += l1 * Math.sign(W[j]) + 2 * l2 * W[j];
      }
      return sum;
    },

    sgd(W, dW, v, length, factor, rate, momentum, nesterov) {
      for (let j = 0; j < length; j++) {
        const d = dW[j] * factor;
        dW[j] = 0;
        v[j] = momentum * v[j] + d;
        W[j] -= rate * (nesterov ? d + momentum * v[j] : v[j]);
      }
    },

    rmsprop(W, dW, v, length, factor, rate, decay, epsilon) {
      for (let j = 0; j < length; j++) {
        const d = dW[j] * factor;
        dW[j] = 0;
        v[j] = decay * v[j] + (1 - decay) * d * d;
        W[j] -= (rate * d) / (Math.sqrt(v[j]) + epsilon);
      }
    },

    adam(W, dW, m, v, length, factor, rate, beta1, beta2, epsilon, bias1, bias2, weightDecay) {
      for (let j = 0; j < length; j++) {
        const d = dW[j] * factor;
        dW[j] = 0;
        m[j] = beta1 * m[j] + (1 - beta1) * d;
        v[j] = beta2 * v[j] + (1 - beta2) * d * d;
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
