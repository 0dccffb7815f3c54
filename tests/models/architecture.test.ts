/** The options that shape networks: segments, cells, heads and the skip connection, for every network and each other. */
import { describe, expect, test } from 'vitest';
import { modelNamed, models } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { canonical } from '../../src/text/canonical.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(120, 1), walk(120, 2)]);
const rows = { fold: 0, start: 0, cutoff: 99 };
const origins = { series: Int32Array.of(0, 1, 0), row: Int32Array.of(99, 99, 110) };
const networks = models.filter(({ layers }) => layers !== undefined).map(({ name }) => name);

const fit = (name: string, overrides: Partial<ModelOptions>) =>
  modelNamed(name).fit(panel, rows, optionsOf({ inputSize: 6, horizon: 5, ...overrides }));

const shapes: Readonly<Record<string, Partial<ModelOptions>>> = {
  segments: { segment: 3 },
  skip: { skip: true },
  'steps head': { head: 'steps' },
  'steps head of segments': { head: 'steps', segment: 2 },
  cells: { hidden: [4, 3, 5], cells: ['dense', 'gru', 'lstm'] },
  'cells that end dense': { hidden: [4, 3], cells: ['rnn', 'dense'] },
  'all at once': {
    hidden: [4, 3],
    cells: ['lstm', 'gru'],
    segment: 2,
    head: 'steps',
    skip: true,
    dense: [5],
    dropout: [0.3],
    l2: [0.01],
  },
};
const cases = networks.flatMap((name) => Object.keys(shapes).map((shape) => ({ name, shape })));

describe.each(cases)('$name, $shape', ({ name, shape }) => {
  const given = shapes[shape];

  test('untrained, forecasts what naive does, to the bit', async () => {
    const [network, naive] = [await fit(name, { ...given, epochs: 0 }), await fit('naive', {})];
    expect(network.forecast(panel, origins)).toEqual(naive.forecast(panel, origins));
  });

  test('trained, does not, and has the estimated number of parameters', async () => {
    const [network, plain] = [await fit(name, given), await fit(name, {})];
    // Segments of rows are nothing to a network that reads all rows at once.
    const isOther = shape !== 'segments' || modelNamed(name).readsSteps!(optionsOf({}));
    const isSame = canonical(network.forecast(panel, origins)) === canonical(plain.forecast(panel, origins));
    expect(isSame).toBe(!isOther);
    const options = optionsOf({ inputSize: 6, horizon: 5, ...given });
    expect(modelNamed(name).estimate(options).parameters).toBe(network.parameters);
  });

  test('is restored to the bit', async () => {
    const options = optionsOf({ inputSize: 6, horizon: 5, ...given });
    const network = await fit(name, given);
    const saved = { state: network.state(), cutoff: rows.cutoff };
    const again = modelNamed(name).restore(panel, saved, options);
    expect(again.forecast(panel, origins)).toEqual(network.forecast(panel, origins));
  });

  test('untrained, has the quantiles and the shares of the training rows', async () => {
    const untrained = async (of: Partial<ModelOptions>, more: Partial<ModelOptions> = {}) => {
      const { intervals, probabilities } = await fit(name, { ...of, ...more, epochs: 0 });
      return [
        ...(intervals?.(panel, origins).flatMap(({ lo, hi }) => [lo, hi]) ?? []),
        ...(probabilities?.(panel, origins) ?? []),
      ];
    };
    const { hidden = [4] } = given;
    for (const head of [
      { loss: 'quantile', level: [50, 80] },
      { target: 'direction', loss: 'cross-entropy', flat: 0.01 },
    ] as const) {
      const outputs = await untrained(given, head);
      expect(outputs.length).toBeGreaterThan(2);
      expect(outputs).toEqual(await untrained({ hidden }, head));
    }
  });
});

