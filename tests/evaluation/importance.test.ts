/** What inputs are worth: on a series that follows another, the other's last return is worth most, and noise nothing. */
import { describe, expect, test } from 'vitest';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import { inputGroups } from '../../src/evaluation/input-groups.ts';
import type { InputImportance } from '../../src/evaluation/importance.ts';
import { replacedForecaster } from '../../src/backtest/replaced-forecasts.ts';
import { exp } from '../../src/math/elementary.ts';
import { Random } from '../../src/math/random.ts';
import { builtIn } from '../../src/models/index.ts';
import { optionsOf, panelOf } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const ROWS = 240;

/** A leader and a series that repeats its returns a row later, with noise of half their size, as prices. */
const panel = (() => {
  const random = new Random(4);
  const leader = Array.from({ length: ROWS }, () => 0.02 * random.normal());
  const follower = leader.map((_, row) => 0.01 * random.normal() + (leader[row - 1] ?? 0));
  return panelOf(
    [leader, follower].map((moves) => {
      let price = 100;
      return moves.map((move) => (price *= exp(move)));
    }),
  );
})();

const base: OptionOverrides = {
  models: ['linear', 'theta'],
  inputSize: 4,
  test: '90',
  refit: 45,
  withSeries: ['A'],
  features: ['weekday'],
};

const explained = async (options: OptionOverrides = {}, workers = 1) => {
  const result = await backtest(panel, optionsOf({ ...base, ...options }), { workers, explains: true });
  expect(result.failures).toEqual([]);
  return result.explanation!;
};
const isZeroInside = ({ lo, hi }: InputImportance): boolean => lo <= 0 && hi >= 0;

describe('importance', () => {
  test.each(['linear', 'mlp'])(
    'of the last return of the leader is the largest in %s, and that of noise may be 0',
    async (model) => {
      const { models, without } = await explained({
        models: [model, 'theta'],
        hidden: [8],
        epochs: 60,
        batchSize: 32,
        learningRate: 0.01,
      });
      expect(without).toEqual(['theta']);
      const [{ inputs }] = models;
      expect(inputs[0]).toMatchObject({ input: 'series:A', from: 1, to: 1 });
      expect(inputs[0].lo).toBeGreaterThan(0.1);
      const noise = inputs.filter(({ input }) => input === 'weekday');
      expect(noise.length).toBe(2);
      expect(noise.filter(isZeroInside)).toEqual(noise);
    },
  );

  test('is the same at any number of workers, and is not measured unless it is asked for', async () => {
    const options: OptionOverrides = { models: ['mlp'], members: 2 };
    expect(await explained(options, 2)).toEqual(await explained(options));
    const { explanation } = await backtest(panel, optionsOf(base), { workers: 1 });
    expect(explanation).toBeNull();
  });

  test('of classes is of the squared errors of probabilities', async () => {
    const { models } = await explained({ target: 'direction', loss: 'cross-entropy', models: ['logistic'] });
    expect(models[0].inputs[0]).toMatchObject({ input: 'series:A', from: 1, to: 1 });
    expect(models[0].inputs[0].lo).toBeGreaterThan(0);
  });

  test('has no interval on few origins', async () => {
    const { models } = await explained({ test: '8', refit: 0 });
    expect(models[0].inputs.every(({ lo, hi }) => Number.isNaN(lo) && Number.isNaN(hi))).toBe(true);
  });
});

test('groups of inputs are the lags of the target in growing blocks, and the last row of each feature beside the others', () => {
  const groups = inputGroups(
    optionsOf({ inputSize: 10, features: ['weekday'], withSeries: ['A'], target: 'log-return' }),
  );
  expect(groups.map(({ input, from, to }) => `${input} ${from}-${to}`)).toEqual([
    'log-return 1-1',
    'log-return 2-2',
    'log-return 3-4',
    'log-return 5-8',
    'log-return 9-10',
    'weekday 1-1',
    'weekday 2-10',
    'series:A 1-1',
    'series:A 2-10',
  ]);
  expect(groups.map(({ inputs }) => inputs.join())).toEqual([
    '0',
    '0',
    '0',
    '0',
    '0',
    '1,2',
    '1,2',
    '3',
    '3',
  ]);
});

describe('replaced inputs', () => {
  const windows = ['linear', 'nlinear', 'mlp', 'gru', 'tcn'];
  const shapes: readonly OptionOverrides[] = [
    {},
    { normalize: 'standard' },
    { normalize: 'revin' },
    { local: true },
    { segment: 2, skip: true },
  ];

  test.each(windows.flatMap((model) => shapes.map((shape) => ({ model, shape }))))(
    'of the same window change no bit, and those of another forecast its change: $model, $shape',
    async ({ model, shape }) => {
      const options = optionsOf({ ...base, models: [model], shrink: 'none', ...shape });
      const made = await makeForecasts(panel, options, { workers: 1, keepsState: true });
      const fits = made.fits.filter((fit) => fit.model === model);
      const forecast = replacedForecaster(model, fits, panel, made.plan, options, builtIn);
      const every = { inputs: [0, 1, 2, 3], from: 1, to: options.inputSize };
      const own = made.table.yhat.get(model)!;
      expect(forecast({ ...every, lender: (_, origin) => origin }).yhat.get(model)).toEqual(own);
      if (shape.normalize !== undefined || model === 'nlinear') return;
      // Targets are returns, so all of another window gives its forecast return.
      const { origins } = made.plan.folds[0];
      const [first, second] = origins;
      const other = forecast({ ...every, lender: () => second }).yhat.get(model)!;
      for (const s of [0, 1]) {
        const at = (row: number) =>
          made.table.origin.findIndex((r, i) => r === row && made.table.series[i] === s);
        const change = (yhat: Float64Array, row: number) => yhat[at(row)] / made.table.last[at(row)];
        expect(change(other, first)).toBeCloseTo(change(own, second), 12);
      }
    },
  );
});
