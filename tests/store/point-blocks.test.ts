import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Span } from '../../src/data/market-columns.ts';
import { alignPoints } from '../../src/data/market-columns.ts';
import { DamagedError } from '../../src/errors.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { damageRows } from '../helpers/store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 1);
const MARKET = { exchange: 'binance', symbol: 'BTC/USDT:USDT', timeframe: '1h' };

async function newStore() {
  const store = openStore(path.join(await temporaryFolder(), 'store.sqlite'));
  onTestFinished(() => store.close());
  return store;
}

const pointsOf = (times: readonly number[]) => ({
  time: Float64Array.from(times),
  value: Float64Array.from(times, (time) => Math.sin(time)),
});
const every = (step: number, count: number, from = START) =>
  Array.from({ length: count }, (_, i) => from + i * step);
const at = { at: START };

describe('points', () => {
  test.each(['funding', 'mark'] as const)(
    'of %s are read as they were written, in pages in any order, over many blocks',
    async (name) => {
      const store = await newStore();
      const times = every(HOUR, 5000);
      const pages = Array.from({ length: 50 }, (_, i) => times.slice(100 * i, 100 * i + 100));
      for (const page of [...pages.filter((_, i) => i % 2 === 0), ...pages.filter((_, i) => i % 2 === 1)]) {
        const span = { from: page[0], to: page.at(-1)! + HOUR };
        expect(store.writeColumn(MARKET, name, pointsOf(page), span, at)).toEqual({
          inserted: 100,
          changed: 0,
        });
      }
      const [column] = store.columns(MARKET);
      const { time, value } = pointsOf(times);
      expect(column).toEqual({ name, time, value, spans: [{ from: START, to: START + 5000 * HOUR }] });
    },
  );

  test('with another value replace the old; the same ones change nothing', async () => {
    const store = await newStore();
    const [points, span] = [pointsOf(every(HOUR, 3)), { from: START, to: START + DAY }];
    store.writeColumn(MARKET, 'index', points, span, at);
    expect(store.writeColumn(MARKET, 'index', points, span, at)).toEqual({ inserted: 0, changed: 0 });
    const changed = { ...points, value: points.value.map((value, i) => (i === 1 ? 7 : value)) };
    expect(store.writeColumn(MARKET, 'index', changed, span, at)).toEqual({ inserted: 0, changed: 1 });
    expect(store.columns(MARKET)[0].value[1]).toBe(7);
  });

  test('of a market that is not stored are none, and those of another are not confused with them', async () => {
    const store = await newStore();
    expect(store.columns(MARKET)).toEqual([]);
    store.writeColumn(MARKET, 'mark', pointsOf([START]), { from: START, to: START + 1 }, at);
    expect(store.columns({ ...MARKET, timeframe: '1d' })).toEqual([]);
    expect(store.list()).toEqual([]); // it has no candles
  });

  test('joined in any way cover what was covered, and nothing else', async () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 90 })), {
      maxLength: 12,
    });
    const store = await newStore();
    let number = 0;
    fc.assert(
      fc.property(spans, (all) => {
        const market = { ...MARKET, symbol: `X${number++}/USDT:USDT` };
        const covered = new Set<number>();
        for (const [from, length] of all) {
          const span: Span = { from: START + from * DAY, to: START + (from + length) * DAY };
          store.writeColumn(market, 'funding', pointsOf([]), span, at);
          for (let day = from; day < from + length; day++) covered.add(day);
        }
        const found = new Set<number>();
        for (const { from, to } of store.columns(market)[0]?.spans ?? [])
          for (let day = (from - START) / DAY; day < (to - START) / DAY; day++) found.add(day);
        expect(found).toEqual(covered);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a block that is lost', () => {
  test('leaves its time without values, and never with older ones', async () => {
    const store = await newStore();
    const times = every(8 * HOUR, 2500);
    store.writeColumn(MARKET, 'funding', pointsOf(times), { from: START, to: times.at(-1)! + DAY }, at);
    damageRows(store.file, 'DELETE FROM points WHERE block = (SELECT max(block) - 1 FROM points)');
    expect(() => store.columns(MARKET)).toThrow(DamagedError);
    expect(store.pruneDamage()).toEqual([
      expect.stringMatching(/^the block of the column funding \d+ of the market .* is missing$/),
    ]);
    const [column] = store.columns(MARKET);
    expect(column.spans.length).toBe(2);
    const lost = { from: column.spans[0].to, to: column.spans[1].from };
    const closes = Float64Array.from(every(HOUR, 24 * 833));
    const aligned = alignPoints(closes, column);
    for (const [row, close] of closes.entries())
      if (close >= lost.from && close < lost.to) expect(aligned[row]).toBeNaN();
    expect(aligned.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(24 * 200);
  });

  test.each([
    ["UPDATE points SET columns = x'00'"],
    ['UPDATE points SET spans = 2'],
    ["UPDATE points SET name = 'index'"],
  ])('or changed is noticed: %s', async (sql) => {
    const store = await newStore();
    store.writeColumn(MARKET, 'mark', pointsOf(every(HOUR, 5)), { from: START, to: START + DAY }, at);
    damageRows(store.file, sql);
    expect(() => store.columns(MARKET)).toThrow(/has changed since it was written|is missing/);
  });
});
