import { backtest } from '../../src/evaluation/backtest.ts';
import { describe, expect, test } from 'vitest';
import { targetNames, targets } from '../../src/data/targets.ts';
import { DataError, TrainingError } from '../../src/errors.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';
import { modelNamed, models } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(120, 1), walk(120, 2)]);
const rows = { fold: 3, start: 0, cutoff: 99 };
const origins = { series: Int32Array.of(0, 1, 0), row: Int32Array.of(99, 99, 110) };
const networks = ['mlp', 'rnn', 'lstm', 'gru', 'tcn'];

const fit = (name: string, overrides: Partial<ModelOptions> = {}, context = {}) =>
  modelNamed(name).fit(panel, rows, optionsOf(overrides), context);

describe.each(networks)('%s', (name) => {
  test.each(targetNames.filter((target) => targets[target].isChange && targets[target].quantity.isPrice))(
    'untrained, on %s, forecasts what naive does, to the bit',
    async (target) => {
      const forecaster = await fit(name, { epochs: 0, target, horizon: 3 });
      const naive = await fit('naive', { horizon: 3 });
      expect(forecaster.forecast(panel, origins)).toEqual(naive.forecast(panel, origins));
    },
  );

  test('the same seed gives the same weights to the last bit, another seed different ones', async () => {
    const [a, b, c] = [await fit(name), await fit(name), await fit(name, { seed: 2 })];
    expect(a.weights).toEqual(b.weights);
    expect(a.weights).not.toEqual(c.weights);
  });

  test('a forecast does not depend on the other origins of a call', async () => {
    const forecaster = await fit(name, { horizon: 2 });
    const together = forecaster.forecast(panel, origins);
    const alone = forecaster.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(110) });
    expect(together.slice(4)).toEqual(alone);
  });

  test('another member of a fit has other weights', async () => {
    const [first, second] = [await fit(name), await fit(name, {}, { member: 1 })];
    expect(second.weights).not.toEqual(first.weights);
    expect((await fit(name, {}, { member: 0 })).weights).toEqual(first.weights);
  });

  test('a warm start uses the given weights', async () => {
    const first = await fit(name);
    const second = await fit(name, { epochs: 0 }, { start: first.weights });
    expect(second.weights).toEqual(first.weights);
  });

  test('the number of parameters is the estimated one', async () => {
    const options = { hidden: [4, 3], dense: [5], horizon: 2 };
    const { parameters } = await fit(name, { ...options, epochs: 0 });
    expect(modelNamed(name).estimate(optionsOf(options)).parameters).toBe(parameters);
  });

  test('a learning rate too high stops with the fold, the epoch and a hint', async () => {
    const diverging = fit(name, {
      learningRate: 1e30,
      optimizer: 'sgd',
      clip: 0,
      epochs: 50,
      target: 'price',
      scaler: 'none',
    });
    await expect(diverging).rejects.toThrow(TrainingError);
    await expect(diverging).rejects.toThrow(
      /no longer a finite number in fold 3 \(cutoff 2024-04-09\), epoch \d+/,
    );
    await expect(diverging).rejects.toMatchObject({
      hint: expect.stringMatching(/--learning-rate.*--clip 1/),
    });
  });
});

test('early stopping keeps the weights with the lowest validation loss', async () => {
  const losses: number[] = [];
  const onEpoch = ({ loss }: { loss: number }) => losses.push(loss);
  const options = { validation: 0.3, patience: 4, epochs: 200, learningRate: 0.02, hidden: [16] };
  const forecaster = await fit('mlp', options, { onEpoch });
  const best = losses.indexOf(Math.min(...losses));
  expect(losses).toHaveLength(best + 1 + 4);
  expect(forecaster.epochs).toBe(losses.length);
  // The same training, stopped at that epoch, has the same weights.
  const short = await fit('mlp', { ...options, epochs: best + 1 });
  expect(short.weights).toEqual(forecaster.weights);
});

