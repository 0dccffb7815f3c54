import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { HOUR, ohlcvOf, rowsOf } from '../helpers/ohlcv.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { START } from '../helpers/panels.ts';

const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1h' };
const at = (row: number) => START + row * HOUR;

async function newStore() {
  const store = openStore(path.join(await temporaryFolder(), 'store.sqlite'));
  onTestFinished(() => store.close());
  return store;
}

describe('the gap ledger', () => {
  test('lists unconfirmed gaps, and confirmed ones with when and how often they were requested', async () => {
    const store = await newStore();
    store.write(
      BTC,
      rowsOf(ohlcvOf(10), (row) => ![3, 4, 7].includes(row)),
      { at: 1 },
    );
    store.confirmGap(BTC, { from: at(3), to: at(4) }, 5);
    store.confirmGap(BTC, { from: at(3), to: at(4) }, 9);
    expect(store.gaps(BTC)).toEqual([
      { from: at(3), to: at(4), candles: 2, asked: 2, firstAskedAt: 5, lastAskedAt: 9 },
      { from: at(7), to: at(7), candles: 1, asked: 0, firstAskedAt: null, lastAskedAt: null },
    ]);
  });

  test('keeps gaps before the first candle, and removes candles that have arrived since', async () => {
    const store = await newStore();
    store.confirmGap(BTC, { from: at(-100), to: at(-1) }, 5);
    expect(store.list()).toEqual([]);
    store.write(BTC, ohlcvOf(10), { at: 6 });
    store.write(BTC, ohlcvOf(3, { from: at(-50) }), { at: 7 });
    expect(store.gaps(BTC).map(({ from, to, asked }) => [from, to, asked])).toEqual([
      [at(-100), at(-51), 1],
      [at(-47), at(-1), 1],
    ]);
  });

  test('counts missing months by the calendar', async () => {
    const store = await newStore();
    const monthly = { ...BTC, timeframe: '1M' };
    const times = ['2020-01-01', '2020-02-01', '2023-02-01'].map((text) => Date.parse(text));
    const candles = { ...ohlcvOf(3), time: Float64Array.from(times) };
    store.write(monthly, candles, { at: 1 });
    expect(store.gaps(monthly)).toMatchObject([
      { from: Date.parse('2020-03-01'), to: Date.parse('2023-01-01'), candles: 35 },
    ]);
  });

  test('agrees with a count kept row by row for random writes and requests', async () => {
    const store = await newStore();
    let count = 0;
    const action = fc.record({
      isWrite: fc.boolean(),
      from: fc.nat(39),
      length: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 15 }), (actions) => {
        const market = { ...BTC, symbol: `COIN${count++}/USDT` };
        const stored = new Set<number>();
        const asked = new Map<number, number>();
        for (const [i, { isWrite, from, length }] of actions.entries()) {
          const rows = Array.from({ length }, (_, k) => from + k);
          if (isWrite) {
            store.write(market, ohlcvOf(length, { from: at(from) }), { at: i });
            for (const row of rows) stored.add(row);
          } else {
            store.confirmGap(market, { from: at(from), to: at(from + length - 1) }, i);
            for (const row of rows) if (!stored.has(row)) asked.set(row, (asked.get(row) ?? 0) + 1);
          }
        }
        const expected = new Map(
          Array.from({ length: 50 }, (_, row) => row)
            .filter((row) => !stored.has(row))
            .filter((row) => asked.has(row) || (row > Math.min(...stored) && row < Math.max(...stored)))
            .map((row) => [row, asked.get(row) ?? 0]),
        );
        const found = new Map(
          store.gaps(market).flatMap((gap) => {
            expect(gap.candles).toBe((gap.to - gap.from) / HOUR + 1);
            return Array.from({ length: gap.candles }, (_, k): [number, number] => [
              (gap.from - START) / HOUR + k,
              gap.asked,
            ]);
          }),
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
