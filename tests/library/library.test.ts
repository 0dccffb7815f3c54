/** The library against the command line: the same numbers, the same checks, and nothing that a program would not expect of a library. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { TestSpan } from '../../src/backtest/test-span.ts';
import {
  backtest,
  checkModel,
  forecast,
  HindcastError,
  metrics,
  models,
  readCsv,
  score,
  targets,
  UsageError,
} from '../../src/index.ts';
import type {
  BacktestReport,
  BacktestSettings,
  CommonSettings,
  FitProgressEvent,
  GivenForecast,
  OwnModel,
  PanelData,
  SeriesData,
  Target,
} from '../../src/index.ts';
import { optionsFrom, registryWith } from '../../src/library/prepare.ts';
import { defaults } from '../../src/options/flags.ts';
import { fileWith, dailyCsv, readTable, temporaryFolder } from '../helpers/files.ts';
import { DAY, START, walk } from '../helpers/panels.ts';
import { hindcast, ROOT, run } from '../helpers/run.ts';

const FIXTURE = path.join(ROOT, 'fixtures/ar-simulated-1d.csv');
const prices = walk(120, 1);
const series = (id: string, close: readonly number[]): SeriesData => ({
  id,
  time: close.map((_, row) => START + row * DAY),
  close,
});
const panel: PanelData = [series('A', prices), series('B', walk(120, 2))];
const small: BacktestSettings = { inputSize: 8, epochs: 3, hidden: [4], test: 20, jobs: 1 };
const linear = models.find(({ name }) => name === 'linear')!;

/** What a command prints as JSON. */
async function json(args: readonly string[]): Promise<Record<string, unknown>> {
  const env = { HINDCAST_STORE: path.join(await temporaryFolder(), 'store.sqlite') };
  const { code, stdout, stderr } = await hindcast([...args, '--json'], { env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Without what differs from run to run, and what only one of the two has. */
function comparable(report: object): unknown {
  const without = new Set(['seconds', 'schema', 'type', 'source', 'backtest', 'lead', 'weights', 'reuse']);
  const live = new Set(['record', 'madeAt', 'recorded', 'repeated']);
  return JSON.parse(
    JSON.stringify(report, (key, value: unknown) => (without.has(key) || live.has(key) ? undefined : value)),
  );
}

/** What a model was found to be, without its name and times. */
function found(report: BacktestReport, model: string): unknown {
  const text = JSON.stringify(comparable(report.models.find((one) => one.model === model)!));
  return JSON.parse(text.replaceAll(new RegExp(`\\b${model}\\b`, 'g'), 'MODEL'));
}

describe('backtest', () => {
  test('gives what the command prints, to the bit', async () => {
    const flags =
      '--model linear,gru --horizon 2 --level 80 --input-size 10 --epochs 3 --test 30 --seasonality 7';
    const printed = await json(['backtest', FIXTURE, ...flags.split(' ')]);
    const { forecasts, ...report } = await backtest(await readCsv(FIXTURE), {
      models: ['linear', 'gru'],
      horizon: 2,
      level: [80],
      inputSize: 10,
      epochs: 3,
      test: 30,
      seasonality: 7,
      jobs: 2,
    });
    expect(comparable(report)).toEqual(comparable(printed));
    expect(report.models.map(({ model }) => model).toSorted()).toEqual([
      'gru',
      'linear',
      'naive',
      'seasonal-naive',
    ]);
    expect(forecasts.yhat.gru).toHaveLength(forecasts.y.length);
  });

  test.each<[string, BacktestSettings, readonly string[]]>([
    ['volatility', { target: 'volatility', models: ['ewma'] }, ['--target', 'volatility', '--model', 'ewma']],
    [
      'direction',
      { target: 'direction', models: ['logistic'] },
      ['--target', 'direction', '--model', 'logistic'],
    ],
    [
      'a recipe',
      { recipe: 'lab-0504', epochs: 1, inputSize: 10 },
      '--recipe lab-0504 --epochs 1 --input-size 10'.split(' '),
    ],
  ])('gives what the command prints with %s', async (_, settings, flags) => {
    const file = path.join(ROOT, 'fixtures/garch-simulated-1d.csv');
    const printed = await json(['backtest', file, ...flags, '--test', '30', '--hidden', '4']);
    const { forecasts: __, ...report } = await backtest(await readCsv(file), {
      ...settings,
      test: 30,
      hidden: [4],
    });
    expect(comparable(report)).toEqual(comparable(printed));
  });

  test('gives what the command prints of the same rows as arrays', async () => {
    const file = await fileWith(dailyCsv(prices), 'A.csv');
    const printed = await json(['backtest', file, '--model', 'linear', '--input-size', '8', '--test', '20']);
    const { forecasts: _, ...report } = await backtest([series('A', prices)], {
      models: ['linear'],
      inputSize: 8,
      test: 20,
    });
    expect(comparable(report)).toEqual(comparable(printed));
  });

  test.each(['linear', 'gru'])('of a copy of %s under another name gives what %s gets', async (name) => {
    const copy: OwnModel = { ...models.find((one) => one.name === name)!, name: 'mine' };
    const [own, original] = await Promise.all(
      [copy, name].map((model) => backtest(panel, { ...small, models: [model], horizon: 2, level: [50] })),
    );
    expect(own.failures).toEqual([]);
    expect(found(own, 'mine')).toEqual(found(original, name));
    expect(own.forecasts.yhat.mine).toEqual(original.forecasts.yhat[name]);
    expect(own.forecasts.intervals.mine).toEqual(original.forecasts.intervals[name]);
  });

  test('of a copy of a target under another name gives what that target gets, and shows its name', async () => {
    const mine: Target = { ...targets.diff, name: 'mine' };
    const settings = { ...small, models: ['linear', 'gru', 'theta'], jobs: 2 };
    const [own, original] = await Promise.all(
      [mine, 'diff' as const].map((target) => backtest(panel, { ...settings, target })),
    );
    expect(own.options.target).toBe('mine');
    expect(own.forecasts).toEqual(original.forecasts);
    for (const name of ['naive', 'linear', 'gru', 'theta'])
      expect(found(own, name)).toEqual(found(original, name));
    expect(own.run).not.toBe(original.run);
  });

  test('measures what a metric of your own measures, everywhere', async () => {
    const mae = metrics.find(({ name }) => name === 'mae')!;
    const report = await backtest(panel, {
      ...small,
      models: ['drift'],
      metrics: [
        { ...mae, name: 'mine' },
        { name: 'classes', quantities: ['class'], compute: () => 1 },
      ],
    });
    for (const { scores, bySteps, byFolds, bySeries, byRegimes } of report.models)
      for (const of of [scores, ...bySteps, ...byFolds, ...bySeries, ...byRegimes]) {
        expect(of.mine).toBe(of.mae);
        expect(of).not.toHaveProperty('classes');
      }
  });

  test('gives the same at any `jobs`, and at the same time as another', async () => {
    const settings = { ...small, models: ['gru', 'linear', { ...linear, name: 'mine' }], members: 2 };
    const other = { ...small, models: ['lstm'], seed: 7 };
    const alone = [await backtest(panel, settings), await backtest(panel, other)];
    const together = await Promise.all([
      backtest(panel, settings),
      backtest(panel, other),
      backtest(panel, { ...settings, jobs: 2 }),
    ]);
    for (const [i, report] of together.entries()) {
      expect(report.forecasts).toEqual(alone[i % 2].forecasts);
      expect(comparable(report.models)).toEqual(comparable(alone[i % 2].models));
    }
  });

  test('reports progress, and stops with the error of a callback that throws', async () => {
    const events: FitProgressEvent[] = [];
    await backtest(panel, { ...small, models: ['linear'], onProgress: (event) => events.push(event) });
    expect(events.at(-1)).toMatchObject({ type: 'fit', done: events.at(-1)!.total });
    for (const jobs of [1, 2])
      await expect(
        backtest(panel, {
          ...small,
          models: ['gru'],
          jobs,
          onProgress() {
            throw new RangeError('no progress');
          },
        }),
      ).rejects.toThrow('no progress');
  });

  test.each([1, 2])('is rejected with the reason of its signal, at %i jobs', async (jobs) => {
    const before = AbortSignal.abort();
    await expect(backtest(panel, { ...small, signal: before })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    const during = new AbortController();
    const work = backtest(panel, {
      ...small,
      models: ['gru', 'lstm'],
      epochs: 1000,
      validation: 0,
      jobs,
      signal: during.signal,
      onProgress: () => during.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
  });

  test('goes on if a model of your own fails, and says how', async () => {
    const broken: OwnModel = {
      name: 'broken',
      fit() {
        throw new TypeError('values is undefined');
      },
    };
    const { failures, models: scored } = await backtest(panel, { ...small, models: ['drift', broken] });
    expect(scored.map(({ model }) => model).toSorted()).toEqual(['drift', 'naive']);
    expect(failures[0]).toMatchObject({
      model: 'broken',
      message: 'broken failed to fit: values is undefined',
    });
  });
});

describe('options', () => {
  const resolve = (settings: CommonSettings) => optionsFrom(settings, registryWith([]));

  test('have the defaults of the command line', () => {
    expect(resolve({})).toEqual({ ...defaults, stepSize: 1 });
    expect(resolve({ horizon: 3 }).stepSize).toBe(3);
    expect(resolve({ target: 'direction', models: ['logistic'] }).loss).toBe('cross-entropy');
  });

  test('are typed values', () => {
    const schedule = { name: 'step', every: 3, factor: 0.5 } as const;
    expect(
      resolve({ schedule, trainSize: 50, warm: true, dense: [], level: [95, 80], test: '2024-02-03' }),
    ).toMatchObject({
      schedule,
      trainSize: 50,
      warm: true,
      dense: [],
      level: [80, 95],
      test: TestSpan.parse('2024-02-03')!,
    });
    expect(resolve({ test: 0.25 }).test).toEqual(TestSpan.parse('0.25'));
    expect(resolve({ models: undefined, horizon: undefined })).toEqual(resolve({}));
  });

  test.each<[CommonSettings, string]>([
    [{ horizon: 0 }, 'expected `--horizon` to be a whole number >= 1, got `0`'],
    [{ horizon: 1.5 }, 'expected `--horizon` to be a whole number >= 1, got `1.5`'],
    [{ horizon: NaN }, 'expected `--horizon` to be a whole number >= 1, got `NaN`'],
    [{ hidden: [] }, 'expected `--hidden` to be a whole number >= 1, got `none`'],
    [{ test: -1 }, 'expected `--test` to be a share of the rows, a number of rows or a date'],
    [{ models: [] }, 'expected one or more `models`, got none'],
    [{ models: ['gruu'] }, 'unknown model `gruu`'],
    [{ models: ['gru', 'gru'] }, '`--model` names `gru` twice'],
    [{ recipe: 'lab' }, 'unknown recipe `lab`'],
    [{ dropout: [0.1, 0.2] }, 'expected `--dropout` to have 1 value, got 2'],
    [{ level: [0.8] }, 'expected `--level` to be levels in percent, from 1 to below 100, got `0.8`'],
    [{ target: 'direction', models: ['ar'] }, '`ar` cannot forecast target `direction`'],
    [{ warm: 'yes' as unknown as boolean }, 'expected `warm` to be true or false, got `"yes"`'],
    [{ horizon: {} as unknown as number }, 'expected `horizon` to be what its flag takes, got `{}`'],
    [
      { target: { ...targets.diff } },
      'expected a target of your own to have a name that no built-in one has',
    ],
    [{ target: { name: 'mine' } as Target }, 'expected target `mine` to have a function `accepts`'],
  ])('such as %o are rejected as on the command line', (settings, message) => {
    expect(() => resolve(settings)).toThrow(message);
    expect(() => resolve(settings)).toThrow(UsageError);
  });

  test('that do not exist are rejected with the one that is meant', () => {
    const call = () => resolve({ horizn: 3 } as CommonSettings);
    expect(call).toThrow(
      expect.objectContaining({ message: 'unknown option `horizn`', hint: 'did you mean `horizon`?' }),
    );
  });

  test('reject models and metrics that clash, and a wrong number of jobs', async () => {
    const naive: OwnModel = { ...linear, name: 'naive' };
    await expect(backtest(panel, { models: [naive] })).rejects.toThrow(
      'a name that no other model has, got `naive`',
    );
    const mae = { name: 'mae', compute: () => 1 };
    await expect(backtest(panel, { metrics: [mae] })).rejects.toThrow(
      'a name that no other one has, got `mae`',
    );
    const nothing = { name: 'mine' } as typeof mae;
    await expect(backtest(panel, { metrics: [nothing] })).rejects.toThrow('metric `mine` to have a function');
    await expect(backtest(panel, { ...small, jobs: 0 })).rejects.toThrow('expected `--jobs` to be');
  });
});

describe('series', () => {
  const time = [0, 1, 2].map((row) => START + row * DAY);
  test.each<[unknown, string]>([
    [[], 'expected one or more series, got none'],
    [undefined, 'expected one or more series, got `undefined`'],
    [[null], 'expected a series, got `null`'],
    [[{ id: 'A', time: null, close: [1] }], 'expected `time`, and `close` or `columns`, of series `A`'],
    [[{ id: 'A', time: [8.64e15], close: [1] }], 'got `8640000000000000` in row 0'],
    [
      [{ id: 'A', time, close: [1, 2, 3], static: { sector: true } }],
      'expected a static value `sector` of series `A`, got `true`',
    ],
    [[{ id: '', time, close: [1, 2, 3] }], 'expected a series with an `id`, got ``'],
    [[{ id: 'A', time }], 'expected `time`, and `close` or `columns`, of series `A`'],
    [[{ id: 'A', time, close: [1, 2] }], 'expected 3 values in column `close` of series `A`, got 2'],
    [
      [{ id: 'A', time, close: [1, '2', 3] }],
      'expected numbers in column `close` of series `A`, got `2` in row 1',
    ],
    [
      [{ id: 'A', time: [...time].toReversed(), close: [1, 2, 3] }],
      'expected ascending times of series `A`, got 2024-01-02 after 2024-01-03 in row 1',
    ],
    [
      [{ id: 'A', time: ['1.2.24', 1, 2], close: [1, 2, 3] }],
      'expected ascending times of series `A`, got `1.2.24` in row 0',
    ],
    [[series('A', prices), series('A', prices)], 'expected every series to have its own name, got `A` twice'],
  ])('such as %j are rejected', async (data, message) => {
    await expect(backtest(data as PanelData, small)).rejects.toThrow(message);
    await expect(backtest(data as PanelData, small)).rejects.toBeInstanceOf(HindcastError);
  });

  test('have times as numbers, dates or text, and missing values', async () => {
    const missing = prices.map((price, row) => (row === 50 ? null : price));
    const milliseconds = prices.map((_, row) => START + row * DAY);
    const forms = [
      milliseconds,
      milliseconds.map((ms) => new Date(ms)),
      milliseconds.map((ms) => new Date(ms).toISOString()),
    ];
    const runs = await Promise.all(
      forms.map((each) =>
        backtest([{ id: 'A', time: each, columns: { close: missing } }], { ...small, models: ['drift'] }),
      ),
    );
    expect(new Set(runs.map(({ run: id }) => id)).size).toBe(1);
    expect(runs[0].data[0].rows).toBe(119);
  });

  test('come from the text of a file, and leave out candles that have not closed', async () => {
    const text = dailyCsv(prices);
    const tomorrow = new Date(Date.now() + DAY).toISOString().slice(0, 10);
    const data = await readCsv({ text: `${text}${tomorrow},1\n`, name: 'mine.csv' });
    expect(data.series.map(({ id, time: { length } }) => [id, length])).toEqual([['mine', 120]]);
    expect(data.warnings).toHaveLength(1);
    const open = await readCsv({ text: `${text}${tomorrow},1\n` }, { includeOpen: true });
    expect(open.series[0].time).toHaveLength(121);
    const { warnings } = await backtest(data, { ...small, models: ['drift'] });
    expect(warnings[0]).toBe(data.warnings[0].text);
    await expect(readCsv('no-such.csv')).rejects.toThrow('no file no-such.csv');
  });

  test('have the column that the file was read for', async () => {
    const text = dailyCsv(prices).replace('close', 'vwap');
    const { options } = await backtest(await readCsv({ text }, { column: 'vwap' }), {
      ...small,
      models: ['drift'],
    });
    expect(options.column).toBe('vwap');
  });
});

test('forecast gives what the command prints, to the bit', async () => {
  const flags = '--model linear,mlp --horizon 3 --level 80 --input-size 10 --epochs 3';
  const printed = await json(['forecast', FIXTURE, ...flags.split(' ')]);
  const settings = { models: ['linear', 'mlp'], horizon: 3, level: [80], inputSize: 10, epochs: 3 };
  const report = await forecast(await readCsv(FIXTURE), settings);
  expect(comparable(report)).toEqual(comparable(printed));
  expect(report.forecasts.map(({ step }) => step)).toEqual([1, 2, 3]);
});

describe('score', () => {
  test('of the rows of a file gives what the command prints, to the bit', async () => {
    const folder = await temporaryFolder();
    const flags = '--model linear,drift --horizon 2 --step-size 1 --level 80 --input-size 10 --test 30';
    await json(['backtest', FIXTURE, ...flags.split(' '), '--output', folder]);
    const file = path.join(folder, 'forecasts.csv');
    const printed = await json(['score', file]);
    const rows = await readTable(file);
    const forecasts = rows.flatMap((row): GivenForecast[] =>
      ['naive', 'linear', 'drift'].map((model) => ({
        model,
        series: row.unique_id,
        origin: row.origin,
        cutoff: row.cutoff,
        time: row.ds,
        step: Number(row.step),
        yhat: Number(row[model]),
        y: row.y === '' ? null : Number(row.y),
        intervals:
          row[`${model}-lo-80`] === ''
            ? []
            : [{ level: 80, lo: Number(row[`${model}-lo-80`]), hi: Number(row[`${model}-hi-80`]) }],
      })),
    );
    expect(comparable(score(forecasts))).toEqual(comparable(printed));
  });

  const at = (row: number) => START + row * DAY;
  const drifting = Array.from({ length: 40 }, (_, i): GivenForecast => {
    const row = 60 + i;
    return { model: 'mine', series: 'A', origin: at(row), step: 1, yhat: prices[row] * 1.001 };
  });

  test('takes actual values and the naive forecast from the history', () => {
    const report = score(drifting, { actuals: [series('A', prices)] });
    expect(report.models.map(({ model }) => model).toSorted()).toEqual(['mine', 'naive']);
    const errors = drifting.map(({ yhat }, i) => (yhat - prices[61 + i]) ** 2);
    const mse = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(report.models.find(({ model }) => model === 'mine')!.scores.mse).toBeCloseTo(mse, 10);
    expect(report.forecasts).toBe(40);
  });

  test('scores probabilities of classes', () => {
    const classes = drifting.flatMap((given): GivenForecast[] =>
      ['mine', 'frequencies'].map((model, m) => ({
        ...given,
        model,
        time: (given.origin as number) + DAY,
        y: 1,
        yhat: 1,
        probabilities: m === 0 ? { down: 0.1, flat: 0.1, up: 0.8 } : { down: 0.4, flat: 0.2, up: 0.4 },
      })),
    );
    const { benchmark, models: scored } = score(classes);
    expect(benchmark).toBe('frequencies');
    expect(scored[0].model).toBe('mine');
    expect(scored[0].scores.brier).toBeCloseTo(0.06, 12);
  });

  test.each<[readonly Partial<GivenForecast>[], string]>([
    [[], 'expected one or more forecasts, got none'],
    [[{ y: '1' as unknown as number }], 'expected a number or `null` in `y` in forecast 0, got `1`'],
    [
      [{ intervals: [{ level: 80, lo: 2, hi: 1 }] }],
      'expected `lo` of an interval at or below `hi` in forecast 0, got `2 and 1`',
    ],
    [
      [{ probabilities: { down: 1 } as NonNullable<GivenForecast['probabilities']> }],
      'expected a share of down, flat, up in `probabilities` in forecast 0',
    ],
    [[{ yhat: NaN }], 'expected a number in `yhat` in forecast 0, got `NaN`'],
    [[{ origin: 'soon' }], 'expected a time in `origin` in forecast 0, got `soon`'],
    [[{ time: at(3) }], 'expected a time after its origin 2024-01-05 in forecast 0, got `2024-01-04`'],
    [
      [{ time: undefined }],
      'expected `time`, or `step` and `actuals` with its rows in forecast 0, got `neither`',
    ],
    [[{ step: 0 }], 'expected a whole number >= 1 in `step` in forecast 0, got `0`'],
    [[{}, {}], 'expected one forecast of `mine` for 2024-01-06 in forecast 1, got `another`'],
    [[{}, { model: 'other', y: 9 }], 'expected the actual value 1 in forecast 1, got `9`'],
    [[{ model: '' }], 'expected the name of a model in forecast 0, got ``'],
  ])('rejects %j', (given, message) => {
    const right: GivenForecast = { model: 'mine', origin: at(4), time: at(5), yhat: 1, y: 1 };
    expect(() => score(given.map((each) => ({ ...right, ...each })))).toThrow(message);
  });
});

test.each<[() => unknown, string]>([
  [() => backtest(panel, null!), 'expected an object of options, got `null`'],
  [
    () => backtest(panel, { models: 'gru' as unknown as string[] }),
    'expected `models` to be a list, got `gru`',
  ],
  [() => backtest(panel, { signal: {} as AbortSignal }), 'expected `signal` to be an AbortSignal'],
  [
    () => backtest(panel, { onProgress: 5 as unknown as () => void }),
    'expected `onProgress` to be a function',
  ],
  [() => backtest(panel, { metrics: [null!] }), 'expected a metric, got `null`'],
  [
    () =>
      backtest(panel, {
        ...small,
        models: ['drift'],
        metrics: [{ name: 'mine', compute: () => 'x' as unknown as number }],
      }),
    'expected metric `mine` to return a number, got `x`',
  ],
  [() => readCsv({} as URL), 'expected a path, a file URL or `{ text }`'],
  [() => readCsv(new URL('http://localhost/a.csv')), 'expected a path, a file URL or `{ text }`'],
  [
    () => readCsv(FIXTURE, { columns: 'volume' as unknown as string[] }),
    'expected `columns` to be a list of columns',
  ],
  [() => readCsv(FIXTURE, { colum: 'x' } as object), 'unknown option `colum`'],
  [async () => score([], { nave: 'x' } as object), 'unknown option `nave`'],
])('wrong arguments are rejected with what is expected (%#)', async (call, message) => {
  await expect((async () => call())()).rejects.toThrow(message);
});

test('static values and columns that are known ahead give what the command prints', async () => {
  const rows = prices.flatMap((close, row) => {
    const day = new Date(START + row * DAY).toISOString().slice(0, 10);
    return [`A,${day},${close},${row % 5},coin`, `B,${day},${close * 2 - row / 9},${row % 5},stock`];
  });
  const text = ['unique_id,time,close,event,sector', ...rows].join('\n');
  const file = await fileWith(text);
  const settings: CommonSettings = {
    models: ['linear'],
    inputSize: 6,
    test: 20,
    knownAhead: ['event'],
    static: ['sector'],
  };
  const flags = [
    '--model',
    'linear',
    '--input-size',
    '6',
    '--test',
    '20',
    '--known-ahead',
    'event',
    '--static',
    'sector',
  ];
  const printed = await json(['backtest', file, ...flags]);
  const read = await readCsv(file, { knownAhead: ['event'], static: ['sector'] });
  const { forecasts: _, ...report } = await backtest(read, { ...settings, jobs: 1 });
  expect(comparable(report)).toEqual(comparable(printed));
  const arrays = read.series.map(({ id, time, close, columns }, s) => ({
    id,
    time: Array.from(time),
    ...(close && { close }),
    columns: columns!,
    static: { Sector: ['coin', 'stock'][s] },
  }));
  const { models: ofArrays } = await backtest(arrays, { ...settings, jobs: 1 });
  expect(comparable(ofArrays)).toEqual(comparable(report.models));
});

test('a backtest in which a model changes the panel is rejected', async () => {
  const writing: OwnModel = {
    name: 'writing',
    fit: ({ series: [first] }) => {
      first.values[0] = 7;
      return { forecast: (_, { row }) => Array.from(row, () => 1) };
    },
  };
  await expect(backtest(panel, { ...small, models: [writing] })).rejects.toThrow(
    'changed the values of the panel',
  );
});

describe('checkModel', () => {
  const wrong = (forecastAt: (values: Float64Array, row: number) => number): OwnModel => ({
    name: 'mine',
    fit: () => ({
      forecast: ({ series: all }, { series: of, row }) =>
        Array.from(row).flatMap((r, i) => [0, 1].map(() => forecastAt(all[of[i]].values, r))),
    }),
  });

  test.each(['naive', 'linear', 'gru', 'har', 'logistic'])('finds nothing in a copy of %s', async (name) => {
    expect(await checkModel({ ...models.find((one) => one.name === name)!, name: 'mine' })).toEqual([]);
  });

  test('finds forecasts that see the next row', async () => {
    const [problem] = await checkModel(wrong((values, row) => values[row + 1] ?? values[row]));
    expect(problem).toMatch(/^mine sees the future: /);
    const careful = wrong((values, row) => (values[row + 1] > values[row] ? 2 : 1) * values[row]);
    expect((await checkModel(careful)).at(0)).toMatch(/^mine sees the future: .* changes from /);
  });

  test('finds fits that see rows after the cutoff', async () => {
    const peeking: OwnModel = {
      ...wrong((values, row) => values[row]),
      fit({ series: [{ values }] }) {
        const most = values.reduce((max, value) => (value > max ? value : max), 0);
        return wrong(() => most).fit(undefined!, undefined!, undefined!, {});
      },
    };
    expect((await checkModel(peeking)).at(0)).toMatch(/^mine sees the future: /);
  });

  test('finds a wrong shape, a changed panel, and forecasts that differ from time to time', async () => {
    expect(await checkModel({ name: 'mine', fit: () => ({ forecast: () => [1] }) })).toEqual([
      expect.stringMatching(/^expected \d+ forecasts of mine in fold 0 /),
    ]);
    const changing = wrong((values, row) => (values[row - 1] = values[row]));
    expect((await checkModel(changing)).at(0)).toMatch(/^mine changed the values of the panel/);
    let calls = 0;
    expect((await checkModel(wrong((values, row) => values[row] + calls++))).at(0)).toMatch(
      /^mine gives other forecasts of the same data/,
    );
  });
});

test('a program that uses the library ends by itself, and the library prints nothing and changes nothing of the process', async () => {
  const folder = await temporaryFolder();
  const code = `
    import { backtest, readCsv } from ${JSON.stringify(path.join(ROOT, 'dist/index.js'))};
    const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
    const before = JSON.stringify(listeners());
    const wrong = await backtest([], {}).catch((error) => error.code);
    const report = await backtest(await readCsv(${JSON.stringify(FIXTURE)}), { models: ['linear', 'mlp'], epochs: 1, test: 10, jobs: 2 });
    const state = { wrong, models: report.models.length, exitCode: process.exitCode, same: before === JSON.stringify(listeners()) };
    process.stdout.write(JSON.stringify(state));
  `;
  const file = path.join(folder, 'program.mjs');
  await writeFile(file, code);
  for (const args of [['--input-type=module', '-e', code], [file]]) {
    const { code: exit, stdout, stderr } = await run(process.execPath, args, { cwd: folder });
    expect({ exit, stdout, stderr }).toEqual({
      exit: 0,
      stdout: JSON.stringify({ wrong: 'usage', models: 3, same: true }),
      stderr: '',
    });
  }
});
