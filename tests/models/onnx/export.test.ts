/** Exported graphs say in another runtime what the models say here. */
import { InferenceSession, Tensor, env } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { classNames, likeliest } from '../../../src/data/classes.ts';
import { deseasonalizationNames } from '../../../src/models/deseasonalization/names.ts';
import { normalizationNames } from '../../../src/data/normalization/index.ts';
import { scalerNames } from '../../../src/data/scaler.ts';
import { targetNames, targets } from '../../../src/data/targets.ts';
import { numericQuantities } from '../../../src/data/quantities.ts';
import { UsageError } from '../../../src/errors.ts';
import type { Panel } from '../../../src/data/panel.ts';
import { Random } from '../../../src/math/random.ts';
import { windowLookback } from '../../../src/models/encoding.ts';
import { modelNamed, models } from '../../../src/models/index.ts';
import type { ModelOptions } from '../../../src/models/model.ts';
import { networkGraph } from '../../../src/models/onnx/export.ts';
import { writeOnnx } from '../../../src/models/onnx/proto.ts';
import { shrinkageState } from '../../../src/models/shrinkage.ts';
import type { FitState } from '../../../src/models/state.ts';
import { trainableActivations } from '../../../src/nn/activation.ts';
import { featureNames } from '../../../src/models/onnx/features.ts';
import { DAY, optionsOf, panelOf, walk } from '../../helpers/panels.ts';

env.wasm.numThreads = 1;

const SERIES = 1;
const walks = panelOf([walk(80, 1), walk(80, 2)]);
/** With a season of four rows that the test for one finds. */
const seasonal = panelOf(
  [1, 2].map((seed) => walk(80, seed).map((value, row) => value * [1, 1.3, 0.8, 1.1][row % 4])),
);
const rows = { fold: 0, start: 0, cutoff: 59 };
const ORIGINS = [59, 63, 70, 79];
const origins = {
  series: Int32Array.from(ORIGINS, () => SERIES),
  row: Int32Array.from(ORIGINS),
};

/** The state of a fit with other weights: a network that is hardly trained has gates that hardly matter. */
function withWeights(state: FitState, seed: number): FitState {
  const random = new Random(seed);
  return state.map((tensor) =>
    tensor.values instanceof Float32Array
      ? { ...tensor, values: tensor.values.map(() => 0.6 * random.normal()) }
      : tensor,
  );
}

/** Forecasts and quantiles of the model here, and the outputs of its graph, for the same windows. */
async function both(
  name: string,
  overrides: Partial<ModelOptions>,
  members = 1,
  panel = walks,
  shrinkage?: readonly number[],
) {
  const options = optionsOf({ horizon: 3, inputSize: 6, epochs: 1, ...overrides });
  const model = modelNamed(name);
  const { state } = await model.fit(panel, rows, options);
  const states = Array.from({ length: members }, (_, member) => [
    ...withWeights(state(), member + 1),
    ...shrinkageState(shrinkage && Float64Array.from(shrinkage)),
  ]);
  const restored = states.map((ofMember) =>
    model.restore(panel, { state: ofMember, cutoff: rows.cutoff }, options),
  );
  const graph = networkGraph({ model, states, options, series: SERIES, seriesCount: 2 });
  const bytes = writeOnnx({
    graph,
    summary: 'a test',
    producer: { name: 'hindcast', version: '1.2.3' },
    metadata: { model: name },
  });
  const session = await InferenceSession.create(bytes);
  const length = windowLookback(options);
  const { values } = panel.series[SERIES];
  const windows = Float64Array.from(
    ORIGINS.flatMap((row) => [...values.subarray(row - length + 1, row + 1)]),
  );
  const place = BigInt64Array.from(ORIGINS, (row) => BigInt(row - rows.cutoff));
  const outputs = await session.run({
    window: new Tensor('float64', windows, [ORIGINS.length, length]),
    ...(graph.inputs.length > 1 && { place: new Tensor('int64', place, [ORIGINS.length, 1]) }),
  });
  await session.release();
  const mean = (of: (member: (typeof restored)[number]) => Float64Array): Float64Array =>
    restored
      .map(of)
      .reduce((sum, column) => sum.map((value, i) => value + column[i]))
      .map((value) => value / members);
  return { outputs, mean, naive: ORIGINS.map((row) => values[row]) };
}

