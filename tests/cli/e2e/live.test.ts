/** Scripted days: forecasts are made, the clocks move, candles close, and `score` scores them. */
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaint, newBench } from '../../helpers/fetching.ts';
import type { Bench } from '../../helpers/fetching.ts';
import { dailyCsv, readTable, temporaryFolder } from '../../helpers/files.ts';
import { DAY, START, walk } from '../../helpers/panels.ts';
import { openStore } from '../../../src/store/store.ts';
import { hindcast } from '../../helpers/run.ts';

const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' };
const MARKET = 'binance:BTC/USDT:1d';
/** Not shrunk: of so few rows, all that is learnt would be shrunk to the forecast of naive. */
const FIT = '--input-size 8 --hidden 4 --epochs 3 --horizon 2 --shrink none';
const HOUR = DAY / 24;

interface ForecastJson {
  readonly record: string | null;
  readonly madeAt: string | null;
  readonly recorded: boolean;
  readonly repeated: boolean;
  readonly forecasts: readonly {
    readonly origin: string;
    readonly last: number;
    readonly step: number;
    readonly ds: string | null;
    readonly yhat: Readonly<Record<string, number>>;
    readonly intervals: Readonly<Record<string, readonly { level: number; lo: number; hi: number }[]>>;
  }[];
}

interface StepJson {
  readonly step: number;
  readonly n: number;
  readonly waiting: number;
  readonly overdue: number;
  readonly missed: number;
  readonly afterTheFact: number;
  readonly repeated: number;
  readonly rmse: number | null;
  readonly mae: number | null;
  readonly u2: number | null;
  readonly direction: { readonly hits: number; readonly n: number };
  readonly intervals: readonly { readonly level: number; readonly n: number; readonly coverage: number }[];
  readonly afterTheFactScores?: { readonly n: number };
}

interface LiveJson {
  readonly type: string;
  readonly records: number;
  readonly scored: number;
  readonly waiting: number;
  readonly overdue: number;
  readonly missed: number;
  readonly afterTheFact: number;
  readonly next: string | null;
  readonly revised: number;
  readonly filled: number;
  readonly changed: number;
  readonly configurations: readonly {
    readonly model: string;
    readonly series: string;
    readonly revised: number;
    readonly bySteps: readonly StepJson[];
  }[];
  readonly warnings: readonly string[];
}

/** The program at a given time, and the JSON that it prints. */
const at = (bench: Bench, now: number) => {
  const options = { now, env: { HINDCAST_FRESH: '' } };
  const json = async <T>(words: string): Promise<T> => {
    const { code, stdout, stderr } = await bench.run(`${words} --json`, options);
    expect([code, stderr.split('\n').filter((line) => line.startsWith('error'))]).toEqual([0, []]);
    return JSON.parse(stdout) as T;
  };
  return {
    options,
    fetch: async () => {
      bench.exchange.clock = now;
      expect((await bench.run('fetch binance BTC/USDT --since 2023-10-01 --quiet', options)).code).toBe(0);
    },
    forecast: (more = '--model linear,mlp') => json<ForecastJson>(`forecast ${MARKET} ${FIT} ${more}`),
    score: (more = '') => json<LiveJson>(`score ${more}`.trim()),
  };
};

const stepsOf = ({ configurations }: LiveJson, model: string): readonly StepJson[] =>
  configurations.find((one) => one.model === model)!.bySteps;

/** Closes of the store by day. */
const closesOf = (bench: Bench): ReadonlyMap<number, number> =>
  bench.opened((store) => {
    const { time, close } = store.read(BTC);
    return new Map(Array.from(time, (ms, i) => [ms, close[i]]));
  });

/** From now on the exchange has another close for that day: the middle between high and low. */
function reviseClose(bench: Bench, time: number): number {
  const { high, low } = bench.opened((store) => store.read(BTC, { from: time, to: time }));
  const close = (high[0] + low[0]) / 2;
  bench.exchange.revise('BTC/USDT', time, { 4: close });
  return close;
}

