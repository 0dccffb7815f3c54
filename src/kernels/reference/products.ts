/** Products of matrices and batches, and their gradients: what dense and recurrent layers are computed from. */

import type { Floats } from '../kernels.ts';

/** z (M, N) = or += W (M, K) · x (K, N). */
export function product(
  z: Floats,
  W: Floats,
  x: Floats,
  M: number,
  K: number,
  N: number,
  adds: boolean,
): void {
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = adds ? z[m * N + n] : 0;
      for (let k = 0; k < K; k++) sum += W[m * K + k] * x[k * N + n];
      z[m * N + n] = sum;
    }
}

/** dx (K, N) = or += Wᵀ · dz (M, N). */
export function productInput(
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
export function productWeights(dW: Floats, dz: Floats, x: Floats, M: number, K: number, N: number): void {
  for (let m = 0; m < M; m++)
    for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) dW[m * K + k] += dz[m * N + n] * x[k * N + n];
}

/** Adds Σ_n dz (M, N) to db (M). */
export function productBias(db: Floats, dz: Floats, M: number, N: number): void {
  for (let m = 0; m < M; m++) for (let n = 0; n < N; n++) db[m] += dz[m * N + n];
}

/** z (M, N) = W (M, K) · x (K, N) + b (M). */
export function affine(z: Floats, W: Floats, x: Floats, b: Floats, M: number, K: number, N: number): void {
  for (let m = 0; m < M; m++) z.fill(b[m], m * N, (m + 1) * N);
  product(z, W, x, M, K, N, true);
}

/** Adds the gradients of Wx and b in one step of a recurrent layer, and writes that of x if it is wanted. */
export function inputGradients(
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

/** Returns step `l` of a sequence (L, size, N). */
export const steps =
  (N: number) =>
  (sequence: Floats, l: number, size: number): Floats =>
    sequence.subarray(l * size * N, (l + 1) * size * N);

/** Consecutive parts of these lengths. */
export function split(floats: Floats, ...lengths: readonly number[]): Floats[] {
  let from = 0;
  return lengths.map((length) => floats.subarray(from, (from += length)));
}
