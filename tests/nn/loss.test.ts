import { expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/reference/index.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';
import { Random } from '../../src/math/random.ts';
import { createClassLoss, createLoss } from '../../src/nn/loss.ts';

test.each([
  ['the reference', referenceKernels],
  ['WebAssembly', wasmKernels],
])('the loss of several steps of classes is the mean of their cross-entropies, in %s', (_, createKernels) => {
  const kernels = createKernels();
  const mark = kernels.mark();
  const [O, C, N] = [3, 4, Math.ceil(5 / kernels.lanes) * kernels.lanes];
  const count = 5;
  const random = new Random(8);
  const yhat = kernels.floats(O * C * N);
  const y = kernels.floats(O * N);
  const dyhat = kernels.floats(O * C * N);
  const part = kernels.floats(C * N);
  yhat.forEach((__, i) => (yhat[i] = random.normal()));
  y.forEach((__, i) => (y[i] = random.integer(C)));
  const all = createClassLoss(kernels, C).compute(dyhat, yhat, y, O, N, count);
  let sum = 0;
  for (let o = 0; o < O; o++) {
    const [from, to] = [o * C * N, (o + 1) * C * N];
    sum += createLoss(kernels, 'cross-entropy').compute(
      part,
      yhat.subarray(from, to),
      y.subarray(o * N, (o + 1) * N),
      C,
      N,
      count,
    );
    // f32 holds seven digits.
    expect(dyhat.subarray(from, to)).toBeAllClose(
      Array.from(part, (d) => d / O),
      { rtol: 1e-6 },
    );
  }
  expect(all).toBeCloseTo(sum / O, 12);
  kernels.release(mark);
});