test('scripted days: live scores use the actual values, and the forecasts equal those of a fresh backtest, to the bit', async () => {
  const bench = await newBench();
  const first = Date.UTC(2024, 0, 10);
  const made: ForecastJson[] = [];
  for (let day = 0; day < 5; day++) {
    const today = at(bench, first + day * DAY + HOUR);
    await today.fetch();
    made.push(await today.forecast('--model linear,mlp --level 80'));
  }
  expect(new Set(made.map(({ record }) => record)).size).toBe(5);
  const today = at(bench, first + 5 * DAY + HOUR);
  await today.fetch();
  const told = await today.score();
  // Five of one step ahead, and the last of two steps ahead waits until tomorrow.
  expect(told).toMatchObject({
    type: 'live',
    records: 5,
    scored: 9,
    waiting: 1,
    overdue: 0,
    missed: 0,
    filled: 9,
    changed: 0,
  });
  expect(told.next).toBe('2024-01-16');
  const closes = closesOf(bench);
  for (const model of ['naive', 'linear', 'mlp'])
    for (const { step, n, rmse, mae, u2, direction, intervals } of stepsOf(told, model)) {
      const rows = made.flatMap(({ forecasts }) =>
        forecasts.flatMap(({ step: of, ds, yhat, last, intervals: bounds }) => {
          const y = closes.get(Date.parse(ds!));
          if (of !== step || y === undefined) return [];
          return [{ y, last, error: yhat[model] - y, bound: bounds[model][0], yhat: yhat[model] }];
        }),
      );
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      const squared = mean(rows.map(({ error }) => error * error));
      const naive = mean(rows.map(({ last, y }) => (last - y) ** 2));
      expect(n).toBe(6 - step);
      expect(rmse).toBeCloseTo(Math.sqrt(squared), 8);
      expect(mae).toBeCloseTo(mean(rows.map(({ error }) => Math.abs(error))), 8);
      expect(u2).toBeCloseTo(Math.sqrt(squared / naive), 10);
      const isHit = ({ yhat, last, y }: (typeof rows)[number]) => yhat > last === y > last;
      if (model !== 'naive') expect(direction.hits).toBe(rows.filter(isHit).length);
      const held = rows.filter(({ y, bound }) => bound.lo <= y && y <= bound.hi).length;
      expect(intervals).toMatchObject([{ level: 80, n: 6 - step, coverage: held / (6 - step) }]);
    }

  const output = path.join(bench.folder, 'run');
  const backtest = `backtest ${MARKET} ${FIT} --model linear,mlp --level 80 --refit 1 --step-size 1 --test 2024-01-10 --output ${output} --quiet`;
  expect((await bench.run(backtest, today.options)).code).toBe(0);
  const rows = new Map(
    (await readTable(path.join(output, 'forecasts.csv'))).map((row) => [`${row.origin} ${row.step}`, row]),
  );
  const compared = made.flatMap(({ forecasts }) =>
    forecasts.flatMap(({ origin, step, yhat }) => {
      const row = rows.get(`${origin} ${step}`);
      return row === undefined ? [] : [[yhat.linear, yhat.mlp].concat(Number(row.linear), Number(row.mlp))];
    }),
  );
  expect(compared.length).toBe(8); // of the fifth origin the second step has no truth yet
  for (const [linear, mlp, ...fresh] of compared) expect(fresh).toEqual([linear, mlp]);

  // A second score changes nothing and finds nothing new.
  expect(await today.score()).toMatchObject({ scored: 9, filled: 0, changed: 0 });
});

test('a repeated forecast is the same record, and says so', async () => {
  const bench = await newBench();
  const now = Date.UTC(2024, 0, 10, 1);
  const morning = at(bench, now);
  await morning.fetch();
  const first = await morning.forecast();
  const again = await at(bench, now + HOUR).forecast();
  expect(first).toMatchObject({
    recorded: true,
    repeated: false,
    madeAt: expect.stringMatching(/^2024-01-10T01:00:/),
  });
  expect(again).toMatchObject({ recorded: true, repeated: true, record: first.record, madeAt: first.madeAt });
  expect(await morning.score()).toMatchObject({ records: 1, scored: 0, waiting: 2, next: '2024-01-11' });
  const { stdout } = await bench.run(`forecast ${MARKET} ${FIT} --model linear,mlp`, morning.options);
  expect(stdout).toMatch(/^The same forecast was recorded before, as [0-9a-f]{8} on 2024-01-10T01:00Z:\s/m);
  expect(await morning.forecast('--model linear --no-record')).toMatchObject({
    record: null,
    madeAt: null,
    recorded: false,
  });
  expect(await morning.score()).toMatchObject({ records: 1 });
  // The record names the revision of a candle that it used.
  reviseClose(bench, Date.UTC(2024, 0, 9));
  bench.exchange.clock = now + DAY;
  const { markets } = JSON.parse(
    (await bench.run('fetch binance BTC/USDT --since 2023-10-01 --json', { now: now + DAY })).stdout,
  ) as { markets: { revisions: { usedBy: string[] }[] }[] };
  expect(markets[0].revisions.flatMap(({ usedBy }) => usedBy)).toEqual([first.record]);
  const told = await at(bench, now + DAY).score();
  expect(told).toMatchObject({ records: 1, revised: 1, scored: 1 });
  expect(told.configurations.map(({ revised }) => revised)).toEqual([1, 1, 1]);
});

