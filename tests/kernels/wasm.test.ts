import { describe, expect, test } from 'vitest';
import { ACTIVATIONS, LOSSES } from '../../src/kernels/kernels.ts';
import type { Floats, Kernels } from '../../src/kernels/kernels.ts';
import { referenceKernels } from '../../src/kernels/reference.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';
import { Random } from '../../src/math/random.ts';

const wasm = wasmKernels();
const reference = referenceKernels();

// Sizes that fill tiles and lanes, and sizes that do not: M and K are tiled by 4 and 2, N comes in eights.
const sizes = [
  { L: 1, D: 1, H: 1, N: 8 },
  { L: 2, D: 3, H: 5, N: 8 },
  { L: 3, D: 4, H: 8, N: 16 },
  { L: 5, D: 1, H: 50, N: 32 },
  { L: 4, D: 7, H: 13, N: 24 },
  { L: 30, D: 1, H: 32, N: 32 },
];

// f32 has 24 bits (6e-8); sums over up to 1,500 terms and 30 recurrent steps lose some of them.
const tolerance = { rtol: 2e-4, atol: 5e-5 };

/** Runs one kernel on both, from the same numbers, and compares every array it was given. */
function same(run: (kernels: Kernels, array: (length: number, scale?: number) => Floats) => Floats[]): void {
  const mark = wasm.mark();
  const results = [wasm, reference].map((kernels) => {
    const random = new Random(5);
    return run(kernels, (length, scale = 1) => {
      const out = kernels.floats(length);
      for (let j = 0; j < length; j++) out[j] = Math.fround(random.normal() * scale);
      return out;
    });
  });
  results[0].forEach((array, index) => expect(array).toBeAllClose(results[1][index], tolerance));
  wasm.release(mark);
}

