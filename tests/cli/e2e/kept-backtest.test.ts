/** What a forecast says of earlier ones: by the newest backtest that has the model. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

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