test('the learning curve has both losses of every epoch', async () => {
  const losses: number[] = [];
  const onEpoch = ({ loss }: { loss: number }) => losses.push(loss);
  const options = { epochs: 5, patience: 5, validation: 0.3 };
  const { curve, epochs } = await fit('mlp', options, { onEpoch });
  expect([...curve!.validation]).toEqual(losses.map(Math.fround));
  expect(curve!.training).toHaveLength(epochs!);
  expect(curve!.training.at(-1)).toBeLessThan(curve!.training[0]);
  const whole = await fit('mlp', { ...options, validation: 0 });
  expect([whole.curve!.training.length, whole.curve!.validation.length]).toEqual([5, 0]);
});

test('too few rows for one window are refused', async () => {
  const short = modelNamed('mlp').fit(panel, { fold: 0, start: 0, cutoff: 5 }, optionsOf({}));
  await expect(short).rejects.toThrow(DataError);
});

test('a fit and its forecasts release the arena', async () => {
  const kernels = wasmKernels();
  const before = kernels.mark();
  const forecaster = await fit('lstm', { dropout: [0.2], validation: 0.2 });
  forecaster.forecast(panel, origins);
  expect(kernels.mark()).toBe(before);
  await expect(
    fit('mlp', {
      learningRate: 1e30,
      optimizer: 'sgd',
      clip: 0,
      target: 'price',
      scaler: 'none',
      epochs: 50,
    }),
  ).rejects.toThrow('finite');
  expect(kernels.mark()).toBe(before);
});

test.each(['step:2:0.1', 'cosine', 'plateau'])('schedule %s changes the weights', async (text) => {
  const schedules = {
    'step:2:0.1': { name: 'step', every: 2, factor: 0.1 },
    cosine: { name: 'cosine' },
    plateau: { name: 'plateau', patience: 1, factor: 0.1 },
  } as const;
  const schedule = schedules[text as keyof typeof schedules];
  // A rate at which the loss does not fall every epoch, so that the plateau comes to matter.
  const options = { epochs: 12, learningRate: 0.05 };
  const [constant, scheduled] = [await fit('mlp', options), await fit('mlp', { ...options, schedule })];
  expect(scheduled.weights).not.toEqual(constant.weights);
});

test('every option of networks changes the weights', async () => {
  const plain = await fit('gru', { hidden: [4, 3], dense: [2] });
  const changes: Partial<ModelOptions>[] = [
    { activation: 'relu' },
    { dropout: [0.5] },
    { dropout: [0, 0.5] },
    { l1: [0.1] },
    { l2: [0.1, 0] },
    { batchSize: 8 },
    { batchSize: 0 },
    { optimizer: 'rmsprop' },
    { optimizer: 'adamw' },
    { optimizer: 'adamw', weightDecay: 0.9 },
    { learningRate: 0.01 },
    { clip: 0.001, optimizer: 'sgd' },
    { loss: 'mae' },
    { loss: 'huber' },
    { loss: 'pinball' },
    { gru: 'reset-after' },
    { scaler: 'robust' },
    { target: 'diff' },
    { validation: 0.2 },
  ];
  for (const change of changes) {
    const other = await fit('gru', { hidden: [4, 3], dense: [2], ...change });
    expect([change, other.weights]).not.toEqual([change, plain.weights]);
  }
});

test('all models forecast finite values from every origin, at any horizon', async () => {
  for (const { name } of models.filter(({ combines }) => !combines)) {
    const yhat = (await fit(name, { horizon: 4, seasonality: 3 })).forecast(panel, origins);
    expect(yhat).toHaveLength(12);
    expect(yhat.every(Number.isFinite)).toBe(true);
  }
});

test('a fit that diverges is a failure with its name, and the other models finish', async () => {
  const result = await backtest(
    panel,
    optionsOf({
      models: ['mlp', 'linear'],
      learningRate: 1e30,
      optimizer: 'sgd',
      clip: 0,
      target: 'price',
      scaler: 'none',
      epochs: 50,
    }),
  );
  expect(result.models.map(({ model }) => model).toSorted()).toEqual(['linear', 'naive']);
  expect(result.failures[0]).toMatchObject({ model: 'mlp', fold: 0 });
});
