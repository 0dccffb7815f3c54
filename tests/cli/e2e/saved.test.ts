/** Models that are saved and used again, on the command line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSafetensors } from '../../../src/data/safetensors.ts';
import { dailyCsv } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const prices = walk(160, 3);
/** Not shrunk: of walks, gru would forecast what naive does. */
const FIT =
  '--model gru,theta --epochs 2 --hidden 4 --input-size 8 --horizon 2 --members 2 --shrink none'.split(' ');

const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (args: string, env: Readonly<Record<string, string>> = {}) =>
  hindcast(args.split(' '), { cwd: folder, env });
const forecastsIn = (stdout: string): unknown => (JSON.parse(stdout) as { forecasts: unknown }).forecasts;

/** The last rows known today, and those that `gru.safetensors` was fitted on. */
beforeAll(async () => {
  await write(120);
  const { code, stderr } = await run(`forecast A.csv ${FIT.join(' ')} --save gru.safetensors --quiet`);
  if (code !== 0) throw new Error(stderr);
});
const write = (rows: number): Promise<void> =>
  writeFile(path.join(folder, 'A.csv'), dailyCsv(prices.slice(0, rows)));

describe('forecast --weights', () => {
  test('prints the forecasts of the time when the models were saved, to the bit', async () => {
    await write(120);
    const fitted = await run(`forecast A.csv ${FIT.join(' ')} --json --jobs 2`);
    const again = await run('forecast A.csv --weights gru.safetensors --json');
    expect(again.code).toBe(0);
    expect(forecastsIn(again.stdout)).toEqual(forecastsIn(fitted.stdout));
    expect(JSON.parse(fitted.stdout)).toMatchObject({ weights: null });
    expect(JSON.parse(again.stdout)).toMatchObject({
      weights: { file: 'gru.safetensors', through: '2024-04-29', rowsSince: 0 },
      options: { horizon: 2, inputSize: 8, members: 2, models: ['gru', 'theta'] },
    });
  });

  test('on newer rows says through when it was fitted, and computes intervals from later errors', async () => {
    await write(160);
    const { code, stdout, stderr } = await run(
      'forecast A.csv --weights gru.safetensors --level 80 --details',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Forecast with the models of gru.safetensors, fitted through 2024-04-29: 40 rows ago.',
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      '39 earlier origins, forecast by these models, which were fitted before them',
    );
    expect(stdout).toMatch(/ gru .* to /);
  });

  test('has no intervals if there are too few newer rows, and says why', async () => {
    await write(122);
    const { code, stdout, stderr } = await run('forecast A.csv --weights gru.safetensors --level 80');
    expect(code).toBe(0);
    expect(stderr).toContain('no intervals: 80 % needs 9 earlier errors');
    expect(stdout).toMatch(/ gru .* –/);
  });

  test.each([
    ['--horizon 3', '`--horizon 3` contradicts `gru.safetensors`: the file has `2`'],
    ['--train-size 50', '`--train-size 50` contradicts `gru.safetensors`: the file has none'],
    ['--target diff', '`--target diff` contradicts `gru.safetensors`: the file has `log-return`'],
    ['--column high', '`--column high` contradicts `gru.safetensors`: the file has `close`'],
    ['--model gru', '`--model gru` contradicts `gru.safetensors`: the file has `gru,theta`'],
    ['--skip', '`--skip` contradicts `gru.safetensors`: the file has `false`'],
    ['--recipe lab-0502', '`--recipe lab-0502` contradicts `gru.safetensors`: the file has `default`'],
    ['--fresh', '`--fresh` is for fits, and with `--weights` nothing is fitted'],
    ['--save b.safetensors', '`--save` is for fits, and with `--weights` nothing is fitted'],
  ])('refuses %s, which says otherwise', async (flags, error) => {
    await write(160);
    const { code, stdout, stderr } = await run(`forecast A.csv --weights gru.safetensors ${flags}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${error}`);
    expect(stderr).toMatch(/^hint: leave out /m);
  });

  test('accepts flags with the same values, and overrides settings', async () => {
    await write(120);
    const plain = await run('forecast A.csv --weights gru.safetensors --json');
    const same = await run(`forecast A.csv --weights gru.safetensors --json ${FIT.join(' ')}`);
    const set = await run('forecast A.csv --weights gru.safetensors --json', {
      HINDCAST_HORIZON: '9',
      HINDCAST_TRAIN_SIZE: '50',
    });
    expect(forecastsIn(same.stdout)).toEqual(forecastsIn(plain.stdout));
    expect(forecastsIn(set.stdout)).toEqual(forecastsIn(plain.stdout));
    const options = await run('forecast A.csv --weights gru.safetensors --show-options', {
      HINDCAST_HORIZON: '9',
    });
    expect(options.stdout).toMatch(/^--horizon +2 +`gru.safetensors`$/m);
  });

  test('rejects other series, rows that end too early, and invalid files', async () => {
    await write(160);
    await writeFile(path.join(folder, 'B.csv'), dailyCsv(prices));
    const other = await run('forecast B.csv --weights gru.safetensors');
    expect(other.code).toBe(12);
    expect(other.stderr).toContain(
      'error: expected the series that the saved models were fitted on, A, got B',
    );
    await write(110);
    const early = await run('forecast A.csv --weights gru.safetensors');
    expect(early.code).toBe(12);
    expect(early.stderr).toContain('expected rows up to 2024-04-29 at least');
    const none = await run('forecast A.csv --weights A.csv');
    expect(none.code).toBe(12);
    expect(none.stderr).toContain('in A.csv, got a length of');
    expect(await run('forecast A.csv --weights no.safetensors')).toMatchObject({ code: 10, stdout: '' });
    expect(await run('forecast A.csv --weights=')).toMatchObject({ code: 2, stdout: '' });
  });

  test('of the target volatility reads the candles that it was computed from', async () => {
    const file = path.join(process.cwd(), 'fixtures/garch-simulated-1d.csv');
    const fit = `forecast ${file} --target volatility --model har --save vol.safetensors --json`;
    const fitted = await run(fit);
    const again = await run(`forecast ${file} --weights vol.safetensors --json`);
    expect([fitted.code, again.code]).toEqual([0, 0]);
    expect(forecastsIn(again.stdout)).toEqual(forecastsIn(fitted.stdout));
  });
});