describe.each(sizes)('wasm does what the reference says at L $L, D $D, H $H, N $N', ({ L, D, H, N }) => {
  const S = H * N;

  test('products', () => {
    same((k, array) => {
      const [W, x, b, dz] = [array(H * D), array(L * D * N), array(H), array(L * S)];
      const [z, dx, dW, db] = [array(L * S), array(L * D * N), array(H * D), array(H)];
      k.product(z, W, x, b, L, H, D, N, S, D * N);
      k.productInput(dx, W, dz, L, H, D, N, D * N, S);
      k.productWeights(dW, dz, x, L, H, D, N, S, D * N);
      k.productBias(db, dz, L, H, N, S);
      return [z, dx, dW, db];
    });
  });

  test('rnn', () => {
    same((k, array) => {
      const [Wh, h, dh, dz] = [array(H * H, 0.2), array(L * S), array(L * S), array(L * S)];
      k.rnnForward(h, Wh, L, H, N);
      k.rnnBackward(dz, dh, h, Wh, L, H, N);
      return [h, dz];
    });
  });

  test('lstm', () => {
    same((k, array) => {
      const [Wh, gates, dh] = [array(4 * H * H, 0.2), array(4 * L * S), array(L * S)];
      const [c, tanhC, h, dz, dc] = [array(L * S), array(L * S), array(L * S), array(4 * L * S), array(S)];
      k.lstmForward(gates, c, tanhC, h, Wh, L, H, N);
      k.lstmBackward(dz, dh, dc, gates, c, tanhC, Wh, L, H, N);
      return [gates, c, h, dz];
    });
  });

  test('gru, reset before', () => {
    same((k, array) => {
      const [Wh, gates, dh] = [array(3 * H * H, 0.2), array(3 * L * S), array(L * S)];
      const [rh, h, dz, drh] = [array(L * S), array(L * S), array(3 * L * S), array(S)];
      k.gruBeforeForward(gates, rh, h, Wh, L, H, N);
      k.gruBeforeBackward(dz, dh, drh, gates, h, Wh, L, H, N);
      return [gates, rh, h, dz];
    });
  });

  test('gru, reset after', () => {
    same((k, array) => {
      const [Wh, bh, gates, dh] = [array(3 * H * H, 0.2), array(3 * H), array(3 * L * S), array(L * S)];
      const [nh, h, dz, dnh] = [array(L * S), array(L * S), array(3 * L * S), array(L * S)];
      k.gruAfterForward(gates, nh, h, Wh, bh, L, H, N);
      k.gruAfterBackward(dz, dnh, dh, gates, nh, h, Wh, L, H, N);
      return [gates, nh, h, dz, dnh];
    });
  });

  test.each(Object.entries(ACTIVATIONS))('activation %s', (_, kind) => {
    same((k, array) => {
      const [z, dy, y, dz] = [array(L * S, 2), array(L * S), array(L * S), array(L * S)];
      k.activationForward(y, z, kind, L, H, N);
      k.activationBackward(dz, dy, z, y, kind, L, H, N);
      return [y, dz];
    });
  });

  test.each(Object.entries(LOSSES))('loss %s, the last three windows absent', (name, kind) => {
    same((k, array) => {
      const [yhat, y, dyhat] = [array(S), array(S), array(S)];
      if (name === 'cross-entropy') for (let n = 0; n < N; n++) y[n] = n % H;
      const value = k.loss(dyhat, yhat, y, kind, 0.7, H, N, N - 3);
      for (let o = 0; o < H; o++)
        expect(Array.from(dyhat.subarray(o * N + N - 3, (o + 1) * N))).toEqual([0, 0, 0]);
      return [dyhat, new Float64Array([value])];
    });
  });

  test('optimizers, norm, scaling and penalty', () => {
    same((k, array) => {
      const length = Math.ceil(S / 16) * 16;
      const [W, dW, m, v] = [array(length), array(length), array(length), array(length)];
      for (let j = 0; j < length; j++) v[j] = Math.abs(v[j]);
      const norm = k.squaredNorm(dW, length);
      k.scale(dW, length, 0.3);
      const penalty = k.penalty(dW, W, S, 0.01, 0.02);
      k.sgd(W, dW, m, length, 0.1, 0.9, 0);
      k.sgd(W, dW, m, length, 0.1, 0.9, 1);
      k.rmsprop(W, dW, v, length, 0.01, 0.9, 1e-8);
      k.adam(W, dW, m, v, length, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.001, 0.05);
      return [W, dW, m, v, new Float64Array([norm, penalty])];
    });
  });

  test('windows are gathered to the bit, absent ones as zeros', () => {
    const rows = 40 + L;
    same((k, array) => {
      const [data, x] = [array(rows * D), array(L * D * N)];
      const starts = k.ints(N);
      for (let n = 0; n < N; n++) starts[n] = (n * 7) % 40;
      k.gather(x, data, starts, N - 2, L, D, N);
      expect(x[(L * D - 1) * N]).toBe(data[L * D - 1]);
      expect(x[N - 1]).toBe(0);
      return [x];
    });
  });

  test('dropout draws the same units to the bit, about as many as asked for', () => {
    const masks = [wasm, reference].map((k) => {
      const x = k.floats(L * S).fill(1);
      const [y, mask] = [k.floats(L * S), k.floats(L * S)];
      k.dropoutForward(y, mask, x, L * S, 0.3, 12345);
      expect(Array.from(y)).toEqual(Array.from(mask));
      return Array.from(mask, (value) => (value === 0 ? 0 : 1));
    });
    expect(masks[0]).toEqual(masks[1]);
    const share = masks[0].filter((kept) => kept === 0).length / masks[0].length;
    // Five standard deviations of a binomial share.
    expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / masks[0].length));
  });
});

test('the arena starts again where it was marked, with zeros', () => {
  const mark = wasm.mark();
  const first = wasm.floats(100).fill(7);
  wasm.release(mark);
  const second = wasm.floats(100);
  expect(second.byteOffset).toBe(first.byteOffset);
  expect(second.every((value) => value === 0)).toBe(true);
  wasm.release(mark);
});

test('views stay valid when the memory grows', () => {
  const mark = wasm.mark();
  const before = wasm.floats(8).fill(3);
  wasm.floats(5_000_000);
  expect(before[7]).toBe(3);
  expect(wasm.squaredNorm(before, 8)).toBe(72);
  wasm.release(mark);
});

test('a window forecasts the same bits whatever shares its batch', () => {
  const mark = wasm.mark();
  const [D, H] = [3, 5];
  const random = new Random(2);
  const W = wasm.floats(H * D).map(() => random.normal());
  const run = (N: number, place: number): number[] => {
    const [x, z, y] = [wasm.floats(D * N), wasm.floats(H * N), wasm.floats(H * N)];
    for (let j = 0; j < x.length; j++) x[j] = random.normal();
    for (let d = 0; d < D; d++) x[d * N + place] = d - 0.7;
    const [weights, bias] = [wasm.floats(H * D), wasm.floats(H)];
    weights.set(W);
    wasm.product(z, weights, x, bias, 1, H, D, N, 0, 0);
    wasm.activationForward(y, z, ACTIVATIONS.tanh, 1, H, N);
    return Array.from({ length: H }, (_, h) => y[h * N + place]);
  };
  expect(run(8, 0)).toEqual(run(32, 17));
  wasm.release(mark);
});
