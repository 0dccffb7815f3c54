/** What happens to an unattended job: signals, lack of memory, a second instance, and clock changes. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { newBench } from '../../helpers/fetching.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { keptFits, keptRun, storeOfItsOwn, timeless } from '../../helpers/kept.ts';
import type { Result } from '../../helpers/kept.ts';
import { PROGRAM, ROOT, hindcast, hindcastProcess } from '../../helpers/run.ts';

const FIT = '--train-size 400 --input-size 10 --hidden 32 --epochs 25 --patience 25';
const RUN =
  `backtest fixtures/garch-simulated-1d.csv --model mlp,gru --test 80 --refit 10 ${FIT} --json`.split(' ');
/** The same, but long enough that a signal arrives while it runs. */
const LONG = [...RUN, '--epochs', '200', '--patience', '200'];
const YEAR = 365 * 86_400_000;

function damageOf(file: string): readonly string[] {
  const store = openStore(file);
  try {
    return store.damage();
  } finally {
    store.close();
  }
}

test('SIGTERM ends a refitting backtest with workers with 143, and finished fits are not computed again', async () => {
  const { file, env } = await storeOfItsOwn();
  // The first half has finished for sure: the signal is sent at the first progress line of the second.
  expect((await hindcast([...LONG, '--model', 'mlp', '--jobs', '2'], { env })).code).toBe(0);
  const stopped = await hindcastProcess([...LONG, '--jobs', '2'], {
    env,
    signals: [{ after: ' fits · ', send: 'SIGTERM' }],
  });
  expect(stopped.code).toBe(143);
  const kept = keptFits(file);
  expect(kept.size).toBeGreaterThanOrEqual(8);
  expect(kept.size).toBeLessThan(16);
  const { failures } = JSON.parse(stopped.stdout) as Result;
  // A fit that finished while stopping may be kept without a progress line.
  expect(failures.length).toBeGreaterThanOrEqual(16 - kept.size);
  expect(failures.length).toBeLessThan(16);
  const before = (JSON.parse(stopped.stdout) as Result).models.find(({ model }) => model === 'mlp')?.seconds;

  const whole = await hindcast([...LONG, '--jobs', '2'], { env });
  expect(whole.code).toBe(0);
  if (before !== undefined)
    // all of the mlp was finished
    expect((JSON.parse(whole.stdout) as Result).models.find(({ model }) => model === 'mlp')!.seconds).toBe(
      before,
    );
  const after = keptFits(file);
  for (const [key, fit] of kept) expect(after.get(key)).toEqual(fit);
  expect(after.size).toBe(16);
});

test('if a worker runs out of memory, its fold fails and is named, and the run exits with 3', async () => {
  const { file, env } = await storeOfItsOwn();
  const hungry = pathToFileURL(path.join(ROOT, 'tests/helpers/hungry-worker.mjs')).href;
  const { code, stdout, stderr } = await hindcastProcess([...RUN, '--jobs', '2', '--quiet'], {
    env: { ...env, NODE_OPTIONS: `--max-old-space-size=200 --import ${hungry}`, TEST_HUNGRY: 'gru 2' },
  });
  expect(code).toBe(3);
  const { models, failures } = JSON.parse(stdout) as Result;
  expect(failures).toEqual([
    {
      model: 'gru',
      fold: 2,
      message: expect.stringMatching(/^the worker that fitted gru in fold 2 died: .*memory/) as string,
      hint: expect.stringContaining('--jobs') as string,
    },
  ]);
  expect(models.map(({ model }) => model).toSorted()).toEqual(['mlp', 'naive']);
  expect(stderr).toContain('fold 2 of gru');
  expect(keptFits(file).size).toBe(15); // the others are finished, and are there for the next run

  const again = await hindcast([...RUN, '--quiet'], { env });
  expect(again.code).toBe(0);
});

test('two backtests at the same time on one store print the same bytes, and the store is intact', async () => {
  const { file, env } = await storeOfItsOwn();
  const forecast = `forecast fixtures/garch-simulated-1d.csv --model mlp ${FIT} --json --quiet`.split(' ');
  for (const words of [[...RUN, '--quiet'], forecast]) {
    const all = await Promise.all([1, 2].map(() => hindcastProcess([...words, '--jobs', '2'], { env })));
    expect(all.map(({ code }) => code)).toEqual([0, 0]);
    const [first, second] = all.map(({ stdout }) => timeless(stdout));
    if (words === forecast) continue; // which of them was recorded first is told, and differs
    expect(first).toEqual(second);
  }
  expect(damageOf(file)).toEqual([]);
  const store = openStore(file);
  expect(store.forecasts.list({}).length).toBe(1);
  store.close();
});