test('forecasts with saved models and with newly fitted ones are two records', async () => {
  await write(130);
  const fitted = await run(`forecast A.csv ${FIT.join(' ')} --json`);
  const first = await run('forecast A.csv --weights gru.safetensors --json');
  const again = await run('forecast A.csv --weights gru.safetensors --json');
  const [of, ofSaved, ofAgain] = [fitted, first, again].map(
    ({ stdout }) => JSON.parse(stdout) as { record: string; repeated: boolean },
  );
  expect(ofSaved.record).not.toBe(of.record);
  expect([ofSaved.repeated, ofAgain.repeated, ofAgain.record]).toEqual([false, true, ofSaved.record]);
});

describe('forecast --save', () => {
  test('names the saved models, and leaves no other file', async () => {
    await write(120);
    const { code, stderr } = await run('forecast A.csv --model ses --save ses.safetensors');
    expect([code, stderr]).toEqual([0, expect.stringContaining('ses.safetensors: naive, ses\n')]);
    const { tensors } = readSafetensors(await readFile(path.join(folder, 'ses.safetensors')), 'f');
    expect(tensors.map(({ name }) => name)).toEqual(['naive.0.series.0', 'ses.0.series.0']);
    expect((await readdir(folder)).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('uses fits that an earlier forecast kept with their weights, and no others', async () => {
    await write(120);
    const env = { HINDCAST_STORE: path.join(folder, 'kept.sqlite'), HINDCAST_FRESH: 'false' };
    // A recorded forecast keeps its fits with their weights.
    const line = `forecast A.csv --no-record ${FIT.join(' ')}`;
    const fits = async (args: string) =>
      Number(/^.*\/(\d+) fits/m.exec((await run(`${line}${args}`, env)).stderr)?.[1] ?? 0);
    // Two members of gru are kept; naive and theta are fitted in any case.
    expect(await fits('')).toBe(4);
    expect(await fits('')).toBe(2);
    expect(await fits(' --save first.safetensors')).toBe(4);
    expect(await fits(' --save second.safetensors')).toBe(2);
    const [first, second] = await Promise.all(
      ['first', 'second'].map((file) => readFile(path.join(folder, `${file}.safetensors`))),
    );
    expect(first.equals(second)).toBe(true);
  });

  test('saves nothing if a model failed, and keeps the existing file', async () => {
    await write(120);
    await writeFile(path.join(folder, 'old.safetensors'), 'old');
    const { code, stderr } = await run(
      `forecast A.csv ${FIT.join(' ')} --learning-rate 1e38 --save old.safetensors`,
    );
    expect(code).toBe(3);
    expect(stderr).toContain('old.safetensors is not written: models are saved only if');
    expect(await readFile(path.join(folder, 'old.safetensors'), 'utf8')).toBe('old');
  });

  test.each([
    ['.', 'cannot write `.`: it is a folder'],
    ['A.csv', 'expected `--save` to be another file than the source, got `A.csv`'],
    ['no/where.safetensors', 'no/where.safetensors`: its folder does not exist'],
  ])('refuses %s before anything is fitted', async (file, error) => {
    await write(120);
    const { code, stdout, stderr } = await run(`forecast A.csv --save ${file}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(error);
  });
});
