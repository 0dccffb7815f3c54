/** Models that are not built in, on this thread and on worker threads. */
import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/backtest/journal.ts';
import type { FitResult } from '../../src/backtest/tasks.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import type { BacktestResult } from '../../src/evaluation/backtest.ts';
import { builtIn, modelNamed } from '../../src/models/index.ts';
import { completeModel } from '../../src/models/own-model.ts';
import type { OwnForecaster, OwnModel } from '../../src/models/own-model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const panel = panelOf([walk(80, 1), walk(80, 2, [30])]);
const MODULE = new URL('../helpers/own-models.mjs', import.meta.url).href;

const forecaster: OwnForecaster = {
  forecast: ({ series }, { series: of, row }) =>
    Array.from(row).flatMap((r, i) => [0, 1].map(() => series[of[i]].values[r])),
};
/** A model whose forecaster differs from that of naive in this. */
const modelWith = (different: Partial<OwnForecaster>, more: Partial<OwnModel> = {}): OwnModel => ({
  name: 'mine',
  fit: () => ({ ...forecaster, ...different }),
  ...more,
});

const base: OptionOverrides = { horizon: 2, stepSize: 1, test: '20' };
const run = (own: readonly OwnModel[], options: OptionOverrides = {}, context: { workers?: number } = {}) =>
  backtest(panel, optionsOf({ ...base, models: own.map(({ name }) => name), ...options }), {
    workers: 1,
    registry: builtIn.with(own.map(completeModel)),
    ...context,
  });

/** What was forecast and how it scored, without names and times. */
const numbers = (result: BacktestResult, model: string) => {
  const { model: _, seconds: __, training, ...found } = result.models.find((one) => one.model === model)!;
  return [
    result.forecasts.yhat.get(model),
    found.scores,
    found.bySteps,
    training.map((each) => ({ ...each, seconds: 0 })),
  ];
};

