import { quantities } from '../../src/data/quantities.ts';
import type { FitProgressEvent } from '../../src/backtest/fits.ts';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import { TestSpan } from '../../src/backtest/test-span.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import type { BacktestResult } from '../../src/evaluation/backtest.ts';
import { describe, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { buildPanel } from '../../src/data/panel.ts';
import { DataError } from '../../src/errors.ts';
import { metricsOf } from '../../src/metrics/index.ts';
import { candlesOf, DAY, optionsOf, panelOf, START, walk } from '../helpers/panels.ts';
import { allowRelaxed } from '../helpers/relaxed.ts';
import type { OptionOverrides } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const rising = Array.from({ length: 30 }, (_, i) => 100 + i);
const rough = walk(60, 3);

const modelsOf = ({ models }: BacktestResult): string[] => models.map(({ model }) => model);
const resultOf = (result: BacktestResult, model: string) => result.models.find((one) => one.model === model)!;
/** What a run found, without the time it took. */
const numbers = (result: BacktestResult) => ({
  ...result,
  models: result.models.map((model) => ({
    ...model,
    seconds: 0,
    training: model.training.map((one) => ({ ...one, seconds: 0 })),
  })),
});

describe('naive', () => {
  test.each<[string, readonly string[]]>([
    ['nothing else', []],
    ['another', ['drift']],
    ['naive itself, in any place', ['drift', 'naive']],
  ])('is run once and scored like any model when %s is asked for', async (_, models) => {
    const result = await backtest(panelOf([rough]), optionsOf({ models, test: '10', refit: 4 }));
    expect(modelsOf(result).toSorted()).toEqual([...new Set([...models, 'naive'])].toSorted());
    const naive = resultOf(result, 'naive');
    expect(naive).toMatchObject({ parameters: 0, fits: 3, epochs: [], spread: NaN });
    expect(naive.scores).toMatchObject({ n: 10, u2: 1, skill: 0 });
    expect(Object.keys(naive.scores)).toEqual(
      expect.arrayContaining(metricsOf(quantities.price).map(({ name }) => name)),
    );
    expect(naive.byFolds).toHaveLength(3);
    expect(naive.verdict).toContain('this is the naive forecast');
    expect(result.forecasts.yhat.get('naive')).toEqual(result.forecasts.last);
  });
});

test('models are ordered by RMSE, best first', async () => {
  const options = { test: '10', seasonality: 3, models: ['seasonal-naive', 'drift'] };
  // On a straight line drift is never wrong, naive by one row and the last season by more.
  const { models } = await backtest(panelOf([rising]), optionsOf(options));
  expect(models.map(({ model, scores }) => [model, scores.rmse])).toEqual([
    ['drift', 0],
    ['naive', 1],
    ['seasonal-naive', 3],
  ]);
});

describe('the table of forecasts', () => {
  test('is ordered by series, origin and step, with actual values', async () => {
    const panel = panelOf([rising, rising.map((value) => 2 * value)]);
    const options = optionsOf({ models: ['drift'], horizon: 2, stepSize: 1, test: '4', refit: 2 });
    const { forecasts, plan } = await backtest(panel, options);
    const rows = Array.from(forecasts.y, (y, i) => ({
      place: [
        forecasts.series[i],
        forecasts.fold[i],
        forecasts.cutoff[i],
        forecasts.origin[i],
        forecasts.step[i],
      ],
      values: [forecasts.last[i], y, forecasts.yhat.get('naive')![i], forecasts.yhat.get('drift')![i]],
    }));
    expect(plan.folds.map(({ cutoff }) => cutoff)).toEqual([25, 27]);
    expect(rows.map(({ place }) => place)).toEqual(
      [0, 1].flatMap((s) => [
        [s, 0, 25, 25, 1],
        [s, 0, 25, 25, 2],
        [s, 0, 25, 26, 1],
        [s, 0, 25, 26, 2],
        [s, 1, 27, 27, 1],
        [s, 1, 27, 27, 2],
      ]),
    );
    expect(rows.slice(0, 3).map(({ values }) => values)).toEqual([
      [125, 126, 125, 126],
      [125, 127, 125, 127],
      [126, 127, 126, 127],
    ]);
    expect(rows[11].values).toEqual([254, 258, 254, 258]);
  });

  test('is the same to the last bit on any number of workers, warm or cold', async () => {
    const panel = panelOf([rough, walk(60, 4, [20, 41])]);
    for (const warm of [false, true]) {
      const options = optionsOf({
        models: ['gru', 'linear'],
        horizon: 2,
        test: '12',
        refit: 2,
        members: 2,
        warm,
      });
      const inPlace = numbers(await backtest(panel, options));
      expect(inPlace.failures).toEqual([]);
      expect([...inPlace.forecasts.spread.keys()]).toEqual(['gru']);
      for (const workers of [2, 3])
        expect(numbers(await backtest(panel, options, { workers }))).toEqual(inPlace);
    }
  });

  test('has a forecast for every complete window, and no unknown actual value', async () => {
    // Row 20 is the truth of one origin and in the windows of six; row 26 ends the first whole one after it.
    const panel = panelOf([rising.with(20, NaN), rising]);
    const result = await backtest(panel, optionsOf({ models: ['linear'], test: '10', refit: 0 }));
    const { forecasts } = result;
    const ofFirst = [...forecasts.origin.keys()].filter((i) => forecasts.series[i] === 0);
    expect(ofFirst.map((i) => forecasts.origin[i])).toEqual([19, 26, 27, 28]);
    expect(ofFirst.map((i) => forecasts.y[i])).toEqual([NaN, 127, 128, 129]);
    expect(forecasts.yhat.get('linear')!.every(Number.isFinite)).toBe(true);
    expect(textsOf(result.warnings.slice(0, 2))).toEqual([
      '6 of 20 origins have no 6 rows without a gap before them and are left out',
      '1 of 14 forecasts cannot be scored: the actual value is unknown, or lies beyond a gap',
    ]);
    expect(resultOf(result, 'linear').scores.n).toBe(13);
    expect(resultOf(result, 'linear').bySeries.map(({ id, scores }) => [id, scores.n])).toEqual([
      ['A', 3],
      ['B', 10],
    ]);
  });

  test('scores no filled row', async () => {
    const panel = panelOf([rising.with(24, NaN)], { filled: true });
    const { forecasts } = await backtest(panel, optionsOf({ models: [], test: '10' }));
    expect([...forecasts.y]).toEqual([120, 121, 122, 123, NaN, 125, 126, 127, 128, 129]);
    expect([...forecasts.last]).toEqual([119, 120, 121, 122, 123, 123, 125, 126, 127, 128]);
  });
});

describe('a series that a fold has no training rows of', () => {
  test.each(['log-return', 'price'] as const)(
    'is not forecast, and a warning says so: %s',
    async (target) => {
      const late = walk(120, 2).map((value, row) => (row < 100 ? NaN : value)); // the cutoff is row 89
      const options = optionsOf({ models: ['linear'], target, test: '30', refit: 0 });
      const { forecasts, warnings } = await backtest(panelOf([walk(120, 1), late]), options);
      expect(new Set(forecasts.series)).toEqual(new Set([0]));
      expect(textsOf(warnings)).toContainEqual(
        expect.stringContaining('nothing to train on before their cutoff'),
      );
    },
  );
});

describe('a model that fails', () => {
  const options = optionsOf({ models: ['mlp', 'drift'], learningRate: 1e38, test: '10', refit: 5 });

  test('is left out of tables and scores, and named with fold, reason and what to try', async () => {
    const result = await backtest(panelOf([rough]), options);
    expect(modelsOf(result).toSorted()).toEqual(['drift', 'naive']);
    expect([...result.forecasts.yhat.keys()]).toEqual(['naive', 'drift']);
    expect(result.failures).toEqual(
      [0, 1].map((fold) => ({
        model: 'mlp',
        fold,
        message: expect.stringContaining(`no longer a finite number in fold ${fold}`),
        hint: expect.stringContaining('--learning-rate'),
      })),
    );
  });

  test('is named for every fold that it did not reach, too', async () => {
    const result = await backtest(panelOf([rough]), { ...options, warm: true });
    expect(result.failures.map(({ model, fold }) => [model, fold])).toEqual([
      ['mlp', 0],
      ['mlp', 1],
    ]);
    expect(result.failures[1].message).toBe('mlp was not fitted in fold 1');
  });
});

test('an interrupted backtest has the models that are finished and names the others', async () => {
  const controller = new AbortController();
  const result = await backtest(
    panelOf([rough]),
    optionsOf({ models: ['drift', 'mlp', 'rnn'], epochs: 1e9, test: '10', refit: 5 }),
    {
      workers: 1,
      signal: controller.signal,
      onProgress: ({ type, model }) => {
        if (type === 'epoch' && model === 'mlp') controller.abort();
      },
    },
  );
  expect(modelsOf(result).toSorted()).toEqual(['drift', 'naive']);
  expect(result.failures.map(({ model, fold, message }) => [model, fold, message])).toEqual(
    ['mlp', 'rnn'].flatMap((model) =>
      [0, 1].map((fold) => [model, fold, `${model} was not fitted in fold ${fold}`]),
    ),
  );
});

test('progress counts fits up to all of them', async () => {
  const events: FitProgressEvent[] = [];
  await backtest(panelOf([rough]), optionsOf({ models: ['drift', 'mlp'], test: '10', refit: 5, epochs: 2 }), {
    workers: 1,
    onProgress: (event) => events.push(event),
  });
  const fits = events.filter(({ type }) => type === 'fit');
  expect(fits.map(({ model, fold, done, total }) => [model, fold, done, total])).toEqual([
    ['naive', 0, 1, 6],
    ['naive', 1, 2, 6],
    ['drift', 0, 3, 6],
    ['drift', 1, 4, 6],
    ['mlp', 0, 5, 6],
    ['mlp', 1, 6, 6],
  ]);
  const epochs = events.filter((event) => event.type === 'epoch');
  expect(epochs.map(({ epoch, fold, done }) => [epoch, fold, done])).toEqual([
    [1, 0, 4],
    [2, 0, 4],
    [1, 1, 5],
    [2, 1, 5],
  ]);
});

describe('an impossible backtest is refused before anything is fitted', () => {
  const refusal = async (panel: ReturnType<typeof panelOf>, overrides: OptionOverrides) => {
    const events: FitProgressEvent[] = [];
    const context = { workers: 1, onProgress: (event: FitProgressEvent) => events.push(event) };
    const error: unknown = await backtest(panel, optionsOf(overrides), context).catch(
      (thrown: unknown) => thrown,
    );
    expect(events).toEqual([]);
    expect(error).toBeInstanceOf(DataError);
    return error;
  };

  test('a test span in which no origin has a complete window and a known actual value', async () => {
    const everyThird = rising.map((value, row) => (row % 3 === 0 ? NaN : value));
    expect(await refusal(panelOf([everyThird]), { test: '10' })).toMatchObject({
      exit: 12,
      message:
        'expected origins with 6 rows without a gap before them and a known value after, got none in the test span',
      hint: expect.stringContaining('--input-size'),
    });
  });

  test('prices that are not positive, where returns are the target', async () => {
    const worthless = panelOf([rising, rising.with(17, 0)]);
    expect(await refusal(worthless, { test: '10' })).toMatchObject({
      exit: 12,
      message: 'expected positive values for target `log-return`, got 0 in B at 2024-01-18',
      hint: expect.stringContaining('--target diff'),
    });
    const result = await backtest(worthless, optionsOf({ test: '10', target: 'diff' }));
    expect(result.failures).toEqual([]);
  });

  test('too few rows', async () => {
    expect(await refusal(panelOf([rising]), { test: '29' })).toMatchObject({ exit: 12 });
  });
});

describe('the identity of a run', () => {
  allowRelaxed();
  const options = optionsOf({ models: [], test: '10' });
  const panel = panelOf([rough]);
  const identity = async (overrides: Partial<BacktestOptions> = {}, of = panel) =>
    (await backtest(of, { ...options, ...overrides })).run;

  test('is a digest that depends neither on the order of options nor on the number of workers', async () => {
    const run = await identity();
    expect(run).toMatch(/^sha256:[0-9a-f]{64}$/);
    const reversed = Object.fromEntries(Object.entries(options).toReversed()) as unknown as BacktestOptions;
    expect((await backtest(panel, reversed)).run).toBe(run);
    expect((await backtest(panel, options, { workers: 2 })).run).toBe(run);
  });

  test('changes with every single option', async () => {
    const others: { readonly [K in keyof BacktestOptions]: BacktestOptions[K] } = {
      models: ['drift'],
      ensemble: 'median',
      recipe: 'lab-0503',
      column: 'open',
      gaps: 'keep',
      test: TestSpan.parse('11')!,
      stepSize: 2,
      refit: 3,
      trainSize: 30,
      gap: 1,
      warm: true,
      volatility: 'garman-klass',
      weightDecay: 0.1,
      horizon: 2,
      inputSize: 6,
      seasonality: 2,
      target: 'diff',
      flat: 0.01,
      scaler: 'robust',
      seed: 2,
      har: ['leverage'],
      features: ['return-2'],
      withSeries: ['A'],
      normalize: 'last',
      deseasonalize: 'difference',
      balance: 'series',
      halfLife: 30,
      local: true,
      knownAhead: ['weekday'],
      static: ['sector'],
      embed: 2,
      ridge: [1],
      hidden: [4, 4],
      dense: [1],
      cells: ['dense'],
      segment: 2,
      head: 'steps',
      skip: true,
      activation: 'relu',
      dropout: [0.1],
      l1: [0.1],
      l2: [0.1],
      epochs: 3,
      batchSize: 8,
      optimizer: 'sgd',
      learningRate: 0.01,
      schedule: { name: 'step', every: 3, factor: 0.5 },
      clip: 2,
      validation: 0.2,
      patience: 3,
      shrink: 'none',
      loss: 'mae',
      members: 2,
      gru: 'reset-after',
      kernels: 'relaxed',
      level: [80],
      interval: 'aci',
      aciGamma: 0.05,
    };
    // The kernels are left out while they are the default.
    expect(Object.keys(others).toSorted()).toEqual([...Object.keys(options), 'kernels'].toSorted());
    const runs = await Promise.all(Object.entries(others).map(([key, value]) => identity({ [key]: value })));
    expect(new Set([...runs, await identity()]).size).toBe(runs.length + 1);
  });

  test('changes with the data and their names, but not with the path of the file', async () => {
    const built = (id: string, source: string, close: readonly number[]) => {
      const candles = candlesOf(
        id,
        close.map((_, row) => START + row * DAY),
        close,
      );
      return buildPanel([{ ...candles, source }], 'close', 'error').panel;
    };
    const run = await identity({}, built('A', 'a.csv', rough));
    expect(await identity({}, built('A', 'copy of a.csv', rough))).toBe(run);
    expect(await identity({}, built('B', 'a.csv', rough))).not.toBe(run);
    expect(await identity({}, built('A', 'a.csv', rough.with(0, rough[0] * (1 + 3e-16))))).not.toBe(run);
    expect(await identity({}, built('A', 'a.csv', rough.slice(1)))).not.toBe(run);
  });
});

test('members of a fit are fitted in parallel, and the result is their mean and standard deviation', async () => {
  const panel = panelOf([walk(80, 4)]);
  const one = (member: number, options: BacktestOptions) =>
    modelNamed('gru')
      .fit(panel, { fold: 0, start: 0, cutoff: 69 }, options, { member })
      .then(
        (forecaster) => forecaster.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(69) })[0],
      );
  const options = optionsOf({ models: ['gru'], members: 3, test: '10', refit: 0 });
  const result = await backtest(panel, options);
  const each = [await one(0, options), await one(1, options), await one(2, options)];
  const mean = (each[0] + each[1] + each[2]) / 3;
  const squares = each.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  expect(new Set(each).size).toBe(3);
  expect(result.forecasts.yhat.get('gru')![0]).toBeCloseTo(mean, 9);
  expect(result.forecasts.spread.get('gru')![0]).toBeCloseTo(Math.sqrt(squares / 2), 9);
  expect(resultOf(result, 'gru')).toMatchObject({ fits: 1, epochs: [2, 2, 2] });
  expect(resultOf(result, 'naive')).toMatchObject({ fits: 1, epochs: [] });
});

