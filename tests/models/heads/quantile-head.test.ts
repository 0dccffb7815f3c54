import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '../../../src/kernels/wasm.ts';
import { Random } from '../../../src/math/random.ts';
import { quantile } from '../../../src/math/statistics.ts';
import { modelNamed } from '../../../src/models/index.ts';
import type { ModelOptions } from '../../../src/models/model.ts';
import { quantileProbabilities, uncross } from '../../../src/models/heads/quantile-head.ts';
import { createLoss, createQuantileLoss } from '../../../src/nn/loss.ts';
import { optionsOf, panelOf, walk } from '../../helpers/panels.ts';

const panel = panelOf([walk(400, 1), walk(400, 2)]);
const rows = { fold: 0, start: 0, cutoff: 299 };
const origins = { series: Int32Array.of(0, 1, 0), row: Int32Array.of(299, 299, 310) };
const quantiles = { loss: 'quantile', level: [80, 95] } as const;

const fit = (name: string, overrides: Partial<ModelOptions> = {}) =>
  modelNamed(name).fit(panel, rows, optionsOf({ ...quantiles, ...overrides }));

test('there is an output for the median and for both bounds of every level, in ascending order', () => {
  expect(quantileProbabilities(quantiles)).toBeAllClose([0.025, 0.1, 0.5, 0.9, 0.975], { rtol: 1e-12 });
  expect(quantileProbabilities({ loss: 'quantile', level: [] })).toEqual([0.5]);
  expect(quantileProbabilities({ loss: 'mse', level: [80] })).toEqual([0.5]);
});

test('the loss is the sum of the pinball losses of the quantiles, each with its own gradient', () => {
  const kernels = wasmKernels();
  const mark = kernels.mark();
  const [O, N, count] = [2, kernels.lanes, 3];
  const random = new Random(4);
  const y = kernels.floats(O * N);
  const yhat = kernels.floats(3 * O * N);
  const dyhat = kernels.floats(3 * O * N);
  const part = kernels.floats(O * N);
  for (const column of [y, yhat]) column.forEach((_, i) => (column[i] = random.normal()));
  const shares = [0.1, 0.5, 0.9];
  const all = createQuantileLoss(kernels, shares).compute(dyhat, yhat, y, O, N, count);
  let sum = 0;
  shares.forEach((share, q) => {
    const block = yhat.subarray(q * O * N, (q + 1) * O * N);
    sum += createLoss(kernels, 'pinball', share).compute(part, block, y, O, N, count);
    expect(dyhat.slice(q * O * N, (q + 1) * O * N)).toEqual(part.slice());
  });
  expect(all).toBeCloseTo(sum, 12);
  kernels.release(mark);
});

test('crossing quantiles are sorted, for each step and window separately', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 24, maxLength: 24, noNaN: true }), (out) => {
      const [N, horizon, Q] = [4, 2, 3];
      const before = out.slice();
      uncross(out, 1, N, horizon, Q);
      const column = (of: Float32Array, n: number, k: number) =>
        Array.from({ length: Q }, (_, q) => of[(q * horizon + k) * N + n]);
      for (let k = 0; k < horizon; k++) {
        expect(column(out, 1, k)).toEqual([...Float32Array.from(column(before, 1, k)).toSorted()]);
        for (const n of [0, 2, 3]) expect(column(out, n, k)).toEqual(column(before, n, k));
      }
    }),
  );
});

describe.each(['mlp', 'gru'])('%s', (name) => {
  test('untrained, gives the naive forecast between the quantiles of the past', async () => {
    const horizon = 2;
    const forecaster = await fit(name, { epochs: 0, horizon, scaler: 'none' });
    const naive = await modelNamed('naive').fit(panel, rows, optionsOf({ horizon }));
    expect(forecaster.forecast(panel, origins)).toEqual(naive.forecast(panel, origins));
    const [{ level, lo, hi }] = forecaster.intervals!(panel, origins);
    expect(level).toBe(80);
    const returns = panel.series.flatMap(({ values }) =>
      // The training windows of 5 rows: the first return into a target is that of row 6.
      Array.from({ length: 293 }, (_, i) => Math.log(values[i + 6] / values[i + 5])),
    );
    const [price] = [panel.series[0].values[299]];
    const middle = quantile(returns, 0.5);
    // f32 holds seven digits of a return of about .03.
    expect(Math.log(lo[0] / price)).toBeCloseTo(quantile(returns, 0.1) - middle, 6);
    expect(Math.log(hi[0] / price)).toBeCloseTo(quantile(returns, 0.9) - middle, 6);
  });

  test('intervals contain the median, and higher levels contain lower ones', async () => {
    const forecaster = await fit(name, { horizon: 3, epochs: 5, learningRate: 0.05 });
    const yhat = forecaster.forecast(panel, origins);
    const [narrow, wide] = forecaster.intervals!(panel, origins);
    yhat.forEach((value, i) => {
      const ascending = [wide.lo[i], narrow.lo[i], value, narrow.hi[i], wide.hi[i]];
      expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    });
  });

  test('with another loss there are no own intervals', async () => {
    expect((await fit(name, { loss: 'mse', epochs: 1 })).intervals).toBeUndefined();
  });
});

test('intervals of a network cover the actual values, and follow the volatility, which a fixed quantile cannot', async () => {
  // Calm and wild stretches of forty rows each: the window knows which.
  const random = new Random(21);
  let price = 100;
  const prices = Array.from(
    { length: 3000 },
    (_, row) => (price *= Math.exp((row % 80 < 40 ? 0.005 : 0.03) * random.normal())),
  );
  const one = panelOf([prices]);
  const options = optionsOf({
    ...quantiles,
    inputSize: 10,
    hidden: [16],
    epochs: 60,
    learningRate: 0.003,
    validation: 0.2,
  });
  const forecaster = await modelNamed('mlp').fit(one, { fold: 0, start: 0, cutoff: 1999 }, options);
  const row = Int32Array.from({ length: 999 }, (_, i) => 2000 + i);
  const [{ lo, hi }] = forecaster.intervals!(one, { series: new Int32Array(999), row });
  const hits = row.filter((origin, i) => lo[i] <= prices[origin + 1] && prices[origin + 1] <= hi[i]).length;
  // 80 % of 999, with a standard error of 1.3 %; the network has errors of its own.
  expect(Math.abs(hits / 999 - 0.8)).toBeLessThan(0.05);
  const width = (isWild: boolean): number => {
    // Ten rows into each stretch, when the window has seen nothing else.
    const within = [...row.keys()].filter((i) => row[i] % 40 >= 10 && row[i] % 80 >= 40 === isWild);
    return within.reduce((sum, i) => sum + Math.log(hi[i] / lo[i]), 0) / within.length;
  };
  expect(width(true) / width(false)).toBeGreaterThan(2.5);
});