/**
 * The network computes in 32 bits in either place, with sums in another order and another exp: its outputs differ by a few
 * of 2⁻²⁴ of the largest of their terms, which are of the size of a unit here. What that is in the forecast is less than
 * this share of the price, or of 1 where forecasts are smaller.
 */
const TOLERANCE = 3e-6;

function expectClose(got: Float64Array, expected: Float64Array): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(got[i] - value)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(value))),
  );
}

async function expectSame(
  name: string,
  overrides: Partial<ModelOptions>,
  members = 1,
  panel = walks,
  shrinkage?: readonly number[],
): Promise<void> {
  const { outputs, mean, naive } = await both(name, overrides, members, panel, shrinkage);
  const expected = mean((member) => member.forecast(panel, origins));
  const { horizon = 3 } = overrides;
  expect(outputs.forecast.dims).toEqual([ORIGINS.length, horizon]);
  const got = outputs.forecast.data as Float64Array;
  expectClose(got, expected);
  // So that what is compared is not the value at the origin.
  const moves = expected.map((value, i) => Math.abs(value / naive[Math.floor(i / horizon)] - 1));
  expect(Math.max(...moves)).toBeGreaterThan(1000 * TOLERANCE);
}

const networks = models.filter(({ layers }) => layers !== undefined).map(({ name }) => name);

test('networks are the models that have layers', () => {
  expect(networks).toEqual(['mlp', 'rnn', 'lstm', 'gru', 'tcn']);
});

const numeric = targetNames.filter((target) => numericQuantities.includes(targets[target].quantity.name));

describe.each(networks)('%s', (name) => {
  test.each(numeric.flatMap((target) => scalerNames.map((scaler) => ({ target, scaler }))))(
    'says the same: target $target, scaler $scaler',
    ({ target, scaler }) => expectSame(name, { target, scaler }),
  );

  test('gives the same with several layers, dropout and dense layers', () =>
    expectSame(name, { hidden: [5, 4, 3], dense: [6, 4], dropout: [0.2] }));

  test.each<Partial<ModelOptions>>([
    { segment: 3 },
    { skip: true },
    { head: 'steps' },
    { hidden: [4, 3], cells: ['dense', 'gru'], segment: 2, head: 'steps', skip: true, dense: [4] },
  ])('gives the same with the architecture %j', (given) => expectSame(name, given));

  test('of several members gives their mean', () => expectSame(name, {}, 3));

  test.each([
    { head: 'direct', segment: 1 },
    { head: 'steps', segment: 2 },
  ] as const)('that learns quantiles gives all of them, sorted, and the median: $head', async (form) => {
    const { outputs, mean } = await both(name, { loss: 'quantile', level: [50, 80], ...form }, 2);
    const median = mean((member) => member.forecast(walks, origins));
    expect(outputs.quantiles.dims).toEqual([ORIGINS.length, 5, 3]);
    const quantiles = outputs.quantiles.data as Float64Array;
    const bounds = [1, 0].map((level) => mean((member) => member.intervals!(walks, origins)[level].lo));
    const highs = [0, 1].map((level) => mean((member) => member.intervals!(walks, origins)[level].hi));
    [...bounds, median, ...highs].forEach((column, q) =>
      expectClose(
        column.map((_, i) => quantiles[(Math.floor(i / 3) * 5 + q) * 3 + (i % 3)]),
        column,
      ),
    );
    expectClose(outputs.forecast.data as Float64Array, median);
  });

  test.each([
    { head: 'direct', segment: 1 },
    { head: 'steps', segment: 2 },
  ] as const)('that learns classes gives probabilities and the likeliest: $head', async (form) => {
    const given = { target: 'direction', loss: 'cross-entropy', ...form } as const;
    const { outputs, mean } = await both(name, given, 2);
    const classes = classNames.map((_, c) => mean((member) => member.probabilities!(walks, origins)[c]));
    expect(outputs.probabilities.dims).toEqual([ORIGINS.length, 3, classNames.length]);
    const probabilities = outputs.probabilities.data as Float64Array;
    classes.forEach((column, c) =>
      expectClose(
        column.map((_, i) => probabilities[i * classNames.length + c]),
        column,
      ),
    );
    expect(outputs.forecast.data).toEqual(likeliest(classes));
    // So that what is compared is not one answer for all windows.
    expect(Math.max(...classes[2]) - Math.min(...classes[2])).toBeGreaterThan(1000 * TOLERANCE);
  });

  test('gives the same for a window of one row', () => expectSame(name, { inputSize: 1 }));

  test.each(numeric)('gives the same with forecasts that are shrunk: target %s', async (target) => {
    await expectSame(name, { target }, 2, walks, [0.5, 0.25, 0.75]);
    await expectSame(name, { target, loss: 'quantile', level: [50] }, 2, walks, [0.5, 0.25, 0.75]);
  });
});

