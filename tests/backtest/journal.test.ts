/** The key of a fit holds all that its forecasts follow from, and nothing else; what is kept is not computed again. */
import { backtest } from '../../src/evaluation/backtest.ts';
import { describe, expect, test } from 'vitest';
import type { FitResult, Task } from '../../src/backtest/tasks.ts';
import type { Journal } from '../../src/backtest/journal.ts';
import { fitJournal } from '../../src/backtest/journal.ts';
import type { Panel } from '../../src/data/panel.ts';
import { builtIn, modelNamed } from '../../src/models/index.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

/** A journal in memory, with the keys that were kept and found. */
function memory() {
  const fits = new Map<string, FitResult>();
  const found: string[] = [];
  const journal: Journal = {
    find(key) {
      const fit = fits.get(key);
      if (fit) found.push(key);
      return fit;
    },
    keep: (key, result) => fits.set(key, result),
  };
  return { fits, found, journal };
}

const prices = walk(60, 1);
const task: Task = {
  model: 'gru',
  member: 0,
  fits: [
    {
      fold: 3,
      start: 0,
      cutoff: 39,
      origins: { series: Int32Array.of(0, 0), row: Int32Array.of(40, 42) },
    },
  ],
};
const result: FitResult = {
  model: 'gru',
  member: 0,
  fold: 3,
  yhat: Float64Array.of(1, 2),
  intervals: [],
  probabilities: [],
  parameters: 9,
  epochs: 4,
  seconds: 1,
};

/** Whether the fit that was kept with `first` is found with `second`. */
function isFound(
  second: { panel?: Panel; options?: OptionOverrides; task?: Task },
  first: { panel?: Panel; options?: OptionOverrides; task?: Task } = {},
): boolean {
  const { journal } = memory();
  const use = ({ panel = panelOf([prices]), options = {}, task: other = task }: typeof second) =>
    fitJournal(journal, { panel, options: optionsOf(options), registry: builtIn }, [other]);
  use(first).keep([result]);
  return use(second).find(second.task ?? task) !== undefined;
}

/** Prices with one of them changed. */
const revised = (row: number): Panel =>
  panelOf([prices.map((price, i) => (i === row ? price * 1.01 : price))]);

describe('what was learnt', () => {
  const state = [{ name: 'layers.0.W', shape: [1], values: Float32Array.of(1) }];
  const panel = panelOf([prices]);

  test.each([
    ['is not asked for, and a fit without it is found', false, undefined, { ...result, state: undefined }],
    ['is asked for, and a fit without it is not found', true, undefined, undefined],
    ['is asked for, and comes with the fit', true, state, { ...result, state }],
    ['is not asked for, and stays behind', false, state, { ...result, state: undefined }],
  ])('%s', (_, keepsState, kept, expected) => {
    const { journal } = memory();
    const other = fitJournal(journal, { panel, options: optionsOf({}), registry: builtIn }, [task]);
    other.keep([{ ...result, state: kept }]);
    expect(other.find({ ...task, keepsState: keepsState })).toEqual(expected && [expected]);
  });

  test('is kept only by backtests that request it', async () => {
    const [plain, saving] = [memory(), memory()];
    const options = optionsOf({ test: '6' });
    await backtest(panel, options, { workers: 1, journal: plain.journal });
    expect([...plain.fits.values()].every(({ state: of }) => of === undefined)).toBe(true);
    await backtest(panel, options, { workers: 2, journal: saving.journal, keepsState: true });
    expect([...saving.fits.values()].every(({ state: of }) => of !== undefined)).toBe(true);
    expect([...saving.fits.keys()].toSorted()).toEqual([...plain.fits.keys()].toSorted());
  });
});

describe('a fit is found', () => {
  test('with its new fold number', () => {
    const { journal } = memory();
    fitJournal(journal, { panel: panelOf([prices]), options: optionsOf({}), registry: builtIn }, [task]).keep(
      [result],
    );
    const later = { ...task, fits: [{ ...task.fits[0], fold: 0 }] };
    expect(
      fitJournal(journal, { panel: panelOf([prices]), options: optionsOf({}), registry: builtIn }, [
        later,
      ]).find(later),
    ).toEqual([{ ...result, fold: 0 }]);
  });

  test('for any rows after its last origin', () => {
    expect(isFound({ panel: revised(43) })).toBe(true);
    expect(isFound({ panel: panelOf([[...prices, 5, 6, 7]]) })).toBe(true);
  });

  test('for any other folds, models and members', () => {
    expect(isFound({ options: { models: ['gru', 'mlp'], members: 5, refit: 3, test: '9' } })).toBe(true);
  });
});

