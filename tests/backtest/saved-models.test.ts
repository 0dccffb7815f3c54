/** Fits that were saved forecast what they would have, and are taken for nothing else. */
import type { BacktestOptions } from '../../src/backtest/options.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastNext } from '../../src/backtest/forecast-next.ts';
import type { NextForecast } from '../../src/backtest/forecast-next.ts';
import { withDigests } from '../../src/backtest/model-digests.ts';
import { digestOfModels, packModels, unpackModels } from '../../src/backtest/saved-models.ts';
import type { SavedModels } from '../../src/backtest/saved-models.ts';
import { checkOptions } from '../../src/options/resolve.ts';
import { readSafetensors, writeSafetensors } from '../../src/data/safetensors.ts';
import type { Panel } from '../../src/data/panel.ts';
import { targetNames, targets } from '../../src/data/targets.ts';
import type { TargetName } from '../../src/data/targets.ts';
import { DataError, HindcastError } from '../../src/errors.ts';
import { modelNamed, models } from '../../src/models/index.ts';
import { networkGraph } from '../../src/models/onnx/export.ts';
import { recipes } from '../../src/models/recipes.ts';
import { DAY, optionsOf, panelOf, START, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const values = [walk(130, 1), walk(130, 2, [40])];
const old = panelOf(values.map((column) => column.slice(0, 90)));
const now = panelOf(values);
const known = { models, recipes };
const readOptions = (said: unknown): BacktestOptions => checkOptions(said, known);
const unpack = (bytes: Uint8Array): SavedModels => unpackModels(bytes, 'f', readOptions);
/** Every model that takes the target, beside its benchmark. */
function takersOf(target: TargetName): string[] {
  const { quantity } = targets[target];
  return models
    .filter(({ name, quantities }) => quantities.includes(quantity.name) && name !== quantity.benchmarks[0])
    .map(({ name }) => name);
}

const all: OptionOverrides = {
  models: takersOf('log-return'),
  horizon: 3,
  members: 2,
  seasonality: 4,
};

async function saving(overrides: OptionOverrides, workers = 1): Promise<NextForecast> {
  return forecastNext(old, optionsOf(overrides), { workers, keepsState: true });
}

/** Through bytes and back. */
function reread({ saved }: NextForecast): SavedModels {
  return unpack(packModels(saved!, '1.2.3'));
}

const forecastsOf = ({ models: yhat, spread, last, ds, probabilities }: NextForecast) => ({
  yhat,
  spread,
  last,
  ds,
  probabilities,
});

describe('saved models', () => {
  test.each<OptionOverrides>([
    ...targetNames.map((target) => ({
      target,
      models: takersOf(target),
      loss: targets[target].quantity.trainingLosses[0],
    })),
    { loss: 'quantile', level: [50, 80] },
    { trainSize: 60, scaler: 'min-max', gru: 'reset-after', hidden: [4, 3], dense: [2] },
    { schedule: { name: 'plateau', patience: 2, factor: 0.5 } },
    { recipe: 'lab-0502' },
    { local: true, halfLife: 40 },
  ])('give the same forecasts to the last bit: %o', async (overrides) => {
    const next = await saving({ ...all, ...overrides });
    const { options } = next.saved!;
    const again = await forecastNext(old, options, { workers: 1, weights: reread(next) });
    expect(forecastsOf(again)).toEqual(forecastsOf(next));
    const digest = digestOfModels(next.saved!);
    expect(again.weights).toEqual({ through: START + 89 * DAY, rowsSince: 0, digest });
    expect(again.failures).toEqual([]);
  });

  test('are the same bytes for any number of workers, and when packed again', async () => {
    const [one, two] = [await saving(all), await saving(all, 2)];
    const bytes = packModels(one.saved!, '1.2.3');
    expect(packModels(two.saved!, '1.2.3')).toEqual(bytes);
    expect(packModels(unpack(bytes), '1.2.3')).toEqual(bytes);
  });

  test('forecast from new rows that they were not fitted on', async () => {
    const next = await saving(all);
    const { options } = next.saved!;
    const weights = reread(next);
    const later = await forecastNext(now, options, { workers: 1, weights });
    expect(later.weights).toMatchObject({ through: START + 89 * DAY, rowsSince: 40 });
    expect(later.last).toEqual([values[0][129], values[1][129]]);
    // What a fit on the old rows says from the last row is what a backtest's fold would say of it.
    const rows = { fold: 0, start: 0, cutoff: 89 };
    const origins = { series: Int32Array.of(0, 1), row: Int32Array.of(129, 129) };
    for (const name of ['naive', 'ses', 'theta', 'ar', 'har', 'linear', 'dlinear']) {
      const fitted = await modelNamed(name).fit(now, rows, options);
      expect(later.models.get(name)).toEqual(fitted.forecast(now, origins));
    }
  });

  test('are absent unless requested, and if a fit failed', async () => {
    expect((await forecastNext(old, optionsOf(all))).saved).toBeUndefined();
    expect((await saving({ models: ['mlp'], learningRate: 1e38 })).saved).toBeUndefined();
  });

  test('name their arrays by model and member, and have everything else as text', async () => {
    const bytes = packModels((await saving({ models: ['gru'], members: 2 })).saved!, '1.2.3');
    const { metadata, tensors } = readSafetensors(bytes, 'f');
    const names = tensors.map(({ name }) => name);
    expect(names).toContain('gru.1.layers.0.Wx');
    expect(names).toContain('gru.0.scaler.scale');
    expect(names).toContain('naive.0.series.1');
    expect(metadata).toMatchObject({
      format: 'hindcast/1',
      hindcast: '1.2.3',
      timeframe: '1d',
      trained: '{"from":"2024-01-01T00:00:00.000Z","through":"2024-03-30T00:00:00.000Z"}',
    });
    expect(JSON.parse(metadata.options)).toEqual({
      ...optionsOf({ models: ['gru'], members: 2 }),
      test: '0.15',
    });
    expect(JSON.parse(metadata.series)).toEqual(
      old.series.map(({ id, digest }) => ({ id, isTrained: true, digest })),
    );
  });
});

describe('intervals of saved models', () => {
  const level = [80];

  test('are computed from their errors since they were fitted', async () => {
    const weights = reread(await saving({ models: ['gru', 'linear'], horizon: 2 }));
    const options = { ...weights.options, level };
    const next = await forecastNext(now, options, { workers: 1, weights });
    // 130 rows, fitted through row 89: origins 89 to 127 have both their steps behind them.
    expect(next.calibration).toBe(39);
    expect(next.warnings).toEqual([]);
    const [interval] = next.intervals.get('gru')!;
    for (const [i, yhat] of next.models.get('gru')!.entries()) {
      expect(interval.lo[i]).toBeLessThan(yhat);
      expect(interval.hi[i]).toBeGreaterThan(yhat);
    }
    // Nothing of the rows that were trained on: were they others, the intervals were the same.
    const moved = panelOf(values.map((column) => column.map((value, row) => (row < 60 ? value * 3 : value))));
    const other = await forecastNext(moved, { ...options, interval: 'conformal' }, { workers: 1, weights });
    const same = await forecastNext(now, { ...options, interval: 'conformal' }, { workers: 1, weights });
    expect(other.intervals).toEqual(same.intervals);
  });

  test('are absent, with the reason, if there are too few rows since', async () => {
    const weights = reread(await saving({ models: ['linear'] }));
    const next = await forecastNext(old, { ...weights.options, level }, { workers: 1, weights });
    expect(next.intervals.size).toBe(0);
    expect(textsOf(next.warnings)).toEqual([
      'no intervals: 80 % needs 9 earlier errors, and the rows since the models were fitted have room for 0',
    ]);
  });

  test('are their own if they learn them', async () => {
    const networks = ['mlp', 'rnn', 'lstm', 'gru'];
    const next = await saving({ models: networks, loss: 'quantile', level, members: 2 });
    const weights = reread(next);
    const again = await forecastNext(old, weights.options, { workers: 1, weights });
    for (const name of networks) expect(again.intervals.get(name)).toEqual(next.intervals.get(name));
  });
});

describe('saved models are refused', () => {
  const expectRefused = async (
    panel: Panel,
    change: Partial<BacktestOptions>,
    message: string,
  ): Promise<void> => {
    const weights = reread(await saving({ models: ['linear'] }));
    const refused = forecastNext(panel, { ...weights.options, ...change }, { workers: 1, weights });
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(message);
  };

  test('for other series', () =>
    expectRefused(
      panelOf([values[0]]),
      {},
      'expected the series that the saved models were fitted on, A, B, got A',
    ));

  test('for series whose joined names are the same', () => {
    const [series] = now.series;
    return expectRefused({ ...now, series: [{ ...series, id: 'A, B' }] }, {}, 'A, B, got A, B');
  });

  test('for another timeframe', () =>
    expectRefused(
      { ...now, timeframe: { name: '4h', ms: DAY / 6, months: 0 } },
      {},
      'expected candles of 1d, as the saved models were fitted on, got 4h',
    ));

  test.each<[Partial<BacktestOptions>, string]>([
    [{ target: 'diff' }, 'expected `target` "log-return", as the saved models were fitted with, got "diff"'],
    [{ column: 'high' }, 'expected `column` "close"'],
    [{ horizon: 7 }, 'expected `horizon` 1'],
    [{ seed: 2 }, 'expected `seed` 1'],
    [{ models: ['gru'] }, 'expected `models` ["linear"]'],
  ])('for other options: %o', (change, message) => expectRefused(now, change, message));

  test('for origins before the last row that they were fitted on', () =>
    expectRefused(
      panelOf(values.map((column) => column.slice(0, 80))),
      {},
      'expected rows up to 2024-03-30 at least, which the saved models were fitted through, got rows up to 2024-03-20',
    ));

  test('for levels that a network has not learnt', async () => {
    const weights = reread(await saving({ models: ['mlp'], loss: 'quantile', level: [80] }));
    const refused = forecastNext(now, { ...weights.options, level: [90] }, { workers: 1, weights });
    await expect(refused).rejects.toThrow('expected `level` [80]');
  });

  test('with weights that are not finite', async () => {
    const weights = reread(await saving({ models: ['mlp'] }));
    const [state] = weights.models.get('mlp')!;
    for (const { values: numbers } of state) numbers.fill(NaN);
    const refused = forecastNext(now, weights.options, { workers: 1, weights });
    await expect(refused).rejects.toThrow('expected finite forecasts, got NaN from the saved mlp');
  });

  test('for a series that had nothing to train on; the others are forecast', async () => {
    const short = panelOf([
      values[0].slice(0, 90),
      [...Array<number>(85).fill(NaN), ...values[1].slice(85, 90)],
    ]);
    const next = await forecastNext(short, optionsOf({ models: ['mlp'] }), { workers: 1, keepsState: true });
    const weights = reread(next);
    expect(weights.series.map(({ isTrained }) => isTrained)).toEqual([true, false]);
    const later = await forecastNext(now, weights.options, { workers: 1, weights });
    expect(later.series).toEqual(['A']);
    expect(textsOf(later.warnings)).toEqual([
      'B had no rows to train on when the models were saved: not forecast',
    ]);
  });
});

describe('a file from an untrusted source', async () => {
  const bytes = packModels(
    (await saving({ models: ['gru', 'linear', 'theta'], members: 2 })).saved!,
    '1.2.3',
  );
  const { metadata, tensors } = readSafetensors(bytes, 'f');
  const options = JSON.parse(metadata.options) as Record<string, unknown>;
  const said = (change: Readonly<Record<string, unknown>>): Record<string, string> => ({
    ...metadata,
    options: JSON.stringify({ ...options, ...change }),
  });

  test.each<[Record<string, string>, string]>([
    [{}, 'models of the format `hindcast/1`'],
    [{ ...metadata, format: 'hindcast/2' }, 'models of the format `hindcast/1` in f, got `hindcast/2`'],
    [{ ...metadata, numbers: '0' }, 'a version as `numbers`'],
    [{ ...metadata, options: '{' }, 'JSON as `options`'],
    [{ ...metadata, series: '[]' }, 'a list of series'],
    [{ ...metadata, series: '[null]' }, 'a list of series'],
    [{ ...metadata, trained: '{"from":1,"through":2}' }, 'the span of the training rows'],
    [{ ...metadata, trained: 'null' }, 'the span of the training rows'],
    [said({ models: ['linear', 'theta'] }), 'arrays of the models of its options in f, got `gru.0.'],
    [said({ members: 1 }), 'got `gru.1.'],
    [said({ epochs: 0 }), 'the options in f are invalid: expected `--epochs`'],
  ])('is refused: %o', (wrong, message) => {
    const read = (): unknown => unpack(writeSafetensors(withDigests({ metadata: wrong, tensors })));
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
  });

  test.each<[unknown, string]>([
    [null, 'expected an object of options'],
    [{ horizon: 0 }, '--horizon'],
    [{ horizon: '1' }, 'unknown option `horizon` of `"1"`'],
    [{ hidden: [2.5] }, '--hidden'],
    [{ hidden: { a: 1 } }, 'unknown option `hidden`'],
    [{ models: ['sea'] }, 'unknown model `sea`'],
    [{ colour: 'red' }, 'unknown option `colour` of `"red"`'],
    [{ schedule: { name: 'step' } }, '--schedule'],
    [{ warm: 'true' }, 'unknown option `warm`'],
  ])('has options that no flag accepts: %o', (wrong, message) => {
    expect(() => readOptions(wrong)).toThrow(message);
  });

  test.each([{ horizon: 2 }, { inputSize: 7 }, { hidden: [5] }, { horizon: 1e9 }, { gru: 'reset-after' }])(
    'has weights of other options: %o',
    async (change) => {
      const weights = unpack(
        writeSafetensors(withDigests({ metadata: said({ stepSize: 1, ...change }), tensors })),
      );
      await expect(forecastNext(now, weights.options, { workers: 1, weights })).rejects.toThrow(DataError);
    },
  );

  test('is refused or read without any other effect, whichever bytes are changed', async () => {
    const header = Number(Buffer.from(bytes).readBigUInt64LE()) + 8;
    const change = fc.record({ at: fc.oneof(fc.nat(header), fc.nat(bytes.length - 1)), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const damaged = bytes.slice();
        for (const { at, to } of changes) damaged[at] = to;
        try {
          const weights = unpack(damaged);
          const model = modelNamed('gru');
          const states = weights.models.get('gru')!;
          const place = { series: 0, seriesCount: weights.series.length };
          networkGraph({ model, states, options: weights.options, ...place });
          await forecastNext(now, weights.options, { workers: 1, weights });
        } catch (error) {
          expect(error).toBeInstanceOf(HindcastError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
