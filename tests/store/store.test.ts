import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { openStore } from '../../src/store/store.ts';
import { HOUR, ohlcvOf, rowsOf, withValue } from '../helpers/ohlcv.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { START } from '../helpers/panels.ts';

const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1h' };
const AT = START + 1000 * HOUR;
const empty = rowsOf(ohlcvOf(0), () => true);

/** A new store, closed after the test. */
async function newStore() {
  const store = openStore(path.join(await temporaryFolder(), 'store.sqlite'));
  onTestFinished(() => store.close());
  return store;
}

describe('candles', () => {
  test('are read as they were written, to the bit, in any range', async () => {
    const store = await newStore();
    const candles = ohlcvOf(3000);
    expect(store.write(BTC, candles, { at: AT })).toEqual({ inserted: 3000, unchanged: 0, revisions: [] });
    expect(store.read(BTC)).toEqual({ ...candles, revision: 0 });
    const some = store.read(BTC, { from: candles.time[10] - 1, to: candles.time[2000] });
    expect(some).toMatchObject(rowsOf(candles, (row) => row >= 10 && row <= 2000));
    expect(store.find(BTC)).toEqual({
      ...BTC,
      rows: 3000,
      first: candles.time[0],
      last: candles.time[2999],
      updatedAt: AT,
      revision: 0,
    });
    expect(store.list()).toEqual([store.find(BTC)]);
  });

  test('of a market that is not stored are empty, without an error', async () => {
    const store = await newStore();
    expect(store.read(BTC)).toEqual({ ...empty, revision: 0 });
    expect([store.find(BTC), store.list(), store.gaps(BTC), store.revisions(BTC)]).toEqual([
      undefined,
      [],
      [],
      [],
    ]);
    expect(store.write(BTC, empty, { at: AT }).inserted).toBe(0);
    expect(store.list()).toEqual([]);
  });

  test('written twice change no byte of the file', async () => {
    const store = await newStore();
    const candles = ohlcvOf(3000);
    store.write(BTC, candles, { at: AT });
    const read = () => [store.file, `${store.file}-wal`].map((file) => readFileSync(file).toString('base64'));
    const before = read();
    expect(store.write(BTC, candles, { at: AT + 1 })).toEqual({
      inserted: 0,
      unchanged: 3000,
      revisions: [],
    });
    expect(store.find(BTC)?.updatedAt).toBe(AT);
    expect(read()).toEqual(before);
  });

  test('are the same if they are written in parts and in any order', async () => {
    const candles = ohlcvOf(200, { step: 10 * HOUR }); // in blocks of 103 rows, since a block covers 1024 hours
    const store = await newStore();
    let count = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(60)), { maxLength: 12 }), (parts) => {
        const market = { ...BTC, symbol: `COIN${count++}/USDT` };
        const isWritten = new Set<number>();
        for (const [from, length] of parts) {
          const rows = Array.from({ length }, (_, i) => from + i).filter((row) => row < 200);
          const fresh = rows.filter((row) => !isWritten.has(row)).length;
          const part = rowsOf(candles, (row) => rows.includes(row));
          const { inserted, unchanged, revisions } = store.write(market, part, { at: AT });
          expect([inserted, unchanged, revisions]).toEqual([fresh, rows.length - fresh, []]);
          for (const row of rows) isWritten.add(row);
        }
        expect(store.read(market)).toMatchObject(rowsOf(candles, (row) => isWritten.has(row)));
      }),
      { numRuns: 30 },
    );
  });

  test('before 1970 are stored too', async () => {
    const store = await newStore();
    const candles = ohlcvOf(50, { from: -20 * HOUR });
    store.write(BTC, candles, { at: AT });
    expect(store.read(BTC, { from: -2 * HOUR, to: HOUR }).time).toEqual(
      Float64Array.of(-2 * HOUR, -HOUR, 0, HOUR),
    );
  });

  test('whose times do not increase are rejected as an internal error, and nothing is written', async () => {
    const store = await newStore();
    const candles = withValue(ohlcvOf(3), 'time', 2, START);
    expect(() => store.write(BTC, candles, { at: AT })).toThrow(RangeError);
    expect(store.list()).toEqual([]);
  });
});

