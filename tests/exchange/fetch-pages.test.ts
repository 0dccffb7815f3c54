/** The pager over sources made by hand: which requests it makes, and what it takes from which answers. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hole } from '../../src/data/holes.ts';
import type { CandleSource } from '../../src/exchange/candle-source.ts';
import type { PagingEnd, PagingRange } from '../../src/exchange/fetch-pages.ts';
import { fetchPages } from '../../src/exchange/fetch-pages.ts';
import type { ExchangeRow } from '../../src/exchange/check-rows.ts';

const HOUR = 3_600_000;
/** Hours since 2024-01-01, the unit of all times below. */
const T0 = Date.UTC(2024, 0, 1);
const hour = (n: number) => T0 + n * HOUR;
const hoursOf = (times: ArrayLike<number>) => Array.from(times, (time) => (time - T0) / HOUR);
const rowAt = (n: number, close = 100 + n): ExchangeRow => [hour(n), 100, 10_000, 1, close, 5];
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

interface Made extends CandleSource {
  /** `since` in hours and `limit` of every request. */
  readonly asked: [since: number, limit: number][];
}

/** A source with candles at these hours; `answer` may change what one request gets. */
function sourceOf(
  hours: readonly number[],
  options: {
    readonly now?: number;
    readonly pageSize?: number;
    readonly history?: CandleSource['history'];
    /** Whether only candles within the window come, as from Coinbase, or the next so many, as from Binance. */
    readonly isWindowed?: boolean;
    readonly answer?: (
      rows: readonly ExchangeRow[],
      request: number,
      since: number,
      limit: number,
    ) => readonly ExchangeRow[];
  } = {},
): Made {
  const { now = 1000, pageSize = 10, history = 'unknown', isWindowed = false, answer } = options;
  const asked: [number, number][] = [];
  return {
    name: 'test:BTC/USDT:1h',
    ms: HOUR,
    pageSize,
    history,
    asked,
    now: () => hour(now) + 1,
    async fetchRows(since, limit) {
      const from = (since - T0) / HOUR;
      asked.push([from, limit]);
      const rows = hours
        .filter((n) => n >= from && n <= now && (!isWindowed || n < from + limit))
        .slice(0, limit)
        .map((n) => rowAt(n));
      return answer?.(rows, asked.length, from, limit) ?? rows;
    },
  };
}

interface Collected {
  readonly hours: readonly number[];
  readonly gaps: readonly (readonly [from: number, to: number])[];
  readonly end: PagingEnd | undefined;
  readonly error: unknown;
}

async function collect(
  source: CandleSource,
  { since, until, isHole, isResumed }: PagingRange,
): Promise<Collected> {
  const pages = fetchPages(source, {
    since: hour(since),
    ...(until === undefined ? {} : { until: hour(until) }),
    ...(isHole === undefined ? {} : { isHole }),
    ...(isResumed === undefined ? {} : { isResumed }),
  });
  const hours: number[] = [];
  const gaps: Hole[] = [];
  const done = (rest: Partial<Collected>): Collected => ({
    hours,
    gaps: gaps.map(({ from, to }) => [(from - T0) / HOUR, (to - T0) / HOUR] as const),
    end: undefined,
    error: undefined,
    ...rest,
  });
  try {
    for (;;) {
      const { value, done: isDone } = await pages.next();
      if (isDone === true) return done({ end: value });
      hours.push(...hoursOf(value.candles.time));
      gaps.push(...value.gaps);
    }
  } catch (error) {
    return done({ error });
  }
}

