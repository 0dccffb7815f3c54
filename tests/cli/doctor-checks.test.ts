import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDisk, checkNode, checkSeries, checkSqlite, checkStore } from '../../src/cli/doctor-checks.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { HOUR, ohlcvOf } from '../helpers/ohlcv.ts';
import { START } from '../helpers/panels.ts';
import { hostOf } from '../helpers/run.ts';

const newFile = async () => path.join(await temporaryFolder(), 'folder', 'store.sqlite');
const market = (symbol: string, timeframe = '1h') => ({ exchange: 'kraken', symbol, timeframe });

describe('the doctor', () => {
  test('accepts a Node that package.json allows, and no older one', () => {
    expect(checkNode(process.versions.node)).toMatchObject({ status: 'ok', detail: process.versions.node });
    expect(checkNode('20.19.0').status).toBe('ok');
    expect(checkNode('24.1').status).toBe('ok');
    expect(checkNode('20.18.9')).toMatchObject({ status: 'fail', error: { exit: 2 } });
    expect(checkNode('9.99.0').status).toBe('fail');
  });

  test('finds SQLite, and the free space for the store', async () => {
    expect(await checkSqlite()).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/^3\.\d+\.\d+$/) as string,
    });
    const { status, detail } = checkDisk(await newFile());
    expect([status, detail]).toEqual([
      expect.stringMatching(/ok|warn/),
      expect.stringMatching(/^[\d,]+ MB free in /),
    ]);
  });

  test('accepts a missing store, and creates none', async () => {
    const file = await newFile();
    expect(await checkStore(hostOf(), file)).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('does not exist yet') as string,
    });
    expect(await checkSeries(hostOf({ now: START }), file)).toEqual([]);
    expect(await checkStore(hostOf(), file)).toMatchObject({
      detail: expect.stringContaining('does not exist yet') as string,
    });
  });

  test('finds damage in a store, in a candle or in a page', async () => {
    const file = await newFile();
    const store = openStore(file);
    store.write(market('A/B'), ohlcvOf(5000), { at: START });
    store.close();
    expect(await checkStore(hostOf(), file)).toMatchObject({
      status: 'ok',
      detail: `${file}: intact, 5,000 candles of 1 market`,
    });
    const whole = await readFile(file);
    const candle = Buffer.from(whole);
    // The close of the last candle; its bytes occur once in the file.
    const close = Buffer.from(Float64Array.of(ohlcvOf(5000).close[4999]).buffer);
    candle[candle.indexOf(close)] ^= 1;
    await writeFile(file, candle);
    expect(await checkStore(hostOf(), file)).toMatchObject({ status: 'fail', error: { exit: 12 } });
    const page = Buffer.from(whole).fill(7, 16_384, 3 * 16_384); // the second page and the third
    await writeFile(file, page);
    expect(await checkStore(hostOf(), file)).toMatchObject({ status: 'fail', error: { exit: 12 } });
    await writeFile(file, whole);
    expect((await checkStore(hostOf(), file)).status).toBe('ok');
  });

  test('names the markets that are behind, and how to bring them up to date', async () => {
    const file = await newFile();
    const store = openStore(file);
    store.write(market('A/B'), ohlcvOf(10), { at: START });
    store.write(market('C/D'), ohlcvOf(5), { at: START });
    const months = { ...ohlcvOf(2), time: Float64Array.of(Date.UTC(2023, 10), Date.UTC(2023, 11)) };
    store.write(market('E/F', '1M'), months, { at: START });
    store.close();
    // The tenth candle closed two hours ago.
    expect(await checkSeries(hostOf({ now: START + 12 * HOUR }), file)).toEqual([
      {
        check: 'data',
        status: 'warn',
        detail: 'kraken:C/D:1h ends with 2024-01-01T04:00Z, 7 closed candles ago',
        hint: '`hindcast fetch kraken C/D --timeframe 1h`',
        error: undefined,
      },
    ]);
    expect(await checkSeries(hostOf({ now: START + 10 * HOUR }), file)).toMatchObject([
      { detail: expect.stringContaining('C/D') as string },
    ]);
    expect(await checkSeries(hostOf({ now: START + 6 * HOUR }), file)).toMatchObject([
      { status: 'ok', detail: '3 markets up to date' },
    ]);
    expect(await checkSeries(hostOf({ now: Date.UTC(2024, 4) }), file)).toMatchObject([
      {},
      {},
      { detail: 'kraken:E/F:1M ends with 2023-12-01, 4 closed candles ago' },
    ]);
  });
});