describe('revisions', () => {
  test('keep the old and the new values, and name the runs that read the old ones', async () => {
    const store = await newStore();
    const candles = withValue(ohlcvOf(10), 'open', 4, NaN);
    const time = candles.time[4];
    const use = { from: candles.time[0], to: candles.time[5], at: AT };
    store.write(BTC, candles, { at: AT });
    store.recordUse(BTC, { ...use, run: 'first', revision: 0 });
    store.recordUse(BTC, { ...use, run: 'elsewhere', to: candles.time[3], revision: 0 });
    const once = store.write(BTC, withValue(candles, 'close', 4, 7), { at: AT + 1 });
    expect(once).toMatchObject({ inserted: 0, unchanged: 9 });
    expect(once.revisions).toMatchObject([{ time, at: AT + 1, usedBy: ['first'] }]);
    expect(once.revisions[0].before).toEqual({ ...once.revisions[0].after, close: candles.close[4] });
    expect(once.revisions[0].after).toMatchObject({ open: NaN, close: 7 });

    const { revision } = store.read(BTC);
    expect(store.find(BTC)?.revision).toBe(revision);
    store.recordUse(BTC, { ...use, run: 'second', revision });
    const twice = store.write(BTC, withValue(candles, 'close', 4, 8), { at: AT + 2 });
    expect(twice.revisions.map(({ usedBy }) => usedBy)).toEqual([['second']]);
    expect(store.revisions(BTC)).toEqual([...once.revisions, ...twice.revisions]);
    expect(store.usesOf(BTC, time).map(({ run }) => run)).toEqual(['first', 'second']);
    expect(store.read(BTC).close[4]).toBe(8);
  });
});

describe('a file', () => {
  test('that is closed contains everything: a copy of it is a complete store', async () => {
    const store = await newStore();
    const candles = ohlcvOf(3000);
    store.write(BTC, candles, { at: AT });
    store.close();
    const copy = path.join(await temporaryFolder(), 'copy.sqlite');
    copyFileSync(store.file, copy);
    const copied = openStore(copy);
    expect(copied.read(BTC)).toMatchObject(candles);
    copied.close();
  });

  test('that is not a database, or that of another program, is rejected and not changed', async () => {
    const folder = await temporaryFolder();
    const text = path.join(folder, 'prices.csv');
    writeFileSync(text, 'date,close\n2024-01-01,1\n'.repeat(100));
    expect(() => openStore(text)).toThrow(DataError);
    expect(readFileSync(text, 'utf8')).toContain('date,close');

    const other = path.join(folder, 'other.db');
    const database = new DatabaseSync(other);
    database.exec('CREATE TABLE notes (text TEXT)');
    database.close();
    const before = readFileSync(other);
    expect(() => openStore(other)).toThrow(/database of another program/);
    expect(readFileSync(other)).toEqual(before);
  });

  test('of a newer hindcast is rejected with a hint', async () => {
    const store = await newStore();
    const database = new DatabaseSync(store.file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openStore(store.file)).toThrow(/got version 99/);
  });

  test('with damaged candles is rejected with the name of the market', async () => {
    const store = await newStore();
    store.write(BTC, ohlcvOf(10), { at: AT });
    expect(store.damage()).toEqual([]);
    const database = new DatabaseSync(store.file);
    database.exec('UPDATE blocks SET columns = zeroblob(480)');
    database.close();
    expect(store.damage()).toEqual([expect.stringContaining('binance:BTC/USDT:1h')]);
    expect(() => store.read(BTC)).toThrow(/binance:BTC\/USDT:1h/);
  });
});
