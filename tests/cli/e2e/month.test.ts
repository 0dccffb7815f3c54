/**
 * A month of cron: `hindcast run JOB` once a day; both clocks, ours and the exchange's, advance by a day each time. The
 * exchange is down for a day, the machine is off for two, one run is killed, and a candle is revised. Every day's exit
 * code is checked, and at the end the ledger has the forecasts of a fresh backtest, to the bit.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ForecastRecord } from '../../../src/live/ledger.ts';
import { newBench } from '../../helpers/fetching.ts';
import type { Bench } from '../../helpers/fetching.ts';
import { readTable } from '../../helpers/files.ts';
import { DAY } from '../../helpers/panels.ts';
import type { RunOptions } from '../../helpers/run.ts';

const MARKET = 'binance:BTC/USDT:1d';
const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' };
const MODELS = ['naive', 'linear', 'mlp'];
const FIT = { model: ['linear', 'mlp'], horizon: 2, 'input-size': 8, hidden: 4, epochs: 3, jobs: 1 };
/** Ten minutes after midnight on the first day. */
const FIRST = Date.UTC(2024, 0, 10, 0, 10);
const DAYS = 30;
const OUTAGE = 6;
const OFF = new Set([10, 11]);
const KILLED = 15;
/** The evening before this day, after that day's run, the exchange revises the newest closed candle. */
const REVISED = 20;

const timeOf = (day: number): number => FIRST + day * DAY;
/** The last candle that has closed when the job runs on that day. */
const originOf = (day: number): number => timeOf(day) - (timeOf(day) % DAY) - DAY;
const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

interface JobJson {
  readonly exit: number;
  readonly steps: readonly { readonly step: string; readonly exit: number; readonly isNew?: boolean }[];
}

interface ScoreJson {
  readonly records: number;
  readonly scored: number;
  readonly waiting: number;
  readonly missed: number;
  readonly afterTheFact: number;
  readonly revised: number;
  readonly configurations: readonly {
    readonly model: string;
    readonly revised: number;
    readonly bySteps: readonly (Readonly<Record<string, unknown>> & {
      readonly step: number;
      readonly n: number;
    })[];
  }[];
}

async function benchWithJob(): Promise<Bench> {
  const bench = await newBench();
  const job = {
    sources: [MARKET],
    options: FIT,
    fetch: { since: '2023-10-01', 'base-url': bench.exchange.url, retries: 0 },
    backtest: { test: '2024-01-05', 'step-size': 1, refit: 10 },
  };
  await writeFile(path.join(bench.folder, 'hindcast.json'), JSON.stringify({ jobs: { btc: job } }));
  return bench;
}

const FINISHED_FITS = { HINDCAST_FRESH: '' };

/** The command that cron starts on that day. */
const runOn = (bench: Bench, day: number, words: string) => bench.run(`run btc ${words}`, onDay(bench, day));

const onDay = (bench: Bench, day: number) => ({ cwd: bench.folder, now: timeOf(day), env: FINISHED_FITS });

/** Sets the exchange's clock to that day. */
function setClock({ exchange }: Bench, day: number): void {
  const since = Date.now();
  exchange.clock = () => timeOf(day) + Date.now() - since;
}

/** The ledger, with naive's column, as a table that `score FILE` reads. */
function tableOf(rows: readonly Readonly<Record<string, string>>[]): string {
  const names = ['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y', ...MODELS];
  return `${[names, ...rows.map((row) => names.map((name) => row[name]))].map((cells) => cells.join(',')).join('\n')}\n`;
}