describe('fetchPages', () => {
  test('asks page after page, each behind the last candle, until the running one', async () => {
    const source = sourceOf(range(0, 31), { now: 25 });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(0, 25)); // 25 is running
    expect(gaps).toEqual([]);
    expect(source.asked).toEqual([
      [0, 10],
      [10, 10],
      [20, 10],
    ]);
  });

  test('starts on the grid, and stops before `until`', async () => {
    const source = sourceOf(range(0, 100));
    const { hours } = await collect(source, { since: 2.5, until: 15.5 });
    expect(hours).toEqual(range(3, 16));
    expect(source.asked).toEqual([
      [3, 10],
      [13, 5],
    ]);
  });

  test('asks one page where nothing is new', async () => {
    const source = sourceOf(range(0, 26), { now: 25 });
    expect((await collect(source, { since: 24 })).hours).toEqual([24]);
    expect(source.asked).toEqual([[24, 10]]);
  });

  test('continues after empty pages, and asks once more around the time before the first candle', async () => {
    const source = sourceOf(range(35, 51), { now: 50, isWindowed: true });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(35, 50));
    expect(gaps).toEqual([[0, 34]]);
    expect(source.asked.slice(0, 5)).toEqual([
      [0, 10],
      [10, 10],
      [20, 10],
      [30, 10],
      [27, 10],
    ]);
  });

  test('asks again around the hole at the start of a page, and takes it for a gap when nothing comes', async () => {
    const hours = [...range(0, 10), ...range(14, 31)];
    const source = sourceOf(hours, { now: 30 });
    const collected = await collect(source, { since: 0 });
    expect(collected.hours).toEqual(hours.slice(0, -1));
    expect(collected.gaps).toEqual([[10, 13]]);
    expect(source.asked.slice(0, 3)).toEqual([
      [0, 10],
      [10, 10],
      [8, 8],
    ]);
  });

  test('asks again around the span of the holes inside a page, once', async () => {
    const source = sourceOf([0, 1, 3, 4, 7, 8, 9], { now: 9, pageSize: 20 });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours).toEqual([0, 1, 3, 4, 7, 8]);
    expect(gaps).toEqual([
      [2, 2],
      [5, 6],
    ]);
    expect(source.asked).toEqual([
      [0, 20],
      [0, 9],
    ]);
  });

  test('takes what comes the second time', async () => {
    const source = sourceOf(range(0, 20), {
      now: 19,
      pageSize: 30,
      answer: (rows, request) => (request === 1 ? rows.filter((_, i) => i % 4 === 0) : rows),
    });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(0, 19));
    expect(gaps).toEqual([]);
  });

  test('finds what an exchange leaves out that gives the end of a window when asked for too much', async () => {
    // Bitget: at most 20 of old candles, and of a window of 100 the last 20.
    const source = sourceOf(range(0, 251), {
      now: 250,
      pageSize: 100,
      isWindowed: true,
      answer: (rows) => rows.slice(-20),
    });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours.toSorted((a, b) => a - b)).toEqual(range(0, 250));
    expect(gaps).toEqual([]);
  });

  test('leaves nothing out where pages are shorter than asked for', async () => {
    const source = sourceOf(range(0, 50), { now: 49, answer: (rows) => rows.slice(0, 4) });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(0, 49));
    expect(gaps).toEqual([]);
  });

  test('takes no hole behind the last candle for a gap: its candles may still come', async () => {
    const source = sourceOf(range(0, 12), { now: 30 });
    const { hours, gaps } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(0, 12));
    expect(gaps).toEqual([]);
  });

  test('asks twice for a stretch that is wanted up to a moment, and is empty', async () => {
    const source = sourceOf(range(50, 101), { now: 100, isWindowed: true });
    const { hours, gaps } = await collect(source, { since: 20, until: 45, isHole: true });
    expect(hours).toEqual([]);
    expect(gaps).toEqual([[20, 44]]);
    expect(source.asked).toEqual([
      [20, 10],
      [30, 10],
      [40, 7],
      [37, 10],
    ]);
  });

  test('does not walk through years in which an exchange says that there is nothing', async () => {
    const source = sourceOf(range(5000, 6001), { now: 6000 });
    const { gaps } = await collect(source, { since: 0, until: 5000, isHole: true });
    expect(gaps).toEqual([[0, 4999]]);
    expect(source.asked).toEqual([
      [0, 10],
      [4992, 10],
    ]);
  });

  test('takes nothing before a mere wish to stop for a gap', async () => {
    const { gaps } = await collect(sourceOf(range(0, 20), { now: 100 }), { since: 0, until: 50 });
    expect(gaps).toEqual([]);
  });

  test('looks at longer candles to pass over years without trades', async () => {
    const days = sourceOf([4800, 4824], { now: 5000 });
    const longer: CandleSource = { ...days, ms: 24 * HOUR, fetchRows: (since) => days.fetchRows(since, 10) };
    const hours = sourceOf(range(4815, 5001), { now: 5000, isWindowed: true });
    const { hours: got, gaps, error } = await collect({ ...hours, longer }, { since: 0 });
    expect(error).toBeUndefined();
    expect(got).toEqual(range(4815, 5000));
    expect(gaps).toEqual([[0, 4814]]);
    expect(hours.asked.slice(0, 4)).toEqual([
      [0, 10],
      [4800, 10],
      [4810, 10],
      [4807, 10],
    ]);
    const ended = sourceOf(range(0, 20), { now: 5000, isWindowed: true });
    const none = sourceOf([], { now: 5000 });
    const noDays: CandleSource = { ...none, ms: 24 * HOUR };
    expect((await collect({ ...ended, longer: noDays }, { since: 0 })).hours).toEqual(range(0, 20));
    // After the last longer candle only a time as long as one is looked through: the running one may be missing.
    expect(ended.asked.map(([since]) => since)).toEqual([0, 10, 20, 4976, 4986, 4996]);
  });

  test('has no candle twice, and counts those that came twice', async () => {
    const source = sourceOf(range(0, 25), { now: 24, answer: (rows) => [rows[0], ...rows].filter(Boolean) });
    const { hours, end } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(0, 24));
    expect(end?.duplicates).toBe(3);
  });

  test('drops rows from before the page, as they come at page borders', async () => {
    const source = sourceOf(range(0, 25), {
      now: 24,
      answer: (rows, _, since) => [rowAt(since - 1, 777), ...rows],
    });
    expect((await collect(source, { since: 0 })).hours).toEqual(range(0, 24));
  });
});

