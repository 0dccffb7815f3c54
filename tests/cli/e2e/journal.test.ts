/** A killed backtest continues where it stopped, and ends with the same bytes as one that was not. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { changeRows } from '../../helpers/store.ts';
import { PROGRAM, ROOT, hindcast } from '../../helpers/run.ts';

const RUN =
  'backtest fixtures/garch-simulated-1d.csv --model mlp,gru --test 80 --refit 10 --train-size 400 --input-size 10 --hidden 32 --epochs 25 --patience 25 --quiet --json';

/** Without the run helper's HINDCAST_FRESH. */
const envOf = (folder: string) => ({
  HINDCAST_STORE: path.join(folder, 'store.sqlite'),
  HINDCAST_FRESH: '',
});
const runIn = (folder: string, ...more: readonly string[]) =>
  hindcast([...RUN.split(' '), '--output', folder, ...more], { env: envOf(folder) });
const forecastsIn = (folder: string) => readFile(path.join(folder, 'forecasts.csv'), 'utf8');

test('killed with -9 several times, it ends with the same bytes, on one thread and on two', async () => {
  const reference = await temporaryFolder();
  expect((await runIn(reference, '--jobs', '2')).code).toBe(0);
  const whole = await forecastsIn(reference);
  for (const jobs of ['1', '2']) {
    const folder = await temporaryFolder();
    for (let round = 0; round < 4; round++) {
      const args = [PROGRAM, ...RUN.split(' '), '--output', folder, '--jobs', jobs];
      const child = spawn(process.execPath, args, {
        cwd: ROOT,
        env: { ...process.env, ...envOf(folder) },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      await wait(400 + 350 * round);
      child.kill('SIGKILL');
      await ended;
    }
    expect((await runIn(folder, '--jobs', jobs)).code).toBe(0);
    expect(await forecastsIn(folder)).toBe(whole);
  }
});

test('finished fits are not computed again without --fresh', async () => {
  const folder = await temporaryFolder();
  const secondsOf = async (...more: readonly string[]) => {
    const { stdout } = await runIn(folder, ...more);
    const { models } = JSON.parse(stdout) as { models: { model: string; seconds: number }[] };
    return models.find(({ model }) => model === 'gru')!.seconds;
  };
  const first = await secondsOf();
  // The journal keeps the time of the original fit, to the last digit.
  expect(await secondsOf()).toBe(first);
  expect(await secondsOf('--fresh')).not.toBe(first);
});

test('learning curves are kept with the fits, and a fit without one is used as it is', async () => {
  const folder = await temporaryFolder();
  const curvesOf = async (): Promise<readonly { readonly trainingLoss: readonly number[] | null }[]> => {
    const { stdout } = await runIn(folder);
    const { models } = JSON.parse(stdout) as { models: { model: string; training: [] }[] };
    return models.find(({ model }) => model === 'gru')!.training;
  };
  const fitted = await curvesOf();
  expect(fitted[0].trainingLoss!.length).toBeGreaterThan(1);
  expect(await curvesOf()).toEqual(fitted);
  changeRows(
    path.join(folder, 'store.sqlite'),
    `UPDATE fits SET result = json_remove(result, '$.curve') WHERE key = (SELECT min(key) FROM fits WHERE result LIKE '%"gru"%')`,
  );
  const reused = await curvesOf();
  expect(reused.filter(({ trainingLoss }) => trainingLoss === null)).toHaveLength(1);
});

test('if the store is damaged, the backtest prints its results with one warning, and ends with 12', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    path.join(folder, 'store.sqlite'),
    'not a database at all, and long enough to be read as one',
  );
  const { code, stdout, stderr } = await runIn(folder);
  expect([code, stdout]).toEqual([12, expect.stringContaining('naive')]);
  expect(stderr).toMatch(/^warning: finished fits and results are not kept: .*store\.sqlite/);
  expect(stderr.match(/^(?:warning|error): .*store\.sqlite/gm)?.length).toBe(2);
});
