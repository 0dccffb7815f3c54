/** Updating a store from an exchange that fails at any request, revises candles, and has gaps. */
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { CandleSource } from '../../src/exchange/candle-source.ts';
import type { ExchangeRow } from '../../src/exchange/check-rows.ts';
import { repairMarket } from '../../src/store/repair.ts';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../../src/store/store.ts';
import type { UpdateOptions } from '../../src/store/update.ts';
import { spansOf, startUpdate, updateMarket } from '../../src/store/update.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { START } from '../helpers/panels.ts';

const HOUR = 3_600_000;
const hour = (n: number) => START + n * HOUR;
const hoursOf = (times: Iterable<number>) => Array.from(times, (time) => (time - START) / HOUR);

/** A simulated exchange: hourly closes, a clock, and requests that fail. */
class Venue {
  readonly closes = new Map<number, number>();
  now = 0;
  requests = 0;
  /** The request that fails, counted from 1. */
  failing = Infinity;

  constructor(hours: Iterable<number>) {
    for (const n of hours) this.closes.set(n, 100 + n);
  }

  source(): CandleSource {
    return {
      name: 'test:BTC/USDT:1h',
      ms: HOUR,
      pageSize: 10,
      history: 'unknown',
      now: () => hour(this.now),
      fetchRows: (since, limit) => {
        if (++this.requests >= this.failing) return Promise.reject(new Error('failed on purpose'));
        const from = (since - START) / HOUR;
        const rows = [...this.closes]
          .filter(([n]) => n >= from && n <= this.now)
          .toSorted(([a], [b]) => a - b)
          .slice(0, limit)
          .map(([n, close]): ExchangeRow => [hour(n), 100, 10_000, 1, close, 5]);
        return Promise.resolve(rows);
      },
    };
  }
}

async function newStore(): Promise<Store> {
  const store = openStore(path.join(await temporaryFolder(), 'store.sqlite'));
  onTestFinished(() => store.close());
  return store;
}

const market = (symbol: string) => ({ exchange: 'test', symbol, timeframe: '1h' });

async function update(
  store: Store,
  venue: Venue,
  symbol: string,
  options: Omit<UpdateOptions, 'onProgress'> = {},
) {
  const counted = startUpdate(market(symbol));
  venue.requests = 0;
  const error = await updateMarket(store, venue.source(), counted, {
    ...options,
    onProgress: () => {},
  }).catch((thrown: unknown) => thrown);
  return { counted, error };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('after any failed requests the stored candles are valid, and the next update completes them', async () => {
  const store = await newStore();
  let count = 0;
  const run = fc.record({
    since: fc.integer({ min: 0, max: 80 }),
    /** Hours that pass before the update. */
    later: fc.integer({ min: 0, max: 30 }),
    failing: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }),
      fc.array(run, { minLength: 1, maxLength: 6 }),
      async (missing, runs) => {
        const symbol = `COIN${count++}/USDT`;
        const venue = new Venue(range(0, 300).filter((n) => !missing.includes(n)));
        venue.now = 60;
        for (const { since, later, failing } of runs) {
          venue.now += later;
          venue.failing = failing;
          await update(store, venue, symbol, { since: hour(since) });
          const { time, close } = store.read(market(symbol));
          expect(Array.from(close)).toEqual(hoursOf(time).map((n) => venue.closes.get(n)));
          expect(hoursOf(time).every((n) => n < venue.now)).toBe(true);
        }
        venue.failing = Infinity;
        const earliest = Math.min(...runs.map(({ since }) => since));
        expect((await update(store, venue, symbol, { since: hour(earliest) })).error).toBeUndefined();
        const expected = range(earliest, venue.now).filter((n) => !missing.includes(n));
        expect(hoursOf(store.read(market(symbol)).time)).toEqual(expected);
        expect(store.gaps(market(symbol)).filter(({ asked }) => asked === 0)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('revised candles are found from the last one back, also after an update that failed in between', async () => {
  const store = await newStore();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 45 }),
      fc.integer({ min: 1, max: 9 }),
      async (revised, failing) => {
        const symbol = `COIN${count++}/USDT`;
        const venue = new Venue(range(0, 100));
        venue.now = 50;
        await update(store, venue, symbol, { since: hour(0) });
        for (const n of range(50 - revised, 50)) venue.closes.set(n, 777);
        venue.now = 55;
        venue.failing = failing;
        await update(store, venue, symbol);
        venue.failing = Infinity;
        await update(store, venue, symbol);
        expect(Array.from(store.read(market(symbol)).close)).toEqual(
          range(0, 55).map((n) => venue.closes.get(n)),
        );
        expect(store.revisions(market(symbol)).length).toBe(revised);
      },
    ),
    { numRuns: 60 },
  );
});

test('an update with nothing new sends one request and counts one unchanged candle', async () => {
  const store = await newStore();
  const venue = new Venue(range(0, 100));
  venue.now = 30;
  await update(store, venue, 'BTC/USDT', { since: hour(0) });
  const { counted } = await update(store, venue, 'BTC/USDT', { since: hour(0) });
  expect(venue.requests).toBe(1);
  expect(counted).toMatchObject({ inserted: 0, unchanged: 1, revisions: [], missing: 0 });
});

test('the first update needs a start', async () => {
  const { error } = await update(await newStore(), new Venue([]), 'BTC/USDT');
  expect(error).toMatchObject({ exit: 2, message: expect.stringContaining('--since') as string });
});

test('a repair requests every gap, and stores the candles that are available now', async () => {
  const store = await newStore();
  const venue = new Venue(range(0, 100).filter((n) => ![20, 21, 40, 70].includes(n)));
  venue.now = 90;
  await update(store, venue, 'BTC/USDT', { since: hour(0) });
  expect(store.gaps(market('BTC/USDT')).map(({ candles }) => candles)).toEqual([2, 1, 1]);
  venue.closes.set(40, 5000);
  const counted = startUpdate(market('BTC/USDT'));
  await repairMarket(store, venue.source(), counted, { onProgress: () => {} });
  expect(counted).toMatchObject({ inserted: 1, missing: 3 });
  expect(store.gaps(market('BTC/USDT'))).toMatchObject([
    { from: hour(20), asked: 2 },
    { from: hour(70), asked: 2 },
  ]);
});

test('gaps that fit into one page are requested as one range', () => {
  const holes = [1, 5, 9, 30].map((n) => ({ from: hour(n), to: hour(n + 1) }));
  expect(spansOf(holes, new Venue([]).source())).toEqual([
    { from: hour(1), to: hour(10) },
    { from: hour(30), to: hour(31) },
  ]);
});