describe('a model that is not built in', () => {
  test.each(['naive', 'linear', 'gru', 'theta'])(
    'gives what %s gives to the bit if it is a copy, on this thread and beside workers',
    async (name) => {
      const copy = { ...modelNamed(name), name: 'mine' };
      const original = await backtest(panel, optionsOf({ ...base, models: [name] }), { workers: 1 });
      for (const workers of [1, 2]) {
        const own = await run([copy], { models: ['mine', 'mlp'] }, { workers });
        expect(own.failures).toEqual([]);
        expect(numbers(own, 'mine')).toEqual(numbers(original, name));
      }
    },
  );

  test('runs on worker threads if it names its module, and gives the same', async () => {
    const { default: make } = (await import(MODULE)) as { default: (given: object) => OwnModel };
    const argument = { name: 'lag-3', rows: 3 };
    const here = make(argument);
    // Here it fails, so that only a worker can have fitted it.
    const fails = () => {
      throw new Error('was fitted on the calling thread');
    };
    const there = { ...here, source: { module: MODULE, argument }, fit: fails };
    const options = { models: ['lag-3', 'linear'] };
    const onWorkers = await run([there], options, { workers: 2 });
    expect(onWorkers.failures).toEqual([]);
    expect(numbers(onWorkers, 'lag-3')).toEqual(numbers(await run([here], options), 'lag-3'));
  });

  test.each([
    [
      'a missing module',
      { module: 'file:///no/such/module.mjs' },
      /could not load the model mine from file:\/\/\/no/,
    ],
    [
      'the module of another model',
      { module: MODULE, argument: { name: 'other', rows: 1 } },
      /its default export is the model `other`/,
    ],
    ['a module that fails', { module: MODULE }, /could not load the model mine/],
  ])('that names %s stops the backtest with its name', async (_, source, message) => {
    await expect(run([modelWith({}, { source })], {}, { workers: 2 })).rejects.toThrow(message);
  });

  test('may leave out everything but its name and `fit`', async () => {
    const { failures, models } = await run([modelWith({})]);
    expect(failures).toEqual([]);
    expect(models.map(({ scores }) => scores.u2)).toEqual([1, 1]);
    expect(() =>
      completeModel(modelWith({})).restore(panel, { state: [], cutoff: 3 }, optionsOf({})),
    ).toThrow('mine cannot be saved');
  });

  test.each<[string, Partial<OwnForecaster>, string]>([
    [
      'too few forecasts',
      { forecast: () => [1] },
      'expected 4 forecasts of mine in fold 0 (2 origins, 2 steps each), got 1',
    ],
    ['NaN', { forecast: () => [1, 2, 3, NaN] }, 'expected finite forecasts, got NaN from mine in fold 0'],
    [
      'an error',
      {
        forecast() {
          throw new TypeError('x is not a function');
        },
      },
      'mine failed to forecast: x is not a function',
    ],
    [
      'a promise',
      { forecast: (async () => [1]) as unknown as OwnForecaster['forecast'] },
      'expected `forecast` of mine to return a list of numbers, got a promise',
    ],
    [
      'text',
      { forecast: () => ['1', '2', '3', '4'] as unknown as number[] },
      'expected `forecast` of mine to return a list of numbers, got a value of type string at 0',
    ],
    ['nothing', { forecast: undefined! }, 'expected `fit` of mine to return a forecaster, got object'],
  ])('that answers with %s has failed fits that name it, and the others go on', async (_, given, message) => {
    const { failures, models } = await run([modelWith(given)], {
      test: '4',
      refit: 1,
      horizon: 2,
      level: [],
    });
    expect(failures.at(0)?.message).toBe(message);
    expect(models.map(({ model }) => model)).toEqual(['naive']);
  });

  test.each<[Partial<OwnModel>, string]>([
    [{ lookback: () => NaN }, 'expected `lookback` of mine to be a number of rows, got NaN'],
    [
      { lookback: 3 as unknown as () => number },
      'expected `lookback` of `mine` to be a function, got number',
    ],
    [
      { quantities: 'price' as unknown as ['price'] },
      'expected `quantities` of `mine` to be a list, got string',
    ],
    [{ source: { module: './mine.mjs' } }, 'expected `source` of `mine` to name a module by its URL'],
  ])('with a wrong field (%#) is rejected before any fit', async (wrong, message) => {
    await expect((async () => run([modelWith({}, wrong)]))()).rejects.toThrow(message);
  });

  test('that answers with the wrong intervals or probabilities has failed fits', async () => {
    const intervals = [{ level: 50, lo: [1], hi: [1] }];
    const [wrongLevel, wrongLength] = await Promise.all(
      [[80], [50]].map((level) => run([modelWith({ intervals: () => intervals })], { level })),
    );
    expect(wrongLevel.failures[0].message).toMatch(
      /^expected intervals of mine in fold \d of levels 80, got 50$/,
    );
    expect(wrongLength.failures[0].message).toMatch(/^expected \d+ bounds of mine in fold \d /);
    const classes = (given: Partial<OwnForecaster>) =>
      run([modelWith(given, { quantities: ['class'] })], {
        target: 'direction',
        loss: 'cross-entropy',
        horizon: 1,
      });
    const zeros = { forecast: (_: unknown, { row }: { row: Int32Array }) => new Float64Array(row.length) };
    expect(
      (await classes({ ...zeros, forecast: (_, { row }) => [...row].map(() => 0.5) })).failures[0].message,
    ).toMatch(/^expected forecasts of mine in fold \d of -1, 0, 1, got 0\.5$/);
    const thirds = (_: unknown, { row }: { row: Int32Array }) =>
      [0.5, 0.5, 0.5].map((p) => [...row].map(() => p));
    expect((await classes({ ...zeros, probabilities: thirds })).failures[0].message).toMatch(
      /^expected probabilities of mine in fold \d that sum to 1, got 0\.5, 0\.5, 0\.5$/,
    );
    expect((await classes({ ...zeros, probabilities: () => [] })).failures).toEqual([]);
    expect((await classes({ ...zeros, probabilities: () => [[1]] })).failures[0].message).toMatch(
      /of down, flat, up, got 1 columns$/,
    );
  });

  test('is rejected without a name that tables can have, or without `fit`', () => {
    for (const name of ['', ' mine', 'a,b', 'mine-lo-80', 'mine-p-up', 'a\u202eb', undefined!])
      expect(() => completeModel(modelWith({}, { name }))).toThrow('expected a model with a name');
    expect(() => completeModel({ name: 'mine' } as OwnModel)).toThrow(
      'expected `mine` to have a function `fit`',
    );
    for (const none of [null, 'naive'])
      expect(() => completeModel(none as unknown as OwnModel)).toThrow('expected a model');
  });

  test('changes the identity of a run by its own identity, and its fits are kept only if it has one', async () => {
    const kept = new Map<string, FitResult>();
    const journal: Journal = { find: (key) => kept.get(key), keep: (key, result) => kept.set(key, result) };
    const runWith = (identity?: string) => {
      const own = completeModel(modelWith({}, identity === undefined ? {} : { identity }));
      const options = optionsOf({ ...base, models: ['mine'] });
      return backtest(panel, options, { workers: 1, registry: builtIn.with([own]), journal });
    };
    const without = await runWith();
    expect(kept.size).toBe(0);
    const first = await runWith('a');
    const fits = kept.size;
    expect(fits).toBeGreaterThan(0);
    expect((await runWith('a')).run).toBe(first.run);
    expect(kept.size).toBe(fits);
    const second = await runWith('b');
    expect(kept.size).toBe(2 * fits);
    expect(new Set([without.run, first.run, second.run]).size).toBe(3);
  });
});

test('two backtests at the same time on one thread give what they give one after the other', async () => {
  const all = [
    { models: ['gru', 'mlp'], members: 2 },
    { models: ['lstm', 'linear'], hidden: [9], seed: 4 },
  ];
  // Waits after every batch, so that the two take turns within their fits.
  const copies = ['gru', 'mlp', 'lstm'].map((name): OwnModel => {
    const model = modelNamed(name);
    return {
      ...model,
      name: `slow-${name}`,
      fit: (given, rows, options, context) =>
        model.fit(given, rows, options, {
          ...context,
          yieldToSignals: () => new Promise((resolve) => setImmediate(resolve)),
        }),
    };
  });
  const slow = (options: OptionOverrides): OptionOverrides => ({
    ...options,
    models: options.models!.map((name) => (name === 'linear' ? name : `slow-${name}`)),
  });
  const registry = builtIn.with(copies.map(completeModel));
  const one = (options: OptionOverrides) =>
    backtest(panel, optionsOf({ ...base, ...slow(options) }), { workers: 1, registry });
  const apart = [await one(all[0]), await one(all[1])];
  const together = await Promise.all(all.map(one));
  for (const [i, result] of together.entries()) expect(result.forecasts).toEqual(apart[i].forecasts);
});
