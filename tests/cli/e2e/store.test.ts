/** The store with the built program: import and export, markets as sources, larger timeframes, errors. */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { candlesCsv } from '../../../src/report/csv/candles.ts';
import { toCandles } from '../../../src/data/ohlcv.ts';
import type { Ohlcv } from '../../../src/data/candles.ts';
import { openStore } from '../../../src/store/store.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { HOUR, ohlcvOf, rowsOf, withValue } from '../../helpers/ohlcv.ts';
import { START } from '../../helpers/panels.ts';
import { PROGRAM, hindcast, run as runCommand } from '../../helpers/run.ts';

const HOURLY = { exchange: 'kraken', symbol: 'BTC/USD', timeframe: '1h' };

/** A folder with a store, the program run in it, and files of candles. */
async function workplace() {
  const folder = await temporaryFolder();
  const store = path.join(folder, 'store.sqlite');
  return {
    store,
    folder,
    run: (line: string, stdin?: string) =>
      hindcast(line.split(' '), { cwd: folder, env: { HINDCAST_STORE: store }, ...(stdin && { stdin }) }),
    write: (name: string, candles: Ohlcv) =>
      writeFile(path.join(folder, name), [...candlesCsv([toCandles('BTC', name, candles)])].join('')),
  };
}

describe('import and export', () => {
  test('keep every value to the bit, also missing ones', async () => {
    const { run, write, store, folder } = await workplace();
    const candles = withValue(withValue(ohlcvOf(300), 'volume', 7, NaN), 'low', 8, 1e-300);
    await write('in.csv', candles);
    const first = await run('import in.csv --as kraken:BTC/USD:1h');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toBe(
      'kraken:BTC/USD:1h: 300 new candles, 0 unchanged; now 300 candles from 2024-01-01 to 2024-01-13T11:00Z\n',
    );
    const database = openStore(store);
    expect(database.read(HOURLY)).toMatchObject(candles);
    database.close();

    const { code, stdout } = await run('export kraken:BTC/USD:1h');
    const text = readFileSync(path.join(folder, 'in.csv'), 'utf8');
    expect([code, stdout]).toEqual([0, text]);
    expect(await run('export kraken:BTC/USD:1h --output out.csv')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'out.csv: 300 candles\n',
    });
    expect(readFileSync(path.join(folder, 'out.csv'), 'utf8')).toBe(text);
    const again = await run('import - --as kraken:BTC/USD:1h --json', text);
    expect(JSON.parse(again.stdout)).toMatchObject({
      schema: 1,
      type: 'import',
      inserted: 0,
      unchanged: 300,
      revisions: [],
      rows: 300,
    });
  });

  test('end quietly if their output pipe is closed early', async () => {
    const { run, write, store } = await workplace();
    await write('in.csv', ohlcvOf(20_000)); // over a megabyte, far more than a pipe holds
    await run('import in.csv --as kraken:BTC/USD:1h');
    const line = `"${process.execPath}" "${PROGRAM}" export kraken:BTC/USD:1h | head -n 2`;
    const { code, stdout, stderr } = await runCommand('bash', ['-o', 'pipefail', '-c', line], {
      env: { HINDCAST_STORE: store },
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toHaveLength(3);
  });

  test('create no store if nothing is imported', async () => {
    const { run, store } = await workplace();
    expect(await run('data')).toMatchObject({ code: 0, stdout: `${store}: nothing stored yet\n` });
    expect((await run('backtest binance:BTC/USDT:1d')).code).toBe(10);
    expect(existsSync(store)).toBe(false);
  });
});

describe('a stored market', () => {
  test('is a source with the same results as its file', async () => {
    const { run, write } = await workplace();
    await write('in.csv', ohlcvOf(200));
    await run('import in.csv --as kraken:BTC/USD:1h');
    const args = '--model linear --input-size 5 --test 20 --json --quiet';
    const results = await Promise.all([
      run(`backtest kraken:BTC/USD:1h ${args}`),
      run(`backtest in.csv ${args}`),
    ]);
    const [stored, file] = results.map(
      ({ stdout }) =>
        JSON.parse(stdout) as { data: { id: string; digest: string }[]; models: { scores: object }[] },
    );
    expect(stored.data[0].id).toBe('kraken:BTC/USD:1h');
    expect(stored.data[0].digest).toBe(file.data[0].digest);
    expect(stored.models.map(({ scores }) => scores)).toEqual(file.models.map(({ scores }) => scores));
  });

  test('makes a panel with others, and any of its columns can be forecast', async () => {
    const { run, write } = await workplace();
    await write('a.csv', ohlcvOf(150));
    await write('b.csv', ohlcvOf(150, { seed: 2 }));
    await run('import a.csv --as kraken:BTC/USD:1h');
    await run('import b.csv --as kraken:ETH/USD:1h');
    const { code, stdout } = await run(
      'backtest kraken:BTC/USD:1h kraken:ETH/USD:1h b.csv --model drift --column High --input-size 5 --json --quiet',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      data: [{ id: 'kraken:BTC/USD:1h' }, { id: 'kraken:ETH/USD:1h' }, { id: 'b' }],
      options: { column: 'high' },
    });
    expect((await run('forecast kraken:BTC/USD:1h --model drift --horizon 2')).stdout).toMatch(
      /^2024-01-07T06:00Z /m,
    );
    expect((await run('plan kraken:BTC/USD:1h --model drift')).code).toBe(0);
  });

  test('names the runs that read a value which an import revises', async () => {
    const { run, write } = await workplace();
    const candles = ohlcvOf(200);
    await write('a.csv', candles);
    await write('b.csv', withValue(candles, 'volume', 150, 7));
    await run('import a.csv --as kraken:BTC/USD:1h');
    const { stdout } = await run('backtest kraken:BTC/USD:2h --model drift --input-size 5 --json --quiet');
    const { run: identity } = JSON.parse(stdout) as { run: string };
    const revised = await run('import b.csv --as kraken:BTC/USD:1h');
    expect(revised.code).toBe(0);
    expect(revised.stdout).toContain('0 new candles, 199 unchanged, 1 revised');
    expect(revised.stderr).toMatch(
      /warning: kraken:BTC\/USD:1h: a candle changed, the first at 2024-01-07T06:00Z volume [\d.]+ to 7;/,
    );
    expect(revised.stderr).toContain(`old values read by ${identity}`);
    const data = await run('data kraken:BTC/USD:1h --json');
    expect(JSON.parse(data.stdout)).toMatchObject({
      series: [
        {
          id: 'kraken:BTC/USD:1h',
          rows: 200,
          revisions: 1,
          runs: [identity],
          revisionList: [{ time: '2024-01-07T06:00Z', after: { volume: 7 }, usedBy: [identity] }],
        },
      ],
    });
    expect((await run('data kraken:BTC/USD:1h')).stdout).toContain(identity);
  });

  test('of a larger timeframe is built from a smaller one, and missing candles are counted', async () => {
    const { run, write } = await workplace();
    await write(
      'a.csv',
      rowsOf(ohlcvOf(400), (row) => row !== 101),
    );
    await run('import a.csv --as kraken:BTC/USD:1h');
    const [named, asked, file] = await Promise.all([
      run('export kraken:BTC/USD:2h'),
      run('export kraken:BTC/USD:1h --timeframe 2h'),
      run('export a.csv --timeframe 2h'),
    ]);
    expect(named.stderr).toBe(
      'warning: kraken:BTC/USD:1h: 1 candle of 2h not built because candles of 1h are missing, the first at 2024-01-05T04:00Z\n',
    );
    expect(named.stdout.split('\n').length).toBe(201); // 199 candles, the header, and the end
    expect(asked.stdout).toBe(named.stdout);
    expect(file.stdout).toBe(named.stdout);
    expect(named.stdout).not.toContain('2024-01-05T04:00:00Z');
    const backtest = await run('backtest kraken:BTC/USD:2h --model drift --input-size 5 --json');
    expect(backtest.stderr).toContain('1 gap, 1 candle missing');
    expect(JSON.parse(backtest.stdout)).toMatchObject({ data: [{ id: 'kraken:BTC/USD:2h', rows: 199 }] });
  });
});