describe('a deadline', () => {
  const options = optionsOf({
    models: ['lstm', 'mlp', 'rnn', 'drift'],
    test: '8',
    refit: 4,
    inputSize: 5,
    epochs: 3,
  });
  const panel = panelOf([walk(80, 5)]);
  /** A backtest whose clock ticks with every event; the deadline comes when the first fit of `model` is under way. */
  const stoppedIn = async (model: string, cheapestFirst: boolean) => {
    const clock = new AbortController();
    const onProgress = (event: FitProgressEvent) => {
      if (event.type === 'epoch' && event.model === model) clock.abort();
    };
    return backtest(panel, options, { workers: 1, signal: clock.signal, onProgress, cheapestFirst });
  };

  test('finds the cheapest models complete, wherever they are in the list', async () => {
    const result = await stoppedIn('rnn', true);
    expect(modelsOf(result).toSorted()).toEqual(['drift', 'mlp', 'naive']);
    expect(new Set(result.failures.map(({ model }) => model))).toEqual(new Set(['lstm', 'rnn']));
    // In the order of the list, the most expensive model would have run first.
    expect(modelsOf(await stoppedIn('rnn', false))).not.toContain('drift');
  });

  test('that is not reached changes no number', async () => {
    const inOrder = await backtest(panel, options);
    expect(numbers(await backtest(panel, options, { workers: 1, cheapestFirst: true }))).toEqual(
      numbers(inOrder),
    );
  });
});
