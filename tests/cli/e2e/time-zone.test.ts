/** `--time-zone` on the command line: every command that reads a file, and runs that are read again. */

import { appendFile, cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { DAY, walk } from '../../helpers/panels.ts';
import { ROOT, hindcast } from '../../helpers/run.ts';

const MODEL = '--model drift --input-size 5';

/** A folder with `days.csv`, 100 days in Seoul from 2024-01-01, and the small files of `fixtures/time-zones`. */
async function inFolder() {
  const folder = await temporaryFolder();
  await cp(path.join(ROOT, 'fixtures/time-zones'), folder, { recursive: true });
  const lines = walk(100, 7).map(
    (price, i) => `${new Date(Date.UTC(2024, 0, 1) + i * DAY).toISOString().slice(0, 10)},${price}`,
  );
  await writeFile(path.join(folder, 'days.csv'), `date,close\n${lines.join('\n')}\n`);
  const run = (words: string, env: Readonly<Record<string, string>> = {}) =>
    hindcast(words.split(' '), {
      cwd: folder,
      now: '2025-01-01',
      env: { HINDCAST_STORE: path.join(folder, 'store.sqlite'), ...env },
    });
  return { folder, run };
}

test('export writes UTC', async () => {
  const { run } = await inFolder();
  const { stdout } = await run('export berlin-autumn.csv --time-zone Europe/Berlin');
  expect(stdout.split('\n').slice(3, 6)).toEqual([
    '2024-10-27T00:00:00Z,102',
    '2024-10-27T01:00:00Z,103',
    '2024-10-27T02:00:00Z,104',
  ]);
});

test('a run records the zone: show prints it, and verify reads with it', async () => {
  const { run } = await inFolder();
  const { stdout } = await run(`backtest days.csv ${MODEL} --time-zone Asia/Seoul --json --quiet`);
  expect(JSON.parse(stdout)).toMatchObject({ data: [{ from: '2023-12-31T15:00Z' }] });
  expect((await run('show last')).stdout).toContain('--time-zone Asia/Seoul');
  expect((await run('verify last')).code).toBe(0);
});

test('score reads the file again in the zone of the forecast', async () => {
  const { folder, run } = await inFolder();
  const clock = {
    now: '2024-04-09T20:00Z',
    cwd: folder,
    env: { HINDCAST_STORE: path.join(folder, 's.sqlite') },
  };
  const forecast = `forecast days.csv ${MODEL} --time-zone Asia/Seoul --json --quiet`.split(' ');
  // The day of 2024-04-09 in Seoul ends at 15:00 UTC.
  expect(JSON.parse((await hindcast(forecast, clock)).stdout)).toMatchObject({
    forecasts: [{ origin: '2024-04-08T15:00Z', ds: '2024-04-09T15:00Z' }],
  });
  await appendFile(path.join(folder, 'days.csv'), '2024-04-10,100\n');
  const scored = await run('score --json', clock.env);
  expect(JSON.parse(scored.stdout)).toMatchObject({ scored: 1, filled: 1, warnings: [] });
});

test('the zone can be a setting, of hindcast.json or of the environment', async () => {
  const { folder, run } = await inFolder();
  const words = `plan days.csv ${MODEL}`;
  expect((await run(words, { HINDCAST_TIME_ZONE: '+09:00' })).stdout).toContain('2023-12-31T15:00Z to');
  await writeFile(path.join(folder, 'hindcast.json'), '{ "options": { "time-zone": "Asia/Seoul" } }');
  expect((await run(words)).stdout).toContain('2023-12-31T15:00Z to');
});

test('import stores UTC, and says what to do if days do not begin at midnight UTC', async () => {
  const { run } = await inFolder();
  expect((await run('import new-york-spring.csv --as x1:BTC/USD:1h --time-zone America/New_York')).code).toBe(
    0,
  );
  expect((await run('export x1:BTC/USD:1h')).stdout).toContain('2024-03-10T07:00:00Z');
  const refused = await run('import days.csv --as x1:BTC/KRW:1d --time-zone Asia/Seoul');
  expect(refused.code).toBe(12);
  expect(refused.stderr).toContain('hint: stored candles begin at midnight UTC: leave out `--time-zone`');
});

test('an unknown zone is refused, and so is any zone for stored markets', async () => {
  const { run } = await inFolder();
  const unknown = await run('plan days.csv --time-zone Seoul');
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    'error: expected `--time-zone` to be a region or an offset, got `Seoul`\nhint: did you mean `Asia/Seoul`?\n',
  ]);
  const stored = await run('plan binance:BTC/USDT:1d --time-zone Asia/Seoul');
  expect([stored.code, stored.stderr]).toEqual([
    2,
    'error: `--time-zone` is for CSV files, and no source is one\nhint: leave it out\n',
  ]);
});