describe('data', () => {
  test('lists span, gaps and digest, and shows one market with its revisions', async () => {
    const { run, write, store } = await workplace();
    await write(
      'a.csv',
      rowsOf(ohlcvOf(100), (row) => row < 40 || row > 42),
    );
    await run('import a.csv --as kraken:BTC/USD:1h');
    const database = openStore(store);
    database.confirmGap(HOURLY, { from: START + 40 * HOUR, to: START + 41 * HOUR }, START);
    database.close();
    const list = await run('data');
    expect(list.stdout).toMatch(
      /^kraken:BTC\/USD:1h +97 +2024-01-01 +2024-01-05T03:00Z +3 +1 +0 +20\S+Z +[\da-f]{12}$/m,
    );
    const one = await run('data kraken:BTC/USD:1h');
    expect(one.stdout).toMatch(/^2024-01-02T16:00Z +2024-01-02T17:00Z +2 +1 time +2024-01-01T00:00:00Z$/m);
    expect(one.stdout).toMatch(/^2024-01-02T18:00Z +2024-01-02T18:00Z +1 +not confirmed$/m);
    const { series } = JSON.parse((await run('data --json')).stdout) as { series: object[] };
    expect(series).toMatchObject([{ rows: 97, gaps: 2, missing: 3, unconfirmed: 1, duplicates: 0 }]);
  });
});