describe('a fit is not found', () => {
  test.each([0, 20, 39, 40, 42])('when the candle in row %i, which it used, was revised', (row) => {
    expect(isFound({ panel: revised(row) })).toBe(false);
  });

  test('when another column that features use has other values, another name, or is not there', () => {
    const withColumn = (name: string, change: (value: number, row: number) => number): Panel => {
      const panel = panelOf([prices]);
      const others = { [name]: panel.time.map((_, row) => change(row, row)) };
      return { ...panel, series: panel.series.map((one) => ({ ...one, others })) };
    };
    const plain = withColumn('fee', (value) => value);
    const revisedAt = (at: number) => withColumn('fee', (value, row) => (row === at ? -1 : value));
    expect(isFound({ panel: plain }, { panel: plain })).toBe(true);
    expect(isFound({ panel: revisedAt(43) }, { panel: plain })).toBe(true);
    expect(isFound({ panel: revisedAt(42) }, { panel: plain })).toBe(false);
    expect(isFound({ panel: withColumn('volume', (value) => value) }, { panel: plain })).toBe(false);
    expect(isFound({ panel: panelOf([prices]) }, { panel: plain })).toBe(false);
  });

  test('with a different first row, or another series in the panel', () => {
    expect(isFound({ panel: panelOf([prices.slice(1)]) })).toBe(false);
    expect(isFound({ panel: panelOf([prices, prices]) })).toBe(false);
  });

  test.each<OptionOverrides>([
    { seed: 2 },
    { horizon: 2 },
    { hidden: [7] },
    { epochs: 99 },
    { target: 'price' },
    { scaler: 'robust' },
    { learningRate: 0.5 },
    { features: ['return-2'] },
    { withSeries: ['A'] },
    { normalize: 'standard' },
    { deseasonalize: 'indices', seasonality: 7 },
  ])('with other options: %o', (options) => {
    expect(isFound({ options })).toBe(false);
  });

  test('for another model, member, training span or origins', () => {
    const [fit] = task.fits;
    const others: Task[] = [
      { ...task, model: 'lstm' },
      { ...task, member: 1 },
      { ...task, fits: [{ ...fit, start: 1 }] },
      { ...task, fits: [{ ...fit, cutoff: 38 }] },
      { ...task, fits: [{ ...fit, origins: { series: Int32Array.of(0), row: Int32Array.of(42) } }] },
    ];
    for (const other of others) expect(isFound({ task: other })).toBe(false);
  });

  test('if it is of an unseeded model that is fitted quickly', () => {
    const { fits, journal } = memory();
    const linear = { ...task, model: 'linear' };
    fitJournal(journal, { panel: panelOf([prices]), options: optionsOf({}), registry: builtIn }, [
      linear,
    ]).keep([{ ...result, model: 'linear' }]);
    expect(fits.size).toBe(0);
  });

  test('unless it takes long, seeded or not', () => {
    const { fits, journal } = memory();
    const ets = { ...task, model: 'ets' };
    const many = panelOf(Array.from({ length: 20 }, (_, s) => walk(60, s)));
    const kept = { ...result, model: 'ets' };
    const run = fitJournal(journal, { panel: many, options: optionsOf({}), registry: builtIn }, [ets]);
    run.keep([kept]);
    expect(fits.size).toBe(1);
    expect(run.find(ets)).toEqual([kept]);
  });

  test('in a warm chain unless all earlier ones are', () => {
    const { journal } = memory();
    const [first] = task.fits;
    const second = { ...first, fold: 4, cutoff: 41 };
    const chain: Task = { ...task, fits: [first, second] };
    const run = fitJournal(journal, { panel: panelOf([prices]), options: optionsOf({}), registry: builtIn }, [
      chain,
    ]);
    run.keep([{ ...result, fold: 4 }]);
    expect(run.find(chain)).toBeUndefined();
    run.keep([result]);
    expect(run.find(chain)?.map(({ fold }) => fold)).toEqual([3, 4]);
    // The second fit alone started from other weights.
    const alone: Task = { ...task, fits: [second] };
    expect(
      fitJournal(journal, { panel: panelOf([prices]), options: optionsOf({}), registry: builtIn }, [
        alone,
      ]).find(alone),
    ).toBeUndefined();
  });
});

test('a backtest computes only the missing folds, with the same result', async () => {
  const panel = panelOf([walk(400, 3)]);
  const options = optionsOf({
    models: ['mlp'],
    test: '60',
    refit: 10,
    epochs: 30,
    patience: 30,
    inputSize: 8,
    hidden: [32],
  });
  const { fits, found, journal } = memory();
  const first = await backtest(panel, options, { workers: 1, journal });
  expect(fits.size).toBe(6);
  for (const key of [...fits.keys()].slice(0, 2)) fits.delete(key);
  const fitted: number[] = [];
  const second = await backtest(panel, options, {
    workers: 1,
    journal,
    onProgress: (event) => event.type === 'fit' && event.model === 'mlp' && fitted.push(event.fold),
  });
  expect([found.length, fitted]).toEqual([4, [0, 1]]);
  expect(second.forecasts).toEqual(first.forecasts);
});

test('under `--warm`, a model that does not start from earlier weights continues at the fit that is missing', async () => {
  const panel = panelOf([walk(400, 3)]);
  const options = optionsOf({ models: ['ets'], test: '60', refit: 20, inputSize: 6, warm: true });
  const { fits, journal } = memory();
  const whole = await backtest(panel, options, { workers: 1, journal });
  expect(fits.size).toBe(3);
  fits.delete([...fits.keys()][1]);
  const kept: string[] = [];
  const keep: Journal['keep'] = (key, result_) => (kept.push(key), journal.keep(key, result_));
  const again = await backtest(panel, options, { workers: 1, journal: { ...journal, keep } });
  expect(kept.length).toBe(1);
  expect(again.forecasts).toEqual(whole.forecasts);
});

test('a fit of many series lets signals in between them', async () => {
  const panel = panelOf([walk(40, 1), walk(40, 2), walk(40, 3)]);
  const rows = { fold: 0, start: 0, cutoff: 39 };
  let stops = 0;
  const stop = async (): Promise<void> => {
    if (++stops === 2) throw new Error('stopped');
  };
  const fit = modelNamed('ses').fit(panel, rows, optionsOf({}), { yieldToSignals: stop });
  await expect(fit).rejects.toThrow('stopped');
});