describe('the limit of the history of an exchange', () => {
  /** Whatever is asked for, the last `count` candles come. */
  const lastOnly = (count: number, now: number, history?: CandleSource['history']) =>
    sourceOf([], {
      now,
      pageSize: count,
      ...(history === undefined ? {} : { history }),
      answer: (_, __, since) =>
        range(now - count + 1, now + 1)
          .filter((n) => n >= since)
          .map((n) => rowAt(n)),
    });

  test('is found where a full page comes a page or more late and reaches now', async () => {
    const { hours, gaps, end } = await collect(lastOnly(20, 100), { since: 0 });
    expect(hours).toEqual(range(81, 100));
    expect(gaps).toEqual([[0, 80]]);
    expect(end?.historyLimit).toEqual({ kind: 'count', candles: 20, first: hour(81) });
  });

  test('is no listing: a market younger than a page, or one of an exchange known to have all', async () => {
    const young = await collect(sourceOf(range(90, 101), { now: 100, pageSize: 20 }), { since: 0 });
    expect(young.end?.historyLimit).toBeUndefined();
    const all = await collect(lastOnly(20, 100, 'all'), { since: 0 });
    expect(all.end?.historyLimit).toBeUndefined();
  });

  test('is found where the last stored candle is gone', async () => {
    const { end } = await collect(lastOnly(20, 100), { since: 79, isResumed: true });
    expect(end?.historyLimit).toEqual({ kind: 'count', candles: 20, first: hour(81) });
  });

  test('is found where only older candles were wanted', async () => {
    const { hours, gaps, end } = await collect(lastOnly(20, 100), { since: 0, until: 60, isHole: true });
    expect(hours).toEqual([]);
    expect(gaps).toEqual([[0, 59]]);
    expect(end?.historyLimit).toEqual({ kind: 'count', candles: 20, first: hour(81) });
    const full = sourceOf(range(0, 101), { now: 100, pageSize: 20 });
    expect((await collect(full, { since: 0, until: 60, isHole: true })).end?.historyLimit).toBeUndefined();
  });

  test('is found if the exchange keeps less than a page, and longer candles show older trades', async () => {
    const kept = lastOnly(5, 100);
    const source = { ...kept, pageSize: 20 };
    expect((await collect(source, { since: 0 })).end?.historyLimit).toBeUndefined();
    const longer = { ...sourceOf([48, 72, 96], { now: 100 }), ms: 24 * HOUR };
    const limited = { kind: 'time', candles: 5, first: hour(96) };
    expect((await collect({ ...source, longer }, { since: 0 })).end?.historyLimit).toEqual(limited);
    const young = { ...sourceOf([96], { now: 100 }), ms: 24 * HOUR };
    expect((await collect({ ...source, longer: young }, { since: 0 })).end?.historyLimit).toBeUndefined();
  });

  test('is found from any start that is further back', async () => {
    for (const since of [0, 40, 61, 62, 79, 80]) {
      const { end, gaps } = await collect(lastOnly(20, 100), { since });
      expect([since, end?.historyLimit?.first]).toEqual([since, hour(81)]);
      expect(gaps).toEqual([[since, 80]]);
    }
    expect((await collect(lastOnly(20, 100), { since: 81 })).end?.historyLimit).toBeUndefined();
  });

  test('is believed only after an earlier end is tried; if that brings candles, the exchange is asked by ends', async () => {
    // Whatever start is given, the latest 10 until now come, or until an end.
    const all = range(30, 101);
    let asksByEnd = false;
    const latest = (before: number) =>
      all
        .filter((n) => n < before)
        .slice(-10)
        .map((n) => rowAt(n));
    const source: CandleSource = {
      ...sourceOf([], { now: 100 }),
      fetchRows: (since, limit) => {
        const from = (since - T0) / HOUR;
        const rows = asksByEnd ? latest(from + limit) : latest(101).slice(-limit);
        return Promise.resolve(rows.filter(([time]) => time! >= since));
      },
      fetchBefore: (end) => Promise.resolve(latest((end - T0) / HOUR)),
      askByEnd: () => void (asksByEnd = true),
    };
    const { hours, gaps, end } = await collect(source, { since: 0 });
    expect(hours).toEqual(range(30, 100));
    expect(gaps).toEqual([[0, 29]]);
    expect(end?.historyLimit).toBeUndefined();
    asksByEnd = false;
    expect((await collect(source, { since: 40, until: 45 })).hours).toEqual(range(40, 45));
  });

  test('is no gap at the start of a market that goes further back', async () => {
    const hours = [...range(0, 60), ...range(70, 101)];
    const source = sourceOf(hours, { now: 100, pageSize: 50 });
    const older: CandleSource = { ...source, fetchBefore: (end) => source.fetchRows(end - 50 * HOUR, 50) };
    const longer = { ...sourceOf([0, 24, 48, 72], { now: 100 }), ms: 24 * HOUR };
    const { end, gaps } = await collect({ ...older, longer }, { since: 62 });
    expect([end?.historyLimit, gaps]).toEqual([undefined, [[62, 69]]]);
  });

  test('is not gone beyond where it is known: older candles would be an error', async () => {
    const source = { ...sourceOf(range(0, 101), { now: 100, history: 30 }), earliest: () => hour(71) };
    const { hours, gaps, end } = await collect(source, { since: 0 });
    expect(source.asked[0]).toEqual([71, 10]);
    expect(hours).toEqual(range(71, 100));
    expect(gaps).toEqual([]);
    expect(end?.historyLimit).toEqual({ kind: 'count', candles: 30, first: hour(71) });
    const older = await collect(source, { since: 0, until: 50 });
    expect([older.hours, older.end?.historyLimit]).toEqual([[], end?.historyLimit]);
  });
});