describe('a graph normalises windows and takes seasons out as the model does', () => {
  const cases = normalizationNames.flatMap((normalize) =>
    deseasonalizationNames.map((deseasonalize) => ({ normalize, deseasonalize })),
  );

  test.each(cases)('normalize $normalize, deseasonalize $deseasonalize', async (given) => {
    for (const target of numeric.filter((one) => one !== 'price'))
      await expectSame('mlp', { ...given, target, seasonality: 4, horizon: 6 }, 2, seasonal);
    await expectSame('gru', { ...given, seasonality: 2, inputSize: 1 }, 1, seasonal);
  });

  test.each(cases)('classes: normalize $normalize, deseasonalize $deseasonalize', async (given) => {
    const options = { ...given, target: 'direction', loss: 'cross-entropy', seasonality: 4 } as const;
    const { outputs, mean } = await both('mlp', options, 2, seasonal);
    const ofUp = mean((member) => member.probabilities!(seasonal, origins)[2]);
    const got = outputs.probabilities.data as Float64Array;
    expectClose(
      got.filter((_, i) => i % 3 === 2),
      ofUp,
    );
  });

  test.each(cases)('shrunk: normalize $normalize, deseasonalize $deseasonalize', async (given) => {
    for (const target of ['log-return', 'volatility'] as const)
      await expectSame('mlp', { ...given, target, seasonality: 4 }, 2, seasonal, [0.5, 0.25, 0.75]);
  });

  test('around segments, a linear map and a decoder of steps', () =>
    expectSame('gru', { normalize: 'revin', segment: 2, skip: true, head: 'steps' }, 2));

  test('quantiles keep their order', async () => {
    const options = { loss: 'quantile', level: [50, 80], normalize: 'revin', seasonality: 4 } as const;
    const { outputs, mean } = await both('mlp', { ...options, deseasonalize: 'indices' }, 2, seasonal);
    const quantiles = outputs.quantiles.data as Float64Array;
    const lows = mean((member) => member.intervals!(seasonal, origins)[1].lo);
    expectClose(
      quantiles.filter((_, i) => i % 15 < 3),
      lows,
    );
    for (let i = 0; i < quantiles.length; i++)
      if (i % 15 >= 3) expect(quantiles[i]).toBeGreaterThanOrEqual(quantiles[i - 3]);
  });
});

test.each(['reset-before', 'reset-after'] as const)(
  'gru %s gives the same, also in several layers',
  async (gru) => {
    await expectSame('gru', { gru });
    await expectSame('gru', { gru, hidden: [4, 3, 5] });
  },
);

test.each(trainableActivations)('%s is the same function there', (activation) =>
  expectSame('mlp', { activation, dense: [5] }),
);

test('the forecast of a constant series is its last value', async () => {
  const flat = panelOf([walk(80, 1), Array<number>(80).fill(7)]);
  const options = optionsOf({ horizon: 2, inputSize: 6 });
  const model = modelNamed('gru');
  const state = (await model.fit(flat, rows, options)).state();
  const graph = networkGraph({ model, states: [state], options, series: 1, seriesCount: 2 });
  const producer = { name: 'hindcast', version: '1' };
  const session = await InferenceSession.create(writeOnnx({ graph, summary: '', producer, metadata: {} }));
  const window = new Tensor('float64', new Float64Array(7).fill(7), [1, 7]);
  expect((await session.run({ window })).forecast.data).toEqual(Float64Array.of(7, 7));
});

/** Columns of the panel for each kind of feature, some of them unknown. */
const others = walks.series.map((_, s) => ({
  fee: walks.time.map((__, row) => (row % 7 === 0 ? NaN : Math.sin(row + s))),
  holiday: Float64Array.from({ length: walks.time.length + 3 }, (__, row) => Number(row % 5 === 0)),
  fixed: walks.time.map(() => 3),
}));
const featured: Panel = {
  ...walks,
  calendar: Float64Array.from({ length: walks.time.length + 3 }, (_, row) => walks.time[0] + row * DAY),
  series: walks.series.map((one, s) => ({
    ...one,
    others: others[s],
    constants: { sector: { text: 'ab'[s], number: NaN }, size: { text: '', number: s } },
  })),
};
const FEATURED = {
  features: ['return-3', 'weekday', 'scale', 'column:fee', 'column:fixed'],
  withSeries: ['A'],
  knownAhead: ['column:holiday'],
  static: ['sector:a|b', 'size'],
};