test('a forecast made after its candle closed does not count as live', async () => {
  const bench = await newBench();
  const late = at(bench, Date.UTC(2024, 0, 20));
  bench.exchange.clock = Date.UTC(2024, 0, 12); // an exchange that was last asked days ago
  await bench.run('fetch binance BTC/USDT --since 2023-10-01 --quiet', {
    now: Date.UTC(2024, 0, 12),
  });
  await late.forecast('--model linear');
  await late.fetch();
  const told = await late.score();
  expect(told).toMatchObject({ records: 1, scored: 0, waiting: 0, afterTheFact: 2 });
  expect(stepsOf(told, 'linear').map(({ n, afterTheFact }) => [n, afterTheFact])).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(stepsOf(await late.score('--all'), 'linear').map((step) => step.afterTheFactScores?.n)).toEqual([
    1, 1,
  ]);
});

test('a forecast whose first candle has closed is live for its second step', async () => {
  const bench = await newBench();
  bench.exchange.clock = Date.UTC(2024, 0, 12);
  await bench.run('fetch binance BTC/USDT --since 2023-10-01 --quiet', {
    now: Date.UTC(2024, 0, 12),
  });
  // The last candle is of the 11th: step 1 is the 12th, which has closed, and step 2 the 13th, which has an hour left.
  await at(bench, Date.UTC(2024, 0, 13, 23)).forecast('--model linear');
  const next = at(bench, Date.UTC(2024, 0, 14));
  await next.fetch();
  const told = await next.score();
  expect(stepsOf(told, 'linear').map(({ n, afterTheFact }) => [n, afterTheFact])).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test('a candle that the market lacks is missed, and one that arrives later is scored', async () => {
  const bench = await newBench();
  const hole = Date.UTC(2024, 0, 11);
  bench.exchange.market('BTC/USDT').missing = [[hole, hole + DAY]];
  const today = at(bench, Date.UTC(2024, 0, 11, 1));
  await today.fetch();
  await today.forecast('--model linear');
  const early = at(bench, hole + DAY + HOUR);
  await early.fetch();
  // No candle after the gap: the missing one may still arrive.
  expect(await early.score()).toMatchObject({ scored: 0, waiting: 2, overdue: 1, missed: 0 });
  const later = at(bench, Date.UTC(2024, 0, 13, 1));
  await later.fetch();
  expect(await later.score()).toMatchObject({ scored: 1, waiting: 0, missed: 1 });
  bench.exchange.market('BTC/USDT').missing = [];
  const { code } = await bench.run(`data ${MARKET} --repair`, later.options);
  expect(code).toBe(0);
  expect(await later.score()).toMatchObject({ scored: 2, missed: 0, filled: 1 });
});

test('a revised actual value counts as it is now, and is reported', async () => {
  const bench = await newBench();
  const today = at(bench, Date.UTC(2024, 0, 11, 1));
  await today.fetch();
  const { forecasts } = await today.forecast('--model linear');
  const later = at(bench, Date.UTC(2024, 0, 13, 1));
  await later.fetch();
  await later.score();
  const close = reviseClose(bench, Date.UTC(2024, 0, 12));
  await later.fetch();
  const told = await later.score();
  expect(told).toMatchObject({ scored: 2, filled: 0, changed: 1, revised: 0 });
  expect(stepsOf(told, 'linear')[1].mae).toBeCloseTo(Math.abs(forecasts[1].yhat.linear - close), 8);
});

/** A file of this many days, and a clock one hour after the last of them closed. */
async function fileOf(days: number) {
  const prices = walk(120, 7);
  const folder = await temporaryFolder();
  const file = path.join(folder, 'prices.csv');
  await writeFile(file, dailyCsv(prices.slice(0, days)));
  const run = (words: string, { now = days, stdin = '' } = {}) =>
    hindcast(words.split(' '), {
      cwd: folder,
      stdin,
      now: START + now * DAY + HOUR,
      env: { HINDCAST_STORE: path.join(folder, 'store.sqlite') },
    });
  return { folder, file, prices, run };
}

test('a file is read again by its path, and its open candle is ignored', async () => {
  const { file, prices, run } = await fileOf(100);
  await run('forecast prices.csv --model drift --input-size 5 --horizon 2');
  await appendFile(file, dailyCsv(prices.slice(0, 102)).split('\n').slice(-3).join('\n'));
  const score = async (now: number) => JSON.parse((await run('score --json', { now })).stdout) as LiveJson;
  expect(await score(101)).toMatchObject({ scored: 1, waiting: 1 });
  expect(await score(102)).toMatchObject({ scored: 2, waiting: 0, filled: 1 });
  // Known actual values stay after the file is deleted.
  await rm(file);
  const gone = await run('score --json', { now: 103 });
  expect(JSON.parse(gone.stdout)).toMatchObject({
    scored: 2,
    warnings: [expect.stringContaining('cannot be looked up: no file')],
  });
  expect(gone.code).toBe(0);
  expect((await run('score --source prices.csv', { now: 103 })).code).toBe(10);
});

test('standard input cannot be read again: another source can give the actual values', async () => {
  const { file, prices, run } = await fileOf(100);
  await run('forecast - --model drift --input-size 5', { stdin: await readFile(file, 'utf8') });
  await writeFile(file, dailyCsv(prices.slice(0, 101)));
  const blind = await run('score', { now: 101 });
  expect(blind.code).toBe(0);
  expect(blind.stderr).toContain(
    'actual values of - cannot be looked up: standard input cannot be read again',
  );
  expect(blind.stdout).toContain('1 closed but not in the source yet');
  const told = JSON.parse((await run('score --json --actuals prices.csv', { now: 101 })).stdout) as LiveJson;
  expect(told).toMatchObject({ scored: 1, warnings: [] });
});

test('rows that are not evenly spaced are matched by their order', async () => {
  const { file, prices, run } = await fileOf(100);
  const lines = dailyCsv(prices).trimEnd().split('\n');
  // Without weekends, like a market that closes.
  const open = lines.filter(
    (line, i) => i === 0 || ![0, 6].includes(new Date(line.slice(0, 10)).getUTCDay()),
  );
  const day = (n: number) => Math.round((Date.parse(open[n].slice(0, 10)) - START) / DAY);
  await writeFile(file, open.slice(0, 61).join('\n'));
  const made = await run('forecast prices.csv --model drift --input-size 5 --gaps keep --horizon 2 --json', {
    now: day(60) + 1,
  });
  expect((JSON.parse(made.stdout) as ForecastJson).forecasts.map(({ ds }) => ds)).toEqual([null, null]);
  expect(JSON.parse((await run('score --json', { now: day(60) + 1 })).stdout)).toMatchObject({
    waiting: 2,
    next: null,
  });
  await writeFile(file, open.slice(0, 63).join('\n'));
  expect(JSON.parse((await run('score --json', { now: day(62) + 1 })).stdout)).toMatchObject({
    scored: 2,
    waiting: 0,
  });
});

test('records are listed, and selected by model, source and day', async () => {
  const { run } = await fileOf(100);
  const none = await run('score');
  expect([none.code, none.stdout]).toEqual([0, expect.stringMatching(/^No matching records in the store/)]);
  expect(JSON.parse((await run('score --json')).stdout)).toMatchObject({
    type: 'live',
    records: 0,
    configurations: [],
  });
  await run('forecast prices.csv --model drift --input-size 5');
  await run('forecast prices.csv --model linear --input-size 5', { now: 101 });
  const list = async (more: string) =>
    (
      JSON.parse((await run(`score --list --json ${more}`.trim())).stdout) as {
        forecasts: { models: string[] }[];
      }
    ).forecasts.map(({ models }) => models);
  expect(await list('')).toEqual([
    ['naive', 'linear'],
    ['naive', 'drift'],
  ]);
  expect(await list('--model drift')).toEqual([['naive', 'drift']]);
  expect(await list('--source prices.csv --since 2024-04-11')).toEqual([['naive', 'linear']]);
  expect(await list('--source other.csv')).toEqual([]);
  const { stdout } = await run('score --list');
  expect(stdout).toMatch(
    /^[0-9a-f]{8} {2}2024-04-11T01:00Z {2}2024-04-09 {2}2024-04-10 {2}\/.*prices\.csv {2}naive,linear {6}0\/1$/m,
  );
  expect(complaint(await run('score --model drfit'))).toEqual({
    error: 'unknown model `drfit`',
    hint: 'did you mean `drift`?',
  });
  expect(complaint(await run('score --naive x')).error).toBe(
    '`--naive` is for a file of forecasts, and none is named',
  );
  expect(complaint(await run('score f.csv --list')).error).toBe(
    '`--list` is for recorded forecasts, and a file is named',
  );
});

test('if the store is damaged, the forecast is printed but not recorded, and ends with 12', async () => {
  const { folder, run } = await fileOf(100);
  await writeFile(
    path.join(folder, 'store.sqlite'),
    'not a database at all, and long enough to be read as one',
  );
  const { code, stdout } = await run('forecast prices.csv --model drift --input-size 5 --json');
  expect(code).toBe(12);
  expect(JSON.parse(stdout)).toMatchObject({ record: null, recorded: false, forecasts: [{ step: 1 }] });
});

test('live scores are compared with the newest backtest with the same options, also by a gate', async () => {
  const { folder, file, prices, run } = await fileOf(100);
  const fit = '--model linear,drift --input-size 5 --shrink none';
  const backtest = await run(`backtest prices.csv ${fit} --test 40 --json`);
  const { run: id } = JSON.parse(backtest.stdout) as { run: string };
  for (let days = 100; days < 103; days++) {
    await writeFile(file, dailyCsv(prices.slice(0, days)));
    await run(`forecast prices.csv ${fit}`, { now: days });
  }
  const short = await run('score', { now: 102 });
  expect(short.stdout.replaceAll('\n', ' ')).toMatch(
    /^It is too early to say whether linear and drift on prices are worse live than in the backtest\. /,
  );
  expect(short.stdout).toMatch(/^linear +2 .* too early$/m);
  expect(short.stdout.trimEnd().split('\n').length).toBeLessThan(25);
  const { stdout } = await run('score --details', { now: 102 });
  expect(stdout).toMatch(
    /^model +step +n +waiting +missed +RMSE +MAE +U2 +direction +backtest U2 +p worse$/m,
  );
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /- linear on prices: RMSE \d+\.\d % (?:lower|higher) than naive \(U2 \d\.\d{3}\) over 2 live forecasts\. The backtest had U2 \d\.\d{3}\. Whether live is worse cannot be tested yet: 20 live forecasts without overlap are needed, there are 2\. No drift\./,
  );
  const { configurations } = JSON.parse((await run('score --json', { now: 102 })).stdout) as {
    configurations: { model: string; promised: { run: string; n: number; u2: number } | null }[];
  };
  const rows = await run(`backtest prices.csv ${fit} --test 40 --json --output ${folder}/run`, { now: 100 });
  expect(rows.code).toBe(0);
  expect(
    configurations.map(({ model, promised }) => [model, promised && [promised.run, promised.n]]),
  ).toEqual([
    ['naive', null],
    ['linear', [id, 40]],
    ['drift', [id, 40]],
  ]);
  const gate = async (expression: string) => {
    const finished = await hindcast(['score', '--fail-on', expression], {
      cwd: folder,
      now: START + 102 * DAY + HOUR,
      env: { HINDCAST_STORE: path.join(folder, 'store.sqlite') },
    });
    expect(finished.stdout.length > 0).toBe(finished.code !== 2);
    return [finished.code, complaint(finished).error?.replace(/undefined(?! here).*/, 'undefined')];
  };
  expect(await gate('drift or worse < 5%')).toEqual([0, undefined]);
  expect(await gate('live.n >= 2')).toEqual([
    4,
    '`--fail-on` is true for `live.n >= 2`: linear: live.n 2 >= 2',
  ]);
  expect(await gate('gru:drift')).toEqual([
    4,
    '`--fail-on` is undefined here, which counts as true for `gru:drift`: gru:drift undefined',
  ]);
  expect((await gate('u2 > 1'))[0]).toBe(2);
  // Nothing to score is not a failure.
  expect((await run('score --since 2025-01-01 --fail-on drift', { now: 102 })).code).toBe(0);
});

interface ReuseJson extends ForecastJson {
  readonly reuse: { readonly record: string | null; readonly why: string | null } | null;
}

/** Forecasts of files that grow by a day, with the store's weights. */
async function reusing() {
  const made = await fileOf(100);
  const { file, prices, run } = made;
  const fit = '--model mlp,linear --input-size 5 --hidden 4 --epochs 3 --shrink none';
  const forecast = async (days: number, more = '--reuse', from: readonly number[] = prices) => {
    await writeFile(file, dailyCsv(from.slice(0, days)));
    const { code, stdout, stderr } = await run(`forecast prices.csv ${fit} --json ${more}`, { now: days });
    expect([code, stderr.includes('error')]).toEqual([0, false]);
    return JSON.parse(stdout) as ReuseJson;
  };
  return { ...made, fit, forecast };
}

test('weights are reused until they are too old, and forecast as saved models do', async () => {
  const { file, prices, fit, run, forecast } = await reusing();
  const first = await forecast(100, '--reuse --save models.safetensors');
  expect(first.reuse).toEqual({ record: null, why: 'nothing is recorded yet' });
  const second = await forecast(103);
  expect(second.reuse).toEqual({ record: first.record, why: null });
  expect(second.record).not.toBe(first.record);
  const saved = await run('forecast prices.csv --weights models.safetensors --no-record --json', {
    now: 103,
  });
  expect((JSON.parse(saved.stdout) as ForecastJson).forecasts).toEqual(second.forecasts);
  // As text, with the same record.
  const { stdout } = await run(`forecast prices.csv ${fit} --reuse`, { now: 103 });
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `Forecast with the weights of record ${first.record!.slice(7, 15)}, fitted through 2024-04-09: 3 rows ago.`,
  );
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('The same forecast was recorded before');
  // Reused weights do not count as new ones.
  expect((await forecast(106)).reuse).toEqual({ record: first.record, why: null });
  expect((await forecast(107)).reuse).toEqual({
    record: null,
    why: 'those of 2024-04-09 are 7 rows old, and `--max-age` is 7d',
  });
  expect((await forecast(109, '--reuse --max-age 2')).reuse?.why).toBe(
    'those of 2024-04-16 are 2 rows old, and `--max-age` is 2 rows',
  );
  // From the rows that the weights were fitted on, it is the same forecast.
  const third = await forecast(109, '--reuse --max-age 2');
  expect(third).toMatchObject({ repeated: true, reuse: { why: null } });
  const other = await run(`forecast prices.csv ${fit} --seed 2 --reuse`, { now: 109 });
  expect(other.stdout).toContain('Fitted again: nothing with these options is recorded yet.');
  // All of them are live forecasts of one configuration.
  await writeFile(file, dailyCsv(prices.slice(0, 111)));
  const told = JSON.parse((await run('score --json', { now: 111 })).stdout) as LiveJson;
  expect(stepsOf(told, 'mlp')[0].n).toBe(5);
});