test('candles of another time zone are refused at once, with a timeframe from which they can be built', async () => {
  const rows = range(0, 5).map((n): ExchangeRow => [hour(24 * n + 16), 1, 1, 1, 1, 1]);
  const days: CandleSource = {
    ...sourceOf([], { now: 200, answer: () => rows }),
    name: 'test:BTC/USDT:1d',
    ms: 24 * HOUR,
    timeframes: ['1m', '1h', '4h', '12h', '1d'],
  };
  const { error } = await collect(days, { since: 0 });
  expect(error).toMatchObject({
    exit: 2,
    message:
      'expected candles of `test:BTC/USDT:1d` to open at 00:00 UTC, got candles that open at 16:00 UTC',
    hint: 'fetch `--timeframe 4h`; every command builds `test:BTC/USDT:1d` from it',
  });
});

describe('rows that cannot be right', () => {
  const bad: readonly [string, ExchangeRow, RegExp][] = [
    [
      'off the grid',
      [hour(5) + 1000, 100, 1000, 1, 105, 5],
      /2024-01-01T05:00:01Z, which is not on the grid/,
    ],
    ['without a close', [hour(5), 100, 1000, 1, null, 5], /no close at 2024-01-01T05:00Z/],
    ['with an absent low', [hour(5), 100, 1000, undefined, 105, 5], /no low at 2024-01-01T05:00Z/],
    ['with a negative volume', [hour(5), 100, 1000, 1, 105, -1], /a volume of -1 at 2024-01-01T05:00Z/],
    ['with a price of zero', [hour(5), 0, 1000, 1, 105, 5], /an open of 0 at 2024-01-01T05:00Z/],
    [
      'with a low above the high',
      [hour(5), 100, 90, 95, 92, 5],
      /a high of 90 below the low of 95 at 2024-01-01T05:00Z/,
    ],
    ['twice, and different', [hour(4), 100, 1000, 1, 104.5, 5], /two different candles at 2024-01-01T04:00Z/],
    ['without a time', [null, 100, 1000, 1, 104.5, 5], /a row without a time/],
  ];

  test.each(bad)('%s are asked for again', async (_, row) => {
    const source = sourceOf(range(0, 20), {
      now: 15,
      answer: (rows, request) => (request === 1 ? rows.toSpliced(5, 1, row) : rows),
    });
    const { hours, error } = await collect(source, { since: 0 });
    expect(error).toBeUndefined();
    expect(hours).toEqual(range(0, 15));
  });

  test.each(bad.slice(0, -1))(
    '%s end it behind the last good one when they come again',
    async (_, row, message) => {
      const source = sourceOf(range(0, 20), {
        now: 15,
        answer: (rows) => [...rows.slice(0, 5), row, ...rows.slice(6)],
      });
      const { hours, error } = await collect(source, { since: 0 });
      expect(String(error)).toMatch(message);
      expect(error).toMatchObject({ exit: 12 });
      expect(hours).toEqual(range(0, message.source.includes('04:00Z') ? 4 : 5));
    },
  );

  test('do not matter where they are still running', async () => {
    const source = sourceOf(range(0, 9), {
      now: 8,
      answer: (rows) => rows.with(rows.length - 1, [hour(8), 1, null, null, 1, null]),
    });
    expect((await collect(source, { since: 0 })).hours).toEqual(range(0, 8));
  });
});

