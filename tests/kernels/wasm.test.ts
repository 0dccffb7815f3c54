import { describe, expect, test } from 'vitest';
import { ACTIVATIONS, LOSSES } from '../../src/kernels/kernels.ts';
import type { Floats, Kernels } from '../../src/kernels/kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/index.ts';
import { Random } from '../../src/math/random.ts';
import { allWasmKernels } from '../helpers/relaxed.ts';

const builds = allWasmKernels();
const [[, wasm]] = builds;
const reference = referenceKernels();

// Sizes that fill tiles and lanes, and sizes that do not: rows are tiled by 4, 2 and 1, features by 16, 8 and what is left,
// windows come in eights.
const sizes = [
  { L: 1, D: 1, H: 1, N: 8 },
  { L: 2, D: 3, H: 5, N: 8 },
  { L: 3, D: 4, H: 8, N: 16 },
  { L: 5, D: 1, H: 50, N: 32 },
  { L: 4, D: 7, H: 13, N: 24 },
  { L: 30, D: 1, H: 32, N: 32 },
  { L: 3, D: 50, H: 50, N: 32 },
  { L: 2, D: 16, H: 15, N: 8 },
];

// f32 has 24 bits (6e-8); sums over up to 1,500 terms and 30 recurrent steps lose some of them.
const tolerance = { rtol: 2e-4, atol: 5e-5 };

type Call = (kernels: Kernels, array: (length: number, scale?: number) => Floats) => Floats[];

/** Runs one kernel of each build and of the reference, from the same numbers, and compares every array it was given. */
function same(call: Call): void {
  const expected = resultsOf(reference, call);
  for (const [, kernels] of builds) {
    const mark = kernels.mark();
    resultsOf(kernels, call).forEach((array, index) =>
      expect(array).toBeAllClose(expected[index], tolerance),
    );
    kernels.release(mark);
  }
}

function resultsOf(kernels: Kernels, call: Call): Floats[] {
  const random = new Random(5);
  return call(kernels, (length, scale = 1) => {
    const out = kernels.floats(length);
    for (let j = 0; j < length; j++) out[j] = Math.fround(random.normal() * scale);
    return out;
  });
}