test('weights are not reused if a training row was revised, nor under a drift alarm', async () => {
  const { folder, prices, fit, run, forecast } = await reusing();
  expect((await run(`backtest prices.csv ${fit} --test 40`)).code).toBe(0);
  await forecast(100);
  const revised = prices.map((price, i) => (i === 50 ? price * 1.01 : price));
  expect((await forecast(101, '--reuse', revised)).reuse?.why).toBe(
    'the rows behind those of 2024-04-09 have been revised or filled in since',
  );
  // Two weeks of forecasts that were far too high.
  const store = openStore(path.join(folder, 'store.sqlite'));
  const record = store.forecasts.read()[0];
  const bytes = store.forecasts.weights(record.id);
  for (let day = 101; day < 117; day++) {
    const ds = START + (day + 1) * DAY;
    store.forecasts.record({
      ...record,
      id: `sha256:${String(day).padStart(64, '0')}`,
      madeAt: ds + HOUR,
      origin: ds - DAY,
      series: record.series.map((one) => ({ ...one, last: prices[day] })),
      ds: Float64Array.of(ds),
      closes: Float64Array.of(ds + DAY),
      models: record.models.map((one) => ({
        ...one,
        madeAt: ds + HOUR,
        yhat: one.yhat.map(() => 1.1 * prices[day]),
      })),
    });
  }
  store.close();
  expect(bytes?.length).toBeGreaterThan(100);
  const { reuse } = await forecast(118, '--reuse --max-age 9w', revised);
  expect(reuse?.why).toMatch(/^drift of (?:mlp|linear) since 2024-04-\d\d$/);
});