describe('errors with a hint', () => {
  const refusal = async (line: string, place: Awaited<ReturnType<typeof workplace>>) => {
    const { code, stdout, stderr } = await place.run(line);
    return { code, stdout, stderr };
  };

  test('are unknown and invalid markets', async () => {
    const place = await workplace();
    await place.write('a.csv', ohlcvOf(50));
    await place.run('import a.csv --as kraken:BTC/USD:1h');
    const unknown = await refusal('plan kraken:BTC/USDT:1h', place);
    expect(unknown.code).toBe(10);
    expect(unknown.stderr).toContain('did you mean `kraken:BTC/USD:1h`?');
    expect(unknown.stderr).toContain('`hindcast fetch kraken BTC/USDT --timeframe 1h`');
    const smaller = await refusal('plan kraken:BTC/USD:15m', place);
    expect(smaller.code).toBe(10);
    expect((await refusal('data kraken:BTC/USDT:1h', place)).code).toBe(10);
    expect((await refusal('plan kraken:BTC/USD', place)).stderr).toContain('`kraken:BTC/USD:1d`');
    expect((await refusal('data b.csv', place)).code).toBe(10);
    expect((await refusal('import a.csv --as BTC', place)).code).toBe(2);
    expect((await refusal('plan kraken:BTC/USD:1h --column price', place)).code).toBe(2);
    expect((await refusal('plan kraken:BTC/USD:1h --timeframe 7h', place)).code).toBe(2);
    expect((await refusal('plan kraken:BTC/USD:1h --timeframe hour', place)).code).toBe(2);
    expect((await refusal('plan kraken:BTC/USD:1h --date-format s', place)).code).toBe(2);
  });

  test('are files that are not a store, and markets locked by another process', async () => {
    const place = await workplace();
    await place.write('a.csv', ohlcvOf(50));
    const noStore = await refusal('import a.csv --as kraken:BTC/USD:1h --store a.csv', place);
    expect([noStore.code, noStore.stdout]).toEqual([12, '']);
    const inFile = await refusal('import a.csv --as kraken:BTC/USD:1h --store a.csv/store', place);
    expect(inFile.code).toBe(2);
    const database = openStore(place.store);
    const lock = database.lock('kraken:BTC/USD:1h');
    const busy = await refusal('import a.csv --as kraken:BTC/USD:1h --json', place);
    expect(busy.code).toBe(11);
    expect(JSON.parse(busy.stderr.trimEnd().split('\n').at(-1)!)).toMatchObject({ code: 'locked', exit: 11 });
    expect((await refusal('import a.csv --as kraken:ETH/USD:1h', place)).code).toBe(0);
    lock.release();
    database.close();
  });
});