describe.each(sizes)(
  'every build does what the reference says at L $L, D $D, H $H, N $N',
  ({ L, D, H, N }) => {
    const S = H * N;

    test('linear', () => {
      same((k, array) => {
        const [W, x, b, dz] = [array(H * D), array(D * N), array(H), array(S)];
        const [z, dx, dW, db] = [array(S), array(D * N), array(H * D), array(H)];
        const scratch = k.floats(k.linearScratch(D, H, N));
        k.linearForward(z, scratch, x, W, b, D, H, N);
        k.linearBackward(dx, dW, db, scratch, dz, W, D, H, N, 1);
        return [z, dx, dW, db];
      });
    });

    test.each(['rnn', 'lstm', 'gruBefore'] as const)('%s', (cell) => {
      const G = { rnn: 1, lstm: 4, gruBefore: 3 }[cell];
      same((k, array) => {
        const [Wx, Wh, b] = [array(G * H * D, 0.4), array(G * H * H, 0.2), array(G * H)];
        const [x, dh, h] = [array(L * D * N), array(L * S), array(L * S)];
        const [dx, dWx, dWh, db] = [array(L * D * N), array(G * H * D), array(G * H * H), array(G * H)];
        const scratch = k.floats(k[`${cell}Scratch`](L, D, H, N));
        k[`${cell}Forward`](h, scratch, x, Wx, Wh, b, L, D, H, N);
        const states = h.slice();
        k[`${cell}Backward`](dx, dWx, dWh, db, scratch, dh, h, Wx, Wh, L, D, H, N, 1);
        return [states, dx, dWx, dWh, db];
      });
    });

    test('gru, reset after', () => {
      same((k, array) => {
        const [Wx, Wh, b, bh] = [array(3 * H * D, 0.4), array(3 * H * H, 0.2), array(3 * H), array(3 * H)];
        const [x, dh, h] = [array(L * D * N), array(L * S), array(L * S)];
        const [dx, dWx, dWh, db, dbh] = [D * L * N, 3 * H * D, 3 * H * H, 3 * H, 3 * H].map((n) => array(n));
        const scratch = k.floats(k.gruAfterScratch(L, D, H, N));
        k.gruAfterForward(h, scratch, x, Wx, Wh, b, bh, L, D, H, N);
        k.gruAfterBackward(dx, dWx, dWh, db, dbh, scratch, dh, h, Wx, Wh, L, D, H, N, 1);
        return [h, dx, dWx, dWh, db, dbh];
      });
    });

    test('linear without inputs gives its biases', () => {
      same((k, array) => {
        const [b, dz, z, db, none] = [array(H), array(S), array(S), array(H), array(0)];
        const scratch = k.floats(k.linearScratch(0, H, N));
        k.linearForward(z, scratch, none, none, b, 0, H, N);
        for (let j = 0; j < S; j++) expect(z[j]).toBe(b[Math.floor(j / N)]);
        k.linearBackward(none, none, db, scratch, dz, none, 0, H, N, 0);
        return [z, db];
      });
    });

    test('the first two dimensions are swapped, to the bit', () => {
      same((k, array) => {
        const [x, out, back] = [array(L * S), array(L * S), array(L * S)];
        k.swap(out, x, L, H, N);
        k.swap(back, out, H, L, N);
        expect(back).toEqual(x);
        return [out];
      });
    });

    test('sums and products of single numbers, to the bit', () => {
      for (const kernel of ['add', 'multiply'] as const) {
        const [a, b, out] = [wasm.floats(S), wasm.floats(S), wasm.floats(S)];
        for (let j = 0; j < S; j++) [a[j], b[j]] = [1 / (j + 3), Math.sqrt(j)];
        const expected = a.map((value, j) => (kernel === 'add' ? value + b[j] : value * b[j]));
        wasm[kernel](out, a, b, S);
        expect(out).toEqual(expected);
        wasm[kernel](a, a, b, S);
        expect(a).toEqual(expected);
      }
    });

    test.each(Object.entries(ACTIVATIONS))('activation %s', (_, kind) => {
      same((k, array) => {
        const [z, dy, y, dz] = [array(L * S, 2), array(L * S), array(L * S), array(L * S)];
        k.activationForward(y, z, kind, L, H, N);
        k.activationBackward(dz, dy, z, y, kind, L, H, N);
        return [y, dz];
      });
    });

    test.each(
      Object.entries(LOSSES).flatMap(([name, kind]) =>
        [false, true].map((isWeighted) => ({ name, kind, isWeighted })),
      ),
    )(
      'loss $name, the last three windows absent, with weights: $isWeighted',
      ({ name, kind, isWeighted }) => {
        same((k, array) => {
          const [yhat, y, dyhat] = [array(S), array(S), array(S)];
          const weights = isWeighted ? array(N) : 0;
          if (name === 'cross-entropy') for (let n = 0; n < N; n++) y[n] = n % H;
          const value = k.loss(dyhat, yhat, y, weights, kind, 0.7, H, N, N - 3);
          for (let o = 0; o < H; o++)
            expect(Array.from(dyhat.subarray(o * N + N - 3, (o + 1) * N))).toEqual([0, 0, 0]);
          return [dyhat, new Float64Array([value])];
        });
      },
    );

    test('optimizers, norm, scaling and penalty', () => {
      same((k, array) => {
        const length = Math.ceil(S / 16) * 16;
        const [W, dW, m, v] = [array(length), array(length), array(length), array(length)];
        for (let j = 0; j < length; j++) v[j] = Math.abs(v[j]);
        const norm = k.squaredNorm(dW, length);
        const penalty = k.penalty(dW, W, S, 0.01, 0.02);
        const again = dW.slice();
        k.sgd(W, dW, m, length, 0.3, 0.1, 0.9, 0);
        expect(dW.every((gradient) => gradient === 0)).toBe(true);
        dW.set(again);
        k.sgd(W, dW, m, length, 1, 0.1, 0.9, 1);
        dW.set(again);
        k.rmsprop(W, dW, v, length, 0.7, 0.01, 0.9, 1e-8);
        dW.set(again);
        k.adam(W, dW, m, v, length, 0.6, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.001, 0.05);
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
      const masks = [...builds.map(([, kernels]) => kernels), reference].map((k) => {
        const x = k.floats(L * S).fill(1);
        const [y, mask] = [k.floats(L * S), k.floats(L * S)];
        k.dropoutForward(y, mask, x, L * S, 0.3, 12345);
        expect(Array.from(y)).toEqual(Array.from(mask));
        return Array.from(mask, (value) => (value === 0 ? 0 : 1));
      });
      for (const mask of masks) expect(mask).toEqual(masks[0]);
      const share = masks[0].filter((kept) => kept === 0).length / masks[0].length;
      // Five standard deviations of a binomial share.
      expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / masks[0].length));
    });
  },
);

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
    const [weights, bias, scratch] = [H * D, H, wasm.linearScratch(D, H, N)].map((n) => wasm.floats(n));
    weights.set(W);
    wasm.linearForward(z, scratch, x, weights, bias, D, H, N);
    wasm.activationForward(y, z, ACTIVATIONS.tanh, 1, H, N);
    return Array.from({ length: H }, (_, h) => y[h * N + place]);
  };
  expect(run(8, 0)).toEqual(run(32, 17));
  wasm.release(mark);
});
