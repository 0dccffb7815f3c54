/** `--target volatility`, from candles to the report. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileWith, readTable, temporaryFolder } from '../../helpers/files.ts';
import { HOUR, ohlcvOf } from '../../helpers/ohlcv.ts';
import { hindcast } from '../../helpers/run.ts';

const FIXTURE = 'fixtures/garch-simulated-1d.csv';
const ASKED = '--target volatility --model ewma,linear --input-size 10 --test 100 --jobs 1 --quiet'.split(
  ' ',
);

interface Report {
  readonly options: Readonly<Record<string, unknown>>;
  readonly models: readonly {
    readonly model: string;
    readonly scores: Readonly<Record<string, number>>;
    readonly relative: readonly { readonly to: string; readonly rmse: number }[];
  }[];
}

/** Hourly candles of this many days as a CSV file. */
function hourly(days: number): Promise<string> {
  const { time, open, high, low, close } = ohlcvOf(24 * days, { step: HOUR });
  const lines = Array.from(time, (ms, i) =>
    [new Date(ms).toISOString(), open[i], high[i], low[i], close[i]].join(','),
  );
  return fileWith(['date,open,high,low,close', ...lines, ''].join('\n'));
}

describe('backtest --target volatility', () => {
  test('always includes har and naive, has the scores of log volatility, and none of the warnings for prices', async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await hindcast([
      'backtest',
      FIXTURE,
      ...ASKED,
      '--json',
      '--output',
      folder,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const { models, options } = JSON.parse(stdout) as Report;
    expect(options).toMatchObject({ column: 'log-volatility', volatility: 'parkinson' });
    expect(models.map(({ model }) => model).toSorted()).toEqual(['ewma', 'har', 'linear', 'naive']);
    for (const { model, scores, relative } of models) {
      expect(scores.qlike).toBeGreaterThan(0);
      expect(scores).not.toHaveProperty('mape');
      expect(relative.map(({ to }) => to)).toEqual(model === 'har' ? [] : ['har']);
    }
    const scores = await readFile(path.join(folder, 'scores.csv'), 'utf8');
    expect(scores).toMatch(/^naive,relative,har,rmse,1\.\d+$/m);
    expect(scores).not.toContain(',mape,');
    // The actual value in the file is the logarithm of the range of the fixture's candle.
    const candles = new Map((await readTable(path.resolve(FIXTURE))).map((row) => [row.date, row]));
    const [first] = await readTable(path.join(folder, 'forecasts.csv'));
    const { high, low } = candles.get(first.ds)!;
    expect(Number(first.y)).toBeCloseTo(
      Math.log(Math.log(Number(high) / Number(low)) / Math.sqrt(4 * Math.LN2)),
      12,
    );
  });

  test('shows QLIKE and the error relative to har in its table', async () => {
    const { stdout } = await hindcast(['backtest', FIXTURE, ...ASKED, '--details']);
    expect(stdout).toMatch(/^model +MAE +RMSE +QLIKE +MASE +U2 +of har /m);
    expect(stdout.replaceAll('\n', ' ')).toContain('of har: RMSE divided by the RMSE of har.');
  });

  test('uses the smaller candles that rows are built from', async () => {
    const args = ['backtest', await hourly(90), ...ASKED, '--test', '20', '--volatility', 'realised'];
    const built = await hindcast([...args, '--timeframe', '1d', '--json']);
    expect([built.code, built.stderr]).toEqual([0, '']);
    expect((JSON.parse(built.stdout) as Report).models).toHaveLength(4);
    const { code, stderr } = await hindcast(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /got no `realised-variance`\nhint: build the rows from smaller candles with `--timeframe`/,
    );
  });

  test('needs candles, not a single column', async () => {
    const { code, stderr } = await hindcast(['backtest', FIXTURE, ...ASKED, '--column', 'volume']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('`--column volume` has no volatility')]);
  });
});

test('forecast --target volatility shows it as a share of the price', async () => {
  const { code, stdout } = await hindcast([
    'forecast',
    FIXTURE,
    ...ASKED.filter((word) => !['--test', '100'].includes(word)),
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^The volatility of garch-simulated-1d was \d\.\d\d % on /);
  expect(stdout).toMatch(/ \d\.\d\d % +[+-]\d+\.\d\d %$/m);
});

test('networks trained on quantiles have their own intervals, in forecast and backtest', async () => {
  const args =
    `${FIXTURE} --model mlp --loss quantile --level 80 --epochs 3 --input-size 10 --quiet --json`.split(' ');
  const { stdout } = await hindcast(['backtest', ...args, '--test', '40']);
  const { models } = JSON.parse(stdout) as {
    models: { model: string; intervals: { n: number; missing: number }[] }[];
  };
  const [own, calibrated] = ['mlp', 'naive'].map(
    (name) => models.find(({ model }) => model === name)!.intervals[0],
  );
  // From the first origin on, without earlier errors; scored where both models have intervals.
  expect(own).toMatchObject({ n: 40, missing: 0 });
  expect(calibrated).toMatchObject({ n: 40, missing: 0 });
  const next = await hindcast(['forecast', ...args]);
  const { forecasts } = JSON.parse(next.stdout) as {
    forecasts: { yhat: { mlp: number }; intervals: { mlp: { lo: number; hi: number }[] } }[];
  };
  const [{ lo, hi }] = forecasts[0].intervals.mlp;
  expect(lo).toBeLessThan(forecasts[0].yhat.mlp);
  expect(hi).toBeGreaterThan(forecasts[0].yhat.mlp);
});