test('--reuse is an error together with --weights or --fresh', async () => {
  const { run } = await fileOf(100);
  const refused = async (more: string) =>
    complaint(await run(`forecast prices.csv --model drift ${more}`)).error;
  expect(await refused('--reuse --fresh')).toBe('`--fresh` computes every fit, and `--reuse` none');
  expect(await refused('--max-age 7d')).toBe('`--max-age` is for weights that are reused');
  expect(await refused('--reuse --max-age 7x')).toBe('expected `--max-age` to be rows or a time, got `7x`');
  expect(await refused('--reuse --weights m.safetensors')).toBe(
    '`--reuse` is for fits, and with `--weights` nothing is fitted',
  );
});

test('reused weights give the same intervals', async () => {
  const { forecast } = await reusing();
  await forecast(100, '--reuse --level 80');
  const { reuse, forecasts } = await forecast(102, '--reuse --level 80');
  expect(reuse?.why).toBeNull();
  for (const model of ['mlp', 'linear']) {
    const [{ lo, hi }] = forecasts[0].intervals[model];
    expect(lo).toBeLessThan(hi);
  }
});

describe('forecasts of direction', () => {
  const FLAT = 0.01;
  const DIRECTION = `forecast ${MARKET} --target direction --flat ${FLAT} --model logistic,perceptron --input-size 8 --horizon 2`;
  const NAMES = ['down', 'flat', 'up'] as const;
  interface DirectionJson {
    readonly record: string | null;
    readonly forecasts: readonly {
      readonly last: number;
      readonly step: number;
      readonly ds: string;
      readonly yhat: Readonly<Record<string, number>>;
      readonly probabilities: Readonly<Record<string, Readonly<Record<(typeof NAMES)[number], number>>>>;
    }[];
  }
  interface ClassScoresJson {
    readonly n: number;
    readonly rmse: number | null;
    readonly accuracy: number | null;
    readonly brier: number | null;
    readonly skill: number | null;
  }
  interface LiveDirectionJson {
    readonly answer: string;
    readonly configurations: readonly {
      readonly model: string;
      readonly word: string | null;
      readonly target: string;
      readonly live: ClassScoresJson;
      readonly promised: unknown;
      readonly drift: unknown;
      readonly bySteps: readonly (ClassScoresJson & { readonly step: number })[];
      readonly verdict: string;
    }[];
  }

  async function scripted(days = 4) {
    const bench = await newBench();
    const first = Date.UTC(2024, 0, 10);
    const made: DirectionJson[] = [];
    for (let day = 0; day < days; day++) {
      const today = at(bench, first + day * DAY + HOUR);
      await today.fetch();
      const { code, stdout } = await bench.run(`${DIRECTION} --json`, today.options);
      expect(code).toBe(0);
      made.push(JSON.parse(stdout) as DirectionJson);
    }
    const today = at(bench, first + (days + 1) * DAY + HOUR);
    await today.fetch();
    return { bench, made, today };
  }

  test('are recorded, and scored by the class of the closed candle and the recorded --flat', async () => {
    const { bench, made, today } = await scripted();
    expect(new Set(made.map(({ record }) => record)).size).toBe(4);
    const { stdout } = await bench.run('score --json', today.options);
    const told = JSON.parse(stdout) as LiveDirectionJson;
    expect(told.configurations.map(({ model, word }) => [model, word])).toEqual([
      ['frequencies', null],
      ['logistic', 'not compared'],
      ['perceptron', 'not compared'],
    ]);
    const closes = closesOf(bench);
    const rows = (model: string, of: number) =>
      made.flatMap(({ forecasts }) =>
        forecasts.flatMap(({ step, ds, last, yhat, probabilities }) => {
          if (step !== of) return [];
          const change = closes.get(Date.parse(ds))! / last - 1;
          const y = Math.abs(change) <= FLAT ? 0 : Math.sign(change);
          const p = probabilities[model];
          const brier = p && NAMES.reduce((sum, name, c) => sum + (p[name] - (c - 1 === y ? 1 : 0)) ** 2, 0);
          return [{ isRight: yhat[model] === y, brier: brier ?? NaN, y }];
        }),
      );
    const average = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    const base = (step: number) => average(rows('frequencies', step).map(({ brier }) => brier));
    for (const { model, target, bySteps, promised, drift } of told.configurations) {
      expect([target, promised, drift]).toEqual(['direction', null, null]);
      for (const { step, n, rmse, accuracy, brier, skill } of bySteps) {
        const own = rows(model, step);
        expect([n, rmse]).toEqual([4, null]);
        expect(accuracy).toBeCloseTo(average(own.map(({ isRight }) => Number(isRight))), 12);
        if (model === 'perceptron') expect([brier, skill]).toEqual([null, null]);
        else {
          const mine = average(own.map((one) => one.brier));
          expect(brier).toBeCloseTo(mine, 12);
          expect(skill).toBeCloseTo(1 - mine / base(step), 12);
        }
      }
    }
    // Classes other than the sign of the change: the recorded `--flat` counts.
    expect(
      rows('logistic', 1)
        .concat(rows('logistic', 2))
        .some(({ y }) => y === 0),
    ).toBe(true);
    expect(told.configurations[1].verdict).toMatch(
      /^logistic on binance:BTC\/USDT:1d: Brier score \d\.\d{4}, .* and accuracy \d+\.\d % over 8 live forecasts\. There is no comparison with the backtest/,
    );
  });

  test('have tables of their own beside those of prices, and the models of both are not mixed', async () => {
    const { bench, today } = await scripted(2);
    await today.forecast('--model mlp');
    const short = await bench.run('score', today.options);
    expect(short.stdout).toMatch(/^model +n +MAE +RMSE +against naive +in backtest +verdict$/m);
    expect(short.stdout).toMatch(/^model +n +accuracy +Brier +against frequencies +verdict$/m);
    expect(short.stdout).toMatch(/^perceptron +4 +\d+\.\d % +– +not compared$/m);
    const long = await bench.run('score --details', today.options);
    expect(long.stdout).toContain(`${MARKET}, close, direction (flat within 1`);
    expect(long.stdout).toMatch(/^model +step +n +waiting +missed +accuracy +Brier +skill$/m);
    expect((await bench.run('score --plot', today.options)).code).toBe(0);
    expect((await bench.run('score --model frequencies', today.options)).stdout).toContain(
      'Only frequencies was forecast',
    );
    const again = await bench.run(`${DIRECTION} --reuse --json`, today.options);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ reuse: { record: expect.stringMatching(/^sha256:/) } });
  });

  test('have a gate of their own, and do not trip those of prices', async () => {
    const { bench, today } = await scripted(2);
    const gate = async (expression: string) => {
      const { code, stderr } = await hindcast(['score', '--fail-on', expression], {
        now: today.options.now,
        env: { HINDCAST_STORE: bench.store, ...today.options.env },
      });
      return [code, stderr] as const;
    };
    expect((await gate('drift or live.u2 > 1'))[0]).toBe(0);
    expect(await gate('logistic:live.brier>=0')).toEqual([4, expect.stringContaining('live.brier')]);
    expect((await gate('logistic:live.brier>2'))[0]).toBe(0);
    expect(await gate('logistic:live.brier>2 or logistic:live.n@2>=2')).toEqual([
      4,
      expect.stringContaining('live.n'),
    ]);
    expect(await gate('live.accuracy < 0.1 or drift')).toEqual([
      2,
      expect.stringContaining('a score of live direction forecasts'),
    ]);
  });
});