/** The features of rows as the graph takes them: computed here from the columns, in the order that it names. */
function featuresAt(row: number): number[] {
  const { values } = walks.series[SERIES];
  const leader = walks.series[0].values;
  const { fee, holiday, fixed } = others[SERIES];
  const angle = (2 * Math.PI * new Date(walks.time[row]).getUTCDay()) / 7;
  return [
    Math.log(values[row] / values[row - 3]),
    Math.sin(angle),
    Math.cos(angle),
    fee[row],
    fixed[row],
    Math.log(leader[row] / leader[row - 1]),
    holiday[row],
    holiday[row + 3],
    0,
    1,
    SERIES,
  ];
}

test.each([
  ...networks.map((name) => ({ name, more: {} })),
  ...networks.map((name) => ({ name, more: { embed: 3, hidden: [4, 3] } })),
  { name: 'gru', more: { embed: 2, inputSize: 1, members: 1 } },
])('$name takes features in a second input: %o', async ({ name, more }) => {
  const options = optionsOf({ horizon: 3, inputSize: 6, epochs: 1, ...FEATURED, ...more });
  const wide = options.inputSize === 1 ? { ...options, knownAhead: [] } : options;
  const model = modelNamed(name);
  const state = withWeights((await model.fit(featured, rows, wide)).state(), 5);
  const graph = networkGraph({ model, states: [state], options: wide, series: SERIES, seriesCount: 2 });
  const producer = { name: 'hindcast', version: '1' };
  const session = await InferenceSession.create(writeOnnx({ graph, summary: '', producer, metadata: {} }));
  const span = (row: number): number[] =>
    Array.from({ length: wide.inputSize }, (_, i) => row - wide.inputSize + 1 + i);
  const isAhead = wide.knownAhead.length > 0;
  const features = Float64Array.from(
    ORIGINS.flatMap(span).flatMap((row) => featuresAt(row).filter((_, i) => isAhead || (i !== 6 && i !== 7))),
  );
  const F = features.length / ORIGINS.length / wide.inputSize;
  const { values } = walks.series[SERIES];
  const windows = ORIGINS.flatMap((row) => [...values.subarray(row - wide.inputSize, row + 1)]);
  const outputs = await session.run({
    window: new Tensor('float64', Float64Array.from(windows), [ORIGINS.length, wide.inputSize + 1]),
    features: new Tensor('float64', features, [ORIGINS.length, wide.inputSize, F]),
  });
  await session.release();
  const restored = model.restore(featured, { state, cutoff: rows.cutoff }, wide);
  expectClose(outputs.forecast.data as Float64Array, restored.forecast(featured, origins));
  expect(graph.inputs.map(({ shape }) => shape)).toEqual([
    ['N', wide.inputSize + 1],
    ['N', wide.inputSize, F],
  ]);
  if (isAhead)
    expect(featureNames(wide)).toEqual([
      'return-3',
      'weekday sine',
      'weekday cosine',
      'column:fee',
      'column:fixed',
      'series:A',
      'column:holiday',
      'column:holiday +3',
      'sector a',
      'sector b',
      'size',
    ]);
});

test('a network that knows nothing but which series it is needs no second input', async () => {
  const options = optionsOf({ horizon: 3, inputSize: 6, embed: 2 });
  const model = modelNamed('mlp');
  const { state } = await model.fit(walks, rows, options);
  const graph = networkGraph({
    model,
    states: [withWeights(state(), 1)],
    options,
    series: 1,
    seriesCount: 2,
  });
  expect(graph.inputs.map(({ name }) => name)).toEqual(['window']);
});

test('a model that is not a network has no graph', async () => {
  const options = optionsOf({});
  const model = modelNamed('linear');
  const state = (await model.fit(walks, rows, options)).state();
  expect(() => networkGraph({ model, states: [state], options, series: 0, seriesCount: 2 })).toThrow(
    UsageError,
  );
});
