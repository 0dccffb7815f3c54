import { describe, expect, test } from 'vitest';
import { ACTIVATIONS, LOSSES } from '../../src/kernels/kernels.ts';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { allWasmKernels } from '../helpers/relaxed.ts';

/** Largest absolute difference over a grid that covers the curve and both flat ends. */
function worst(kernels: Kernels, kind: number, exact: (x: number) => number): number {
  const mark = kernels.mark();
  const N = 400_000;
  const [z, y] = [kernels.floats(N), kernels.floats(N)];
  for (let j = 0; j < N; j++) z[j] = (j / N) * 40 - 20;
  kernels.activationForward(y, z, kind, 1, 1, N);
  let error = 0;
  for (let j = 0; j < N; j++) error = Math.max(error, Math.abs(y[j] - exact(z[j])));
  kernels.release(mark);
  return error;
}

describe.each(allWasmKernels())('%s kernels', (_name, kernels) => {
  test('tanh is within 4e-7 of the exact value', () => {
    expect(worst(kernels, ACTIVATIONS.tanh, Math.tanh)).toBeLessThan(4e-7);
  });

  test('sigmoid is within 3e-7 of the exact value', () => {
    expect(worst(kernels, ACTIVATIONS.sigmoid, (x) => 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7);
  });

  test('tanh and sigmoid of NaN are NaN, and of infinity their limits', () => {
    const mark = kernels.mark();
    const [z, y] = [kernels.floats(8), kernels.floats(8)];
    z.set([NaN, Infinity, -Infinity, 0, 1e30, -1e30, 0, 0]);
    kernels.activationForward(y, z, ACTIVATIONS.tanh, 1, 1, 8);
    expect(Array.from(y.subarray(0, 6), (v) => Math.round(v * 1e6) / 1e6)).toEqual([NaN, 1, -1, 0, 1, -1]);
    kernels.activationForward(y, z, ACTIVATIONS.sigmoid, 1, 1, 8);
    expect(Array.from(y.subarray(0, 6), (v) => Math.round(v * 1e6) / 1e6)).toEqual([NaN, 1, 0, 0.5, 1, 0]);
    kernels.release(mark);
  });

  test('exp is within a relative 2e-7 of the exact value', () => {
    // Softmax over a logit and zero, its own share of both: e^z / (e^z + 1) tells e^z while it is small.
    const mark = kernels.mark();
    const N = 80_000;
    const [z, y] = [kernels.floats(2 * N), kernels.floats(2 * N)];
    for (let n = 0; n < N; n++) z[n] = -((n / N) * 87);
    kernels.activationForward(y, z, ACTIVATIONS.softmax, 1, 2, N);
    let error = 0;
    for (let n = 0; n < N; n++) {
      const e = Math.exp(z[n]);
      error = Math.max(error, Math.abs(y[n] / (e / (1 + e)) - 1));
    }
    kernels.release(mark);
    // exp itself, the sum and the quotient round once each: 2e-7 + 2 x 6e-8.
    expect(error).toBeLessThan(3.2e-7);
  });

  test('softmax and its logarithm keep their precision at large and small logits', () => {
    const mark = kernels.mark();
    const [z, y, labels, d] = [kernels.floats(16), kernels.floats(16), kernels.floats(8), kernels.floats(16)];
    const gaps = [0, 0.1, 1, 5, 20, 60, 80, -3];
    gaps.forEach((gap, n) => {
      z[n] = 1000 + gap;
      z[8 + n] = 1000;
    });
    const exact = gaps.map((_, n) => 1 / (1 + Math.exp(-(z[n] - z[8 + n]))));
    kernels.activationForward(y, z, ACTIVATIONS.softmax, 1, 2, 8);
    expect(y.subarray(0, 8)).toBeAllClose(exact, { rtol: 3e-7 });
    const loss = kernels.loss(d, z, labels, 0, LOSSES['cross-entropy'], 0, 2, 8, 8);
    const expected = exact.reduce((sum, p) => sum - Math.log(p), 0) / 8;
    expect([loss]).toBeAllClose([expected], { rtol: 1e-6 });
    kernels.release(mark);
  });
});