test('a month of cron has the right exit code every day, and the ledger has the forecasts of a fresh backtest', async () => {
  const bench = await benchWithJob();
  const codes: (number | string | null)[] = [];
  const expected: (number | string)[] = [];
  for (let day = 0; day < DAYS; day++) {
    if (OFF.has(day)) continue;
    setClock(bench, day);
    if (day === OUTAGE) bench.exchange.fail('503', { times: Infinity });
    else bench.exchange.heal();
    if (day === REVISED) {
      const newest = originOf(day) - DAY;
      const { high, low } = bench.opened((store) => store.read(BTC, { from: newest, to: newest }));
      bench.exchange.revise('BTC/USDT', newest, { 4: (high[0] + low[0]) / 2 });
    }
    if (day === KILLED) {
      // Endless, so that the signal arrives while it runs.
      const endless = { HINDCAST_EPOCHS: '1000000000', HINDCAST_PATIENCE: '1000000000' };
      const signals = [{ after: ' fits · ', send: 'SIGKILL' }] as const;
      const killed = await bench.runProcess('run btc', {
        ...onDay(bench, day),
        env: { ...FINISHED_FITS, ...endless },
        signals,
      });
      codes.push(killed.signal);
      expected.push('SIGKILL');
    }
    const { code, stdout, stderr } = await runOn(bench, day, '--json --quiet');
    const { exit, steps } = JSON.parse(stdout) as JobJson;
    codes.push(code);
    expected.push(day === OUTAGE ? 20 : 0);
    const exits = steps.map((step) => step.exit);
    // Without a new candle the forecast is yesterday's, which is already recorded.
    const isNew = day !== OUTAGE;
    expect({ day, stderr, exit, exits, isNew: steps[2].isNew }).toEqual({
      day,
      stderr,
      exit: code,
      exits: [code, 0, 0, 0],
      isNew,
    });
  }
  expect(codes).toEqual(expected);

  // Two days later all forecasts have actual values.
  bench.exchange.heal();
  setClock(bench, DAYS + 1);
  const end = onDay(bench, DAYS + 1);
  expect((await runOn(bench, DAYS + 1, '--quiet --only fetch')).code).toBe(0);
  const told = JSON.parse((await bench.run('score --json', end)).stdout) as ScoreJson;
  const made = Array.from({ length: DAYS }, (_, day) => day).filter((day) => day !== OUTAGE && !OFF.has(day));
  expect(told).toMatchObject({
    records: made.length,
    scored: 2 * made.length,
    waiting: 0,
    missed: 0,
    afterTheFact: 0,
  });
  const records = bench.opened((store) => store.forecasts.read());
  expect(records.map(({ origin }) => origin)).toEqual(made.map(originOf));
  expect(bench.opened((store) => store.damage())).toEqual([]);

  // Only the forecast made from the revised candle is named.
  const revisedFrom = originOf(REVISED) - DAY;
  expect(told.revised).toBe(1);
  expect(bench.opened((store) => store.revisions(BTC)).map(({ time }) => time)).toEqual([revisedFrom]);

  const fresh = await freshBacktest(bench, end);
  const truth = new Map(
    bench.opened((store) => {
      const { time, close } = store.read(BTC);
      return Array.from(time, (ms, i) => [ms, close[i]] as const);
    }),
  );
  const rows: Readonly<Record<string, string>>[] = [];
  const differing = new Set<number>();
  for (const record of records)
    for (const step of [1, 2]) {
      const row = fresh.get(`${isoDay(record.origin)} ${step}`)!;
      expect(Number(row.y)).toBe(truth.get(record.origin + step * DAY));
      const recorded = Object.fromEntries(
        MODELS.map((model) => [model, String(valueOf(record, model, step))]),
      );
      if (MODELS.some((model) => Number(row[model]) !== Number(recorded[model])))
        differing.add(record.origin);
      rows.push({ ...row, ...recorded });
    }
  // To the bit, except for the forecast made from values that were revised later.
  expect([...differing]).toEqual([revisedFrom]);

  // The scores equal those of the fresh backtest's table, with that forecast as it was made.
  const file = path.join(bench.folder, 'forecasts.csv');
  await writeFile(file, tableOf(rows));
  const scored = JSON.parse((await bench.run(`score ${file} --json`, end)).stdout) as {
    models: readonly { model: string; bySteps: readonly Readonly<Record<string, unknown>>[] }[];
  };
  for (const model of MODELS) {
    const live = told.configurations.find((one) => one.model === model)!.bySteps;
    const whole = scored.models.find((one) => one.model === model)!.bySteps;
    const figures = (steps: readonly Readonly<Record<string, unknown>>[]) =>
      steps.map(({ n, rmse, mae, u2 }) => ({ model, n, rmse, mae, u2 }));
    expect(figures(live)).toEqual(figures(whole));
  }
});

const valueOf = ({ models, options }: ForecastRecord, model: string, step: number): number => {
  expect(options.horizon).toBe(2);
  return models.find((one) => one.model === model)!.yhat[step - 1];
};

/** Forecasts of a backtest that refits at every origin, in an empty store, by origin and step. */
async function freshBacktest(bench: Bench, options: RunOptions) {
  const output = path.join(bench.folder, 'fresh');
  const words = Object.entries(FIT).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const plan = `--refit 1 --step-size 1 --test ${isoDay(originOf(0))} --fresh --quiet --output ${output}`;
  const { code } = await bench.run(`backtest ${MARKET} ${words.join(' ')} ${plan}`, options);
  expect(code).toBe(0);
  const table = await readTable(path.join(output, 'forecasts.csv'));
  return new Map(table.map((row) => [`${row.origin} ${row.step}`, row]));
}