test('--jobs 1 and --jobs 2 have the same result and keep the same fits and the same run', async () => {
  const [one, two] = [await storeOfItsOwn(), await storeOfItsOwn()];
  const results = [];
  for (const [{ env }, jobs] of [
    [one, '1'],
    [two, '2'],
  ] as const)
    results.push(timeless((await hindcast([...RUN, '--quiet', '--jobs', jobs], { env })).stdout));
  expect(results[0]).toEqual(results[1]);
  expect(keptFits(one.file)).toEqual(keptFits(two.file));
  expect(keptRun(one.file)).toEqual(keptRun(two.file));
});

describe('a clock change', () => {
  test.each([YEAR, -YEAR, 3_600_000, -3_600_000])(
    'by %d ms and back, again and again during a backtest, changes nothing in it',
    async (jump) => {
      const words = `backtest fixtures/garch-simulated-1d.csv --model mlp --test 40 --refit 20 ${FIT} --json --quiet`;
      const still = await hindcast(words.split(' '));
      const { env } = await storeOfItsOwn();
      const jumping = await hindcast(words.split(' '), {
        env,
        now: Date.UTC(2024, 0, 10),
        jumpMs: jump,
      });
      expect([jumping.code, jumping.stderr]).toEqual([0, still.stderr]);
      expect(timeless(jumping.stdout)).toEqual(timeless(still.stdout));
      for (const { seconds } of (JSON.parse(jumping.stdout) as Result).models)
        expect(seconds).toBeGreaterThanOrEqual(0);
    },
  );

  test.each([
    ['a year ahead', YEAR, 0],
    ['a year behind', -YEAR, -YEAR],
    ['an hour ahead', 3_600_000, 0],
    ['an hour behind', -3_600_000, -3_600_000],
  ])('%s lets no candle be stored before both clocks say that it has closed', async (_, off, counts) => {
    const now = Date.UTC(2024, 0, 10, 0, 30);
    const bench = await newBench({ now });
    const { code, stderr } = await bench.run('fetch binance BTC/USDT --timeframe 1h --since 2022-12-01', {
      now: now + off,
    });
    expect(code).toBe(0);
    expect(stderr).toContain(off > 0 ? 'ahead of that of binance' : 'behind that of binance');
    const { time } = bench.opened((store) =>
      store.read({ exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1h' }),
    );
    const last = time.at(-1)!;
    expect(last + 3_600_000).toBeLessThanOrEqual(now + counts);
    expect(last + 2 * 3_600_000).toBeGreaterThan(now + counts);
  });

  test('backward between two runs loses nothing, and forward again continues', async () => {
    const now = Date.UTC(2024, 0, 10, 0, 30);
    const bench = await newBench({ now });
    const fetch = (at: number) => bench.run('fetch binance BTC/USDT --since 2022-12-01', { now: at });
    const rows = () =>
      bench.opened(
        (store) => store.read({ exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' }).time.length,
      );
    expect((await fetch(now)).code).toBe(0);
    const before = rows();
    for (const at of [now - YEAR, now + YEAR, now - 3_600_000, now]) {
      expect((await fetch(at)).code).toBe(0);
      expect(rows()).toBe(before);
    }
  });

  test('backward makes no forecast live: it is printed but not recorded', async () => {
    const now = Date.UTC(2024, 0, 10, 0, 30);
    const bench = await newBench({ now });
    expect((await bench.run('fetch binance BTC/USDT --since 2023-10-01', { now })).code).toBe(0);
    const forecast = (at: number) =>
      bench.run('forecast binance:BTC/USDT:1d --model linear --input-size 8 --json', { now: at });
    const records = () => bench.opened((store) => store.forecasts.list().length);
    const far = await forecast(now - YEAR);
    expect([far.code, far.stdout, records()]).toEqual([12, '', 0]);
    expect(far.stderr).toContain('the clock of this machine says 2023-01-10T00:30Z');
    const back = await forecast(now - 20 * 86_400_000);
    expect([back.code, records()]).toEqual([5, 0]);
    expect(back.stderr).toContain('rows in the future left out: 19, the first at 2023-12-22');
    expect(back.stderr).toMatch(
      /^error: the forecast is printed but not recorded: the clock of this machine says 2023-12-21T00:30.*, and the last candle closed at 2024-01-10/m,
    );
    expect(JSON.parse(back.stdout)).toMatchObject({ recorded: false, madeAt: null });
    expect([(await forecast(now)).code, records()]).toEqual([0, 1]);
  });
});

test.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)(
  'the units in docs/cron.md are such as systemd takes',
  async () => {
    const folder = await temporaryFolder();
    const page = await readFile(path.join(ROOT, 'docs/cron.md'), 'utf8');
    const units = Array.from(page.matchAll(/^```ini\n# (\S+)\n([^]*?)^```$/gm), ([, name, text]) => {
      const file = path.join(folder, name);
      // The program must exist.
      writeFileSync(file, text.replace('ExecStart=%h/.local/bin/hindcast', `ExecStart=${PROGRAM}`));
      return file;
    });
    expect(units.map((file) => path.basename(file))).toEqual(['hindcast.service', 'hindcast.timer']);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  },
);