test('every closed candle comes once, whatever is missing and however pages are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 121 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      async (some, pageSize, cut, isWindowed) => {
        const hours = some.toSorted((a, b) => a - b);
        const source = sourceOf(hours, {
          now: 120,
          pageSize,
          isWindowed,
          answer: (rows) => rows.slice(0, cut),
        });
        const collected = await collect(source, { since: 0 });
        const closed = hours.filter((n) => n < 120);
        expect(collected.hours).toEqual(closed);
        const missing = collected.gaps.flatMap(([from, to]) => range(from, to + 1));
        const last = closed.at(-1) ?? -1;
        expect(missing.toSorted((a, b) => a - b)).toEqual(range(0, last).filter((n) => !closed.includes(n)));
      },
    ),
    { numRuns: 200 },
  );
});

describe('an exchange that does not go back so far is not asked page by page for what it does not have', () => {
  const longer = (first: number, until: number): CandleSource => ({
    ...sourceOf([]),
    ms: 24 * HOUR,
    pageSize: 1000,
    now: () => hour(8000) + 1,
    fetchRows: (since) =>
      Promise.resolve(
        range(first / 24, until / 24)
          .map((day) => rowAt(24 * day))
          .filter(([time]) => time! >= since),
      ),
  });

  test.each([6000, 6009, 7990])('candles from hour %i on', async (first) => {
    const source = sourceOf(range(first, 8000), { now: 8000, isWindowed: true });
    const { hours, end, error } = await collect({ ...source, longer: longer(240, 8000) }, { since: 0 });
    expect(error).toBeUndefined();
    expect(hours).toEqual(range(first, 8000));
    expect(end?.historyLimit).toMatchObject({ kind: 'time', first: hour(first) });
    const needed = (8000 - first) / 10;
    expect(source.asked.length).toBeLessThan(needed + 60);
  });

  test('days without candles of the exchange are no proof', async () => {
    const some = [...range(6000, 6500), ...range(7200, 8000)];
    const source = sourceOf(some, { now: 8000, isWindowed: true });
    const days = longer(240, 8000);
    const traded: CandleSource = {
      ...days,
      fetchRows: async (since, limit) =>
        (await days.fetchRows(since, limit)).filter(([time]) => {
          const n = (time! - T0) / HOUR;
          return n < 6504 || n >= 7200;
        }),
    };
    const { hours } = await collect({ ...source, longer: traded }, { since: 0 });
    expect(hours).toEqual(some);
  });
});
