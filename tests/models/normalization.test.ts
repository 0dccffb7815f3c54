/** Windows normalised by their own rows, and seasons taken out, for every model that takes them. */
import { describe, expect, test } from 'vitest';
import { deseasonalizationNames } from '../../src/models/deseasonalization/names.ts';
import { normalizationNames } from '../../src/data/normalization/index.ts';
import type { Panel } from '../../src/data/panel.ts';
import { targetNames } from '../../src/data/targets.ts';
import { Random } from '../../src/math/random.ts';
import { fitEncoding, restoreEncoding, windowLookback } from '../../src/models/encoding.ts';
import { modelNamed, models } from '../../src/models/index.ts';
import { readState } from '../../src/models/state.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const M = 4;
const ROWS = 120;
const rows = { fold: 0, start: 0, cutoff: 90 };
const SHAPE = [1, 1.3, 0.8, 1.1];
const panel = panelOf([1, 2].map((seed) => walk(ROWS, seed).map((value, row) => value * SHAPE[row % M])));
const combinations = normalizationNames.flatMap((normalize) =>
  deseasonalizationNames.map((deseasonalize) => ({ normalize, deseasonalize })),
);
const base: OptionOverrides = { inputSize: 6, horizon: 6, seasonality: M, level: [] };
/** Of the second series. */
const at = (...row: number[]) => ({ series: Int32Array.from(row, () => 1), row: Int32Array.from(row) });

/** The panel without its first rows. */
function later(count: number): Panel {
  return {
    ...panel,
    time: panel.time.slice(count),
    series: panel.series.map((series) => ({
      ...series,
      values: series.values.slice(count),
      observed: series.observed.slice(count),
    })),
  };
}

describe.each(combinations)('normalize $normalize, deseasonalize $deseasonalize', (given) => {
  test.each(targetNames)('a target of %s decodes to the price that it was made of', (target) => {
    const options = optionsOf({ ...base, ...given, target });
    const encoding = fitEncoding(panel, rows, options);
    for (const series of [0, 1])
      for (const origin of [windowLookback(options) - 1, 50, 110])
        for (let step = 1; step <= 6; step++) {
          const price = panel.series[series].values[origin + step];
          const decoded = encoding.decode(series, origin, step, encoding.target(series, origin, step));
          // Rounding of a few operations in 64 bits.
          expect(Math.abs(decoded / price - 1)).toBeLessThan(1e-12);
        }
  });

  test('bounds keep their order', () => {
    const encoding = fitEncoding(panel, rows, optionsOf({ ...base, ...given }));
    const [low, high] = [-1, 1].map((value) => encoding.decode(1, 100, 3, value));
    expect(low).toBeLessThan(high);
  });

  test('a series that never changes keeps its value, and gives finite inputs', async () => {
    const flat = panelOf([walk(ROWS, 1), Array<number>(ROWS).fill(7)]);
    for (const name of ['linear', 'mlp']) {
      const fit = await modelNamed(name).fit(flat, rows, optionsOf({ ...base, ...given }));
      for (const value of fit.forecast(flat, at(95, 100))) expect(value).toBeCloseTo(7, 9);
    }
  });

  test('a quiet window of a lively series gives finite forecasts of its own size', async () => {
    const quiet = walk(ROWS, 3).map((value, row, all) => (row >= 80 ? all[80] : value));
    for (const name of ['linear', 'mlp']) {
      const fit = await modelNamed(name).fit(
        panelOf([walk(ROWS, 1), quiet]),
        rows,
        optionsOf({ ...base, ...given }),
      );
      for (const value of fit.forecast(panelOf([walk(ROWS, 1), quiet]), at(100)))
        expect(Math.abs(value / quiet[100] - 1)).toBeLessThan(0.5);
    }
  });

  test.each(['linear', 'nlinear', 'gru', 'logistic'])(
    'a saved %s forecasts the same, also on a panel that starts later',
    async (name) => {
      const isClass = name === 'logistic';
      const options = optionsOf({
        ...base,
        ...given,
        ...(isClass && { target: 'direction', loss: 'cross-entropy' }),
      });
      const model = modelNamed(name);
      const fit = await model.fit(panel, rows, options);
      const outputs = (of: typeof fit, on: Panel, row: number): Float64Array =>
        isClass ? of.probabilities!(on, at(row))[2] : of.forecast(on, at(row));
      const saved = model.restore(panel, { state: fit.state(), cutoff: rows.cutoff }, options);
      expect(outputs(saved, panel, 110)).toEqual(outputs(fit, panel, 110));
      for (const cut of [13, 95]) {
        const on = later(cut);
        const restored = model.restore(on, { state: fit.state(), cutoff: rows.cutoff - cut }, options);
        expect(outputs(restored, on, 110 - cut)).toEqual(outputs(fit, panel, 110));
      }
    },
  );
});

test.each(normalizationNames.filter((name) => name !== 'none'))(
  'an untrained network forecasts the value at the origin with normalize %s, whatever the target',
  async (normalize) => {
    const calm = panelOf([walk(ROWS, 1), walk(ROWS, 2)]);
    for (const target of ['log-return', 'diff', 'price'] as const) {
      const options = optionsOf({ ...base, normalize, target, learningRate: 1e-30, epochs: 1 });
      const fit = await modelNamed('mlp').fit(calm, rows, options);
      const origin = calm.series[1].values[100];
      for (const value of fit.forecast(calm, at(100))) expect(value / origin).toBeCloseTo(1, 12);
    }
  },
);