test('a recurrent network reads segments of rows, with the latest row in the last one', () => {
  const options = optionsOf({ inputSize: 6, segment: 3 });
  const [segments, cell] = modelNamed('gru').layers!(options);
  expect(segments.output).toEqual({ steps: 2, features: 3 });
  expect(cell.input).toEqual(segments.output);
});

test('tcn has the blocks that its last step needs to see the first', () => {
  const dilations = (inputSize: number): (number | undefined)[] =>
    modelNamed('tcn').layers!(optionsOf({ inputSize }))
      .flatMap(({ parts }) => parts?.inner.filter(({ kind }) => kind === 'convolution') ?? [])
      .map(({ attributes }) => attributes?.dilation);
  expect(dilations(1)).toEqual([1, 1]);
  expect(dilations(5)).toEqual([1, 1]);
  expect(dilations(6)).toEqual([1, 1, 2, 2]);
  expect(dilations(60)).toEqual([1, 1, 2, 2, 4, 4, 8, 8]);
});

test('tcn forecasts from the whole window and no more', async () => {
  const fitted = await fit('tcn', { target: 'price', inputSize: 13, horizon: 1 });
  const at = (changed: number): number => {
    const values = walk(120, 1).map((value, row) => (row === changed ? value + 1 : value));
    const [yhat] = fitted.forecast(panelOf([values, walk(120, 2)]), {
      series: Int32Array.of(0),
      row: Int32Array.of(99),
    });
    return yhat;
  };
  const unchanged = at(119);
  expect(at(99 - 12)).not.toBe(unchanged);
  expect(at(99)).not.toBe(unchanged);
  expect([at(99 - 13), at(100)]).toEqual([unchanged, unchanged]);
});

test('a dense layer before a recurrent one is over each step', () => {
  const options = optionsOf({ inputSize: 6, hidden: [4, 3], cells: ['dense', 'gru'] });
  const outputs = modelNamed('gru').layers!(options).map(({ output }) => output);
  expect(outputs.slice(0, 3)).toEqual([
    { steps: 6, features: 4 },
    { steps: 6, features: 4 },
    { steps: 1, features: 3 },
  ]);
});

test('a linear skip learns a linear rule that few units cannot hold', async () => {
  // A random season of 24 rows: each change is that of 24 rows ago.
  const season = walk(24, 5).map((value) => (value - 100) / 500);
  let price = 100;
  const seasonal = panelOf([Array.from({ length: 300 }, (_, row) => (price *= 1 + season[row % 24]))]);
  const errorOf = async (skip: boolean): Promise<number> => {
    const options = optionsOf({
      inputSize: 24,
      horizon: 24,
      hidden: [1],
      epochs: 60,
      learningRate: 0.01,
      skip,
    });
    const fitted = await modelNamed('gru').fit(seasonal, { fold: 0, start: 0, cutoff: 249 }, options);
    const yhat = fitted.forecast(seasonal, { series: Int32Array.of(0), row: Int32Array.of(260) });
    const { values } = seasonal.series[0];
    return Math.max(...yhat.map((value, k) => Math.abs(value / values[261 + k] - 1)));
  };
  expect(await errorOf(true)).toBeLessThan((await errorOf(false)) / 4);
});

test('a steps head learns what differs from step to step', async () => {
  // Up 4 % and down again every two rows: what comes depends on the step.
  const zigzag = panelOf([Array.from({ length: 200 }, (_, row) => (row % 4 < 2 ? 100 : 104))]);
  const options = optionsOf({
    inputSize: 4,
    horizon: 4,
    head: 'steps',
    epochs: 150,
    learningRate: 0.01,
    hidden: [8],
  });
  const fitted = await modelNamed('gru').fit(zigzag, { fold: 0, start: 0, cutoff: 180 }, options);
  const row = Int32Array.of(184, 185, 186, 187);
  const yhat = fitted.forecast(zigzag, { series: new Int32Array(4), row });
  const actual = [...row].flatMap((origin) => [1, 2, 3, 4].map((k) => zigzag.series[0].values[origin + k]));
  expect(Math.max(...yhat.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(1);
});
