/** Gates, intervals, and forecasts from files, on the command line. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const FIXTURE = 'fixtures/ar-simulated-1d.csv';
const QUICK = '--model linear --input-size 10 --test 60 --refit 0 --quiet'.split(' ');

describe('--fail-on', () => {
  test('exits with 4 if it is true, after the results, and names the values', async () => {
    const { code, stdout, stderr } = await hindcast(['backtest', FIXTURE, ...QUICK, '--fail-on', 'u2 < 2']);
    expect(code).toBe(4);
    expect(stdout).toContain('linear is');
    expect(stderr).toMatch(/^error: `--fail-on` is true for `u2 < 2`: linear: u2 [\d.]+ < 2$/m);
  });

  test('exits with 0 if it is false', async () => {
    const { code } = await hindcast(['backtest', FIXTURE, ...QUICK, '--fail-on', 'linear:u2 > 2']);
    expect(code).toBe(0);
  });

  test('counts as true if it is undefined', async () => {
    const { code, stderr } = await hindcast(['backtest', FIXTURE, ...QUICK, '--fail-on', 'gw < 0.05']);
    expect(code).toBe(4);
    expect(stderr).toContain('is undefined here, which counts as true');
  });

  test('rejects a metric that the quantity does not have, and lists those it has', async () => {
    const { code, stdout, stderr } = await hindcast([
      'backtest',
      FIXTURE,
      ...QUICK,
      '--fail-on',
      'qlike > 1',
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('expected a metric or test of this run in `--fail-on`');
    expect(stderr).toMatch(/^hint: this run has n, mae, .*u2, .*dm, /m);
  });

  test('with a syntax error fails before any work', async () => {
    const { code, stdout, stderr } = await hindcast(['backtest', FIXTURE, ...QUICK, '--fail-on', 'u2 >> 1']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      'expected a name or a number in `--fail-on` at character 5 of `u2 >> 1`, got `>`',
    );
  });
});

describe('score', () => {
  test('gives the forecasts of a backtest the scores of that backtest', async () => {
    const folder = await temporaryFolder();
    const args = ['backtest', FIXTURE, ...QUICK, '--level', '80', '--json', '--output', folder];
    const whole = JSON.parse((await hindcast(args)).stdout);
    const { code, stdout } = await hindcast(['score', folder, '--json']);
    expect(code).toBe(0);
    const again = JSON.parse(stdout);
    expect(again).toMatchObject({ schema: 1, type: 'score', origins: 60, horizon: 1, stepSize: 1 });
    for (const [i, { model, scores, tests, intervals }] of whole.models.entries()) {
      const { mase: _, rmsse: __, ...kept } = scores;
      expect(again.models[i]).toMatchObject({ model, scores: kept });
      expect(again.models[i].tests.dm).toEqual(tests.dm);
      expect(again.models[i].tests.mcs).toEqual(tests.mcs);
      expect(again.models[i].intervals).toEqual(intervals);
    }
  });

  test('reads the table of another tool from standard input, and applies a gate', async () => {
    const rows = (await readFile(FIXTURE, 'utf8')).trimEnd().split('\n').slice(-61);
    const lines = rows.slice(1).map((row, i) => {
      const [[from, , , , last], [ds, , , , y]] = [rows[i].split(','), row.split(',')];
      return `BTC,${ds} 00:00:00,${from} 00:00:00,${y},${Number(last) * 1.5}`;
    });
    const stdin = `unique_id,ds,cutoff,y,NHITS\n${lines.join('\n')}\n`;
    const { code, stdout, stderr } = await hindcast(['score', '-', '--fail-on', 'NHITS:skill < 0'], {
      stdin,
    });
    expect(code).toBe(4);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'NHITS is significantly worse than naive on BTC, one day ahead.',
    );
    expect(stderr).toContain('1 of 60 forecasts are left out');
  });

  test('says, like a backtest, that overlapping forecasts are correlated', async () => {
    const folder = await temporaryFolder();
    const args = ['backtest', FIXTURE, ...QUICK, '--horizon', '3', '--step-size', '1', '--output', folder];
    const whole = await hindcast([...args, '--details']);
    const again = await hindcast(['score', folder, '--details']);
    const said =
      /n: \d+ forecasts, the same for every model, from \d+ origins of 3 steps \(\d+ without overlap\)\. Forecasts of/;
    const [first, second] = [whole, again].map(
      ({ stdout }) => said.exec(stdout.replaceAll(/\s+/g, ' '))?.[0],
    );
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  test('rejects a file without forecasts', async () => {
    const { code, stderr } = await hindcast(['score', FIXTURE]);
    expect(code).toBe(12);
    expect(stderr).toMatch(/^error: .*ar-simulated-1d\.csv: expected a column `ds`/m);
    expect((await hindcast(['score', 'nowhere.csv'])).code).toBe(10);
  });
});

describe('compare', () => {
  test('compares two runs, as a table and as JSON', async () => {
    const folders = [await temporaryFolder(), await temporaryFolder()];
    await hindcast(['backtest', FIXTURE, ...QUICK, '--output', folders[0]]);
    await hindcast(['backtest', FIXTURE, ...QUICK, '--input-size', '3', '--output', folders[1]]);
    const { code, stdout } = await hindcast(['compare', ...folders, '--details']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^linear +linear +60 /m);
    expect(stdout).toMatch(/^- linear of the first has RMSE /m);
    const json = JSON.parse((await hindcast(['compare', ...folders, '--json'])).stdout);
    expect(json).toMatchObject({ schema: 1, type: 'compare', n: 60, pairs: [{ a: 'linear', b: 'linear' }] });
  });

  test('of a run with itself says that there is nothing to compare', async () => {
    const folder = await temporaryFolder();
    await hindcast(['backtest', FIXTURE, ...QUICK, '--output', folder]);
    const { code, stdout } = await hindcast(['compare', folder, folder, '--details']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^On 60 common forecasts, linear of the first and of the second are the same\.$/m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'linear of the first and linear of the second have the same forecasts of all 60 targets: there is nothing to compare.',
    );
    expect(stdout).toMatch(/No p: nothing can\s+be tested\./);
  });

  test('rejects runs without common targets', async () => {
    const folder = await temporaryFolder();
    for (const [name, year] of [
      ['a.csv', 2023],
      ['b.csv', 2024],
    ] as const)
      await writeFile(path.join(folder, name), `ds,cutoff,y,m\n${year}-01-02,${year}-01-01,1,2\n`);
    const { code, stderr } = await hindcast(['compare', 'a.csv', 'b.csv'], { cwd: folder });
    expect(code).toBe(12);
    expect(stderr).toContain('expected forecasts of the same targets in a.csv and b.csv, got none');
  });
});

describe('forecast --level', () => {
  test('gives bounds for every value, from errors known at the origin', async () => {
    const args = [
      'forecast',
      FIXTURE,
      ...'--model linear,drift --input-size 10 --horizon 2 --level 80,95 --quiet'.split(' '),
    ];
    const table = await hindcast(args);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/^when +model +forecast +change +80 % +95 %$/m);
    expect(table.stdout).toMatch(
      /^\S+ +linear +[\d,.]+ +[+-][\d.]+ % +[\d,.]+ to [\d,.]+ +[\d,.]+ to [\d,.]+$/m,
    );
    const { forecasts, calibration } = JSON.parse((await hindcast([...args, '--json'])).stdout);
    expect(calibration).toBe(665);
    for (const { yhat, intervals } of forecasts)
      for (const model of ['naive', 'linear', 'drift']) {
        const [inner, outer] = intervals[model];
        expect([inner.level, outer.level]).toEqual([80, 95]);
        const bounds = [outer.lo, inner.lo, yhat[model], inner.hi, outer.hi];
        expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      }
  });

  test('says if the history is too short for them', async () => {
    const folder = await temporaryFolder();
    const lines = (await readFile(FIXTURE, 'utf8')).split('\n').slice(0, 30);
    await writeFile(path.join(folder, 'short.csv'), lines.join('\n'));
    const args = 'forecast short.csv --model drift --input-size 5 --level 95 --quiet'.split(' ');
    const { code, stdout, stderr } = await hindcast(args, { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: no intervals: 95 % needs 39 earlier errors, and the history has room for ',
    );
    expect(stdout).toMatch(/drift .* –$/m);
  });
});