test('an untrained network forecasts as seasonal-naive does with differences to one season before', async () => {
  const options = optionsOf({ ...base, deseasonalize: 'difference', learningRate: 1e-30, epochs: 1 });
  const fit = await modelNamed('gru').fit(panel, rows, options);
  const naive = await modelNamed('seasonal-naive').fit(panel, rows, options);
  const expected = naive.forecast(panel, at(100));
  fit.forecast(panel, at(100)).forEach((value, k) => expect(value / expected[k]).toBeCloseTo(1, 12));
});

test('inputs are levels minus the centre over the spread, by hand', () => {
  const values = Array.from({ length: ROWS }, (_, row) => 10 + 2 * (row % 2) + (row > 60 ? 100 : 0));
  const options = optionsOf({
    inputSize: 4,
    horizon: 1,
    target: 'price',
    normalize: 'standard',
    scaler: 'none',
  });
  const encoding = fitEncoding(panelOf([values]), rows, options);
  const out = new Float64Array(8);
  encoding.writeWindow!(out, 1, 2, 0, 101);
  // Levels 110, 112, 110, 112: mean 111, deviation 1, and a floor of a tenth of the root mean square of changes, 2 but for one.
  const changes = (89 * 4 + 102 * 102) / 90;
  const spread = Math.sqrt(1 + 0.01 * changes);
  expect([...out]).toBeAllClose([0, -1, 0, 1, 0, -1, 0, 1].map((x) => x / spread));
  // From 112 to 110.
  expect(encoding.target(0, 101, 1)).toBeCloseTo(-2 / spread, 12);
});

test('indices take a season out of what a model sees, and put it into what it forecasts', () => {
  const season = [10, 13, 8, 11];
  const values = Array.from({ length: ROWS }, (_, row) => season[row % M]);
  const options = optionsOf({ ...base, target: 'diff', deseasonalize: 'indices', scaler: 'none' });
  const encoding = fitEncoding(panelOf([values]), rows, options);
  const out = new Float64Array(1);
  for (let row = 1; row < ROWS; row++) {
    encoding.write(out, 0, 0, row);
    expect(out[0]).toBeCloseTo(0, 12);
  }
  for (const origin of [20, 91, 110])
    for (let step = 1; step <= 6; step++)
      expect(encoding.decode(0, origin, step, 0)).toBeCloseTo(season[(origin + step) % M], 12);
});

test('a difference further ahead than a season is to the last season that is known', () => {
  const values = Array.from({ length: ROWS }, (_, row) => row * row);
  const options = optionsOf({
    ...base,
    target: 'diff',
    deseasonalize: 'difference',
    scaler: 'none',
    horizon: 9,
  });
  const encoding = fitEncoding(panelOf([values]), rows, options);
  for (const [step, before] of [
    [1, 97],
    [4, 100],
    [5, 97],
    [8, 100],
    [9, 97],
  ])
    expect(encoding.target(0, 100, step)).toBe((100 + step) ** 2 - before ** 2);
  expect(windowLookback(options)).toBe(6 + M);
});

test('a state of other options is rejected', () => {
  const options = optionsOf({ ...base, normalize: 'last' });
  const state = fitEncoding(panel, rows, options).state();
  const plain = optionsOf(base);
  expect(() => restoreEncoding(panel, readState('mlp', state), 90, plain)).toThrow('`scaler.center`');
});

test('models that take no normalisation do not change with it', async () => {
  const others = models.filter(
    ({ takesNormalization, combines, quantities }) =>
      !takesNormalization && !combines && quantities.includes('price'),
  );
  expect(others.map(({ name }) => name)).toContain('ar');
  for (const model of others) {
    const [plain, asked] = [{}, { normalize: 'standard', deseasonalize: 'difference' } as const].map(
      (given) => optionsOf({ ...base, ...given }),
    );
    expect(model.lookback(asked)).toBe(model.lookback(plain));
    const [one, other] = await Promise.all([plain, asked].map((options) => model.fit(panel, rows, options)));
    expect(other.forecast(panel, at(95))).toEqual(one.forecast(panel, at(95)));
  }
});

test('a network learns scale and shift with revin, and the others have none', async () => {
  const namesOf = async (normalize: (typeof normalizationNames)[number]) =>
    (await modelNamed('mlp').fit(panel, rows, optionsOf({ ...base, normalize, epochs: 5 }))).state();
  const learnt = (await namesOf('revin')).filter(({ name }) => /\.(g|beta)$/.test(name));
  expect(learnt.map(({ name }) => name)).toEqual(['layers.0.g', 'layers.0.beta']);
  for (const { values } of learnt) expect(values[0]).not.toBe(0);
  expect((await namesOf('standard')).some(({ name }) => name.endsWith('.g'))).toBe(false);
});

test('features keep their place beside a normalised window', () => {
  const random = new Random(4);
  const candles = panel.series.map((series) => ({
    ...series,
    others: { mood: Float64Array.from({ length: ROWS }, () => random.normal()) },
  }));
  const withMood = { ...panel, series: candles };
  const features = { features: ['column:mood'] };
  const [plain, normalised] = (['none', 'last'] as const).map((normalize) =>
    fitEncoding(withMood, rows, optionsOf({ ...base, ...features, normalize })),
  );
  const [a, b] = [new Float64Array(2), new Float64Array(2)];
  plain.write(a, 0, 1, 50);
  normalised.write(b, 0, 1, 50);
  expect(b[1]).toBe(a[1]);
  expect(b[0]).toBe(0);
});
