/** The files that `backtest --output` writes are the same bytes, with threads here and with one or two workers of a queue. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hasRedis } from '../../helpers/has-redis.ts';
import { startWorker } from '../../helpers/queue-worker.ts';
import { startRedis } from '../../helpers/redis.ts';
import { hindcast } from '../../helpers/run.ts';

const RUN =
  'backtest fixtures/garch-simulated-1d.csv --model gru,theta,linear --input-size 10 --hidden 16 --epochs 40 --members 2 --horizon 3 --level 80,95 --refit 15 --test 60 --train-size 400 --quiet'.split(
    ' ',
  );

/** The files of a run, without its times. */
async function filesOf(more: readonly string[]): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  const { code, stderr } = await hindcast([...RUN, ...more, '--output', folder]);
  expect([code, stderr]).toEqual([0, '']);
  const names = (await readdir(folder)).toSorted();
  expect(names).toEqual(['forecasts.csv', 'run.json', 'scores.csv']);
  const texts = names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const);
  const { 'run.json': run, ...tables } = Object.fromEntries(await Promise.all(texts));
  return { ...tables, 'run.json': run.replaceAll(/"seconds": ?[\d.e-]+/g, '"seconds": 0') };
}

describe.skipIf(!hasRedis)('--output', () => {
  test.each([1, 2])('with %i of workers has the bytes of the local run', async (count) => {
    const local = await filesOf(['--jobs', '2']);
    const { url } = await startRedis();
    const workers = await Promise.all(Array.from({ length: count }, () => startWorker(url, { jobs: 1 })));
    expect(await filesOf(['--queue', url])).toEqual(local);
    const fits = workers.map(({ outcomes }) => outcomes.length);
    expect(Math.min(...fits)).toBeGreaterThan(0);
  });
});
