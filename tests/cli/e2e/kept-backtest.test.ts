/** What is said of earlier forecasts: by the newest backtest that has the model, and by score. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

test('score tells forecasts of one model apart by their horizon, or by their options', async () => {
  const cwd = await temporaryFolder();
  const env = { HINDCAST_STORE: path.join(cwd, 'store.sqlite') };
  await writeFile(path.join(cwd, 'prices.csv'), dailyCsv(Array.from({ length: 100 }, (_, i) => 100 + i)));
  const forecast = (...words: string[]) =>
    hindcast(['forecast', 'prices.csv', '--model', 'drift', '--input-size', '10', ...words], { cwd, env });
  const heads = async () =>
    (await hindcast(['score'], { cwd, env })).stdout.split('\n').find((line) => line.startsWith('model'));
  await forecast();
  expect(await heads()).toMatch(/^model +n /);
  await forecast('--horizon', '2');
  expect(await heads()).toMatch(/^model +horizon +n /);
  await forecast('--train-size', '50');
  expect(await heads()).toMatch(/^model +horizon +options +n /);
});

test('a newer backtest without the models of the forecast is passed over', async () => {
  const cwd = await temporaryFolder();
  const env = { HINDCAST_STORE: path.join(cwd, 'store.sqlite') };
  const prices = Array.from({ length: 200 }, (_, i) => 100 + i + 5 * Math.sin(i));
  await writeFile(path.join(cwd, 'prices.csv'), dailyCsv(prices));
  const run = (...words: string[]) => hindcast([...words, '--input-size', '10'], { cwd, env });
  await run('backtest', 'prices.csv', '--model', 'drift');
  await run('backtest', 'prices.csv', '--model', 'naive');
  const { code, stdout } = await run('forecast', 'prices.csv', '--model', 'drift', '--no-record');
  expect(code).toBe(0);
  expect(stdout.replaceAll('\n', ' ')).toMatch(
    /In the backtest of [\d-]+ \(run \w+, 29 forecasts\), drift's RMSE was/,
  );
});
