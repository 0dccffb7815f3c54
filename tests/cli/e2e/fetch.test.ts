/** What `fetch` requests and stores: pages, updates, gaps. */
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complaint, newBench, steps, storedTimes } from '../../helpers/fetching.ts';

const HOUR = 3_600_000;
/** The exchange's clock, half an hour into a candle. */
const NOW = Date.UTC(2024, 0, 10) + HOUR / 2;
const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1h' };
const HOURLY = 'fetch binance BTC/USDT --timeframe 1h';

describe('pages', () => {
  test('are requested one after the other, up to the open candle, which is not stored', async () => {
    const bench = await newBench({ now: NOW });
    const since = Date.UTC(2024, 0, 10) - 2500 * HOUR;
    const { code, stdout } = await bench.run(
      `${HOURLY} --since ${new Date(since).toISOString().slice(0, 16)}Z`,
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      'binance:BTC/USDT:1h: 2,500 new candles, 0 unchanged; now 2,500 candles from 2023-09-27T20:00Z to 2024-01-09T23:00Z\n',
    );
    expect(storedTimes(bench, BTC)).toEqual(steps(since, NOW - HOUR / 2 - HOUR));
    expect(
      bench.exchange.candleRequests().map(({ query }) => [Number(query.startTime), query.limit]),
    ).toEqual([
      [since, '1000'],
      [since + 1000 * HOUR, '1000'],
      [since + 2000 * HOUR, '1000'],
    ]);
  });

  test('may be empty: a sparse market listed long after --since is fetched completely', async () => {
    const bench = await newBench({ now: NOW });
    const { code, stdout } = await bench.run(
      'fetch coinbaseexchange THIN/USD --timeframe 6h --since 2016-01-01',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('from 2023-01-10T06:00Z to');
    expect(stdout).toMatch(/; this is the full history; \d+ candles missing, confirmed by a second request/);
    const market = { exchange: 'coinbaseexchange', symbol: 'THIN/USD', timeframe: '6h' };
    const times = storedTimes(bench, market);
    expect(times.length).toBeGreaterThan(500);
    const gaps = bench.opened((store) => store.gaps(market));
    expect(gaps.filter(({ asked }) => asked === 0)).toEqual([]);
    expect(gaps[0].from).toBe(Date.UTC(2016, 0, 1));
    const inside = gaps.slice(1).reduce((sum, { candles }) => sum + candles, 0);
    expect(times.length + inside).toBe(steps(times[0], times.at(-1)!, 6 * HOUR).length);
    // The 40,000 hours before the listing are not requested 300 candles at a time.
    const before = bench.exchange
      .candleRequests()
      .filter(({ query }) => Date.parse(query.start) < Date.UTC(2023, 0, 1));
    expect(before.length).toBeLessThan(16);
  });

  test('that are short, overlap or are shifted lose no candle', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.pageLimit = 400;
    bench.exchange.fail('duplicate', { times: 2 });
    bench.exchange.fail('shifted', { skip: 1, times: 1, keep: 150 });
    const { code, markets } = await bench.runJson(`${HOURLY} --since 2023-11-01`);
    expect(code).toBe(0);
    expect(storedTimes(bench, BTC)).toEqual(steps(Date.UTC(2023, 10, 1), NOW - HOUR / 2 - HOUR));
    expect(markets[0]).toMatchObject({ missing: 0, duplicates: 2, rows: 1680 });
  });

  test('with an outage are requested again, and candles missing twice are a gap', async () => {
    const bench = await newBench({ now: NOW });
    const [from, to] = [Date.UTC(2024, 0, 5, 3), Date.UTC(2024, 0, 5, 6)];
    bench.exchange.market('BTC/USDT').missing.push([from, to + HOUR]);
    bench.exchange.fail('holes', { times: 1 });
    const { markets } = await bench.runJson(`${HOURLY} --since 2024-01-01`);
    expect(markets[0]).toMatchObject({ missing: 4, rows: 216 - 4 });
    expect(bench.opened((store) => store.gaps(BTC))).toMatchObject([{ from, to, candles: 4, asked: 1 }]);
  });

  test('end with the last candle closed by the clock of the exchange, not by ours', async () => {
    const bench = await newBench({ now: NOW });
    const { stderr } = await bench.run(`${HOURLY} --since 2024-01-09`);
    expect(storedTimes(bench, BTC).at(-1)).toBe(Date.UTC(2024, 0, 9, 23));
    expect(stderr).toMatch(
      /warning: the clock of this machine is [\d,]+ h \d\d min ahead of that of binance/,
    );
  });
});

describe('an exchange that offers only its latest candles', () => {
  test('is detected, and is an error unless --allow-partial', async () => {
    const bench = await newBench({ now: NOW });
    const words = 'fetch kraken BTC/USD --timeframe 1h --since 2023-06-01';
    const first = await bench.run(words);
    expect(first.code).toBe(3);
    expect(complaint(first).error).toBe(
      'kraken has only its latest 720 candles of 1h, back to 2023-12-11T01:00Z: `kraken:BTC/USD:1h` starts at 2023-12-11T01:00Z, not at 2023-06-01',
    );
    expect(complaint(first).hint).toBe(
      'Kraken publishes its whole history as CSV files (support.kraken.com, "Downloadable historical OHLCVT data"): `hindcast import FILE --as kraken:BTC/USD:1h`; or accept the shorter history with `--allow-partial`',
    );
    const again = await bench.run(words);
    expect([again.code, complaint(again)]).toEqual([3, complaint(first)]);
    expect(again.stdout).not.toContain('this is the full history');
    expect(storedTimes(bench, { ...BTC, exchange: 'kraken', symbol: 'BTC/USD' }).length).toBe(719);
    const earlier = await bench.run(words.replace('2023-06-01', '2023-05-01'));
    expect(earlier.code).toBe(3);
    expect(complaint(earlier).error).toContain('starts at 2023-12-11T01:00Z, not at 2023-05-01');
    expect(earlier.stdout).not.toContain('this is the full history');
    const allowed = await newBench({ now: NOW });
    const second = await allowed.run(`${words} --allow-partial`);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('note: kraken has only its latest 720 candles');
  });

  test('leaves a gap if the last fetch was too long ago', async () => {
    const bench = await newBench({ now: NOW - 1000 * HOUR });
    await bench.run('fetch kraken BTC/USD --timeframe 1h --since 2023-11-28');
    bench.exchange.clock = NOW;
    const finished = await bench.run('fetch kraken BTC/USD --timeframe 1h');
    expect(finished.code).toBe(3);
    expect(complaint(finished).error).toMatch(
      /: the candles of `kraken:BTC\/USD:1h` from 2023-11-29T08:00Z until 2023-12-11T01:00Z are missing$/,
    );
    expect(finished.stdout).not.toContain('confirmed');
    expect((await bench.run('fetch kraken BTC/USD --timeframe 1h')).code).toBe(0);
  });

  test('says so for a span that it no longer has, and for any start that is further back', async () => {
    const bench = await newBench({ now: NOW });
    const span = await bench.run('fetch kraken BTC/USD --timeframe 1h --since 2023-06-01 --until 2023-07-01');
    expect([span.code, complaint(span).error]).toEqual([
      3,
      'kraken has only its latest 720 candles of 1h, back to 2023-12-11T01:00Z: it has none of `kraken:BTC/USD:1h` from 2023-06-01 until 2023-07-01',
    ]);
    for (const since of ['2023-12-11', '2023-12-01', '2023-11-12', '2023-11-11', '2019-01-01']) {
      const finished = await bench.run(`fetch kraken BTC/USD --timeframe 1h --since ${since}`);
      expect([since, finished.code, complaint(finished).error]).toEqual([
        since,
        3,
        `kraken has only its latest 720 candles of 1h, back to 2023-12-11T01:00Z: \`kraken:BTC/USD:1h\` starts at 2023-12-11T01:00Z, not at ${since}`,
      ]);
    }
    const within = await bench.run('fetch kraken ETH/USD --timeframe 1h --since 2023-12-12');
    expect(within.code).toBe(0);
  });
});

describe('an update', () => {
  test('with nothing new sends one request, for candles, and rewrites nothing', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${HOURLY} --since 2023-11-01`);
    const before = [readFileSync(bench.store), statSync(bench.store).mtimeMs];
    bench.exchange.requests = [];
    const { code, stdout } = await bench.run(`${HOURLY} --since 2023-11-01`);
    expect(code).toBe(0);
    expect(stdout).toContain(': 0 new candles, 1 unchanged; now 1,680 candles');
    expect(bench.exchange.requests.map(({ query }) => Number(query.startTime))).toEqual([
      Date.UTC(2024, 0, 9, 23),
    ]);
    expect([readFileSync(bench.store), statSync(bench.store).mtimeMs]).toEqual(before);
  });

  test('starts at the last stored candle, that one included', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${HOURLY} --since 2024-01-01`);
    bench.exchange.clock = NOW + 30 * HOUR;
    bench.exchange.requests = [];
    const { markets } = await bench.runJson(HOURLY);
    expect(markets[0]).toMatchObject({ inserted: 30, unchanged: 1, rows: 246 });
    expect(bench.exchange.candleRequests().map(({ query }) => Number(query.startTime))).toEqual([
      Date.UTC(2024, 0, 9, 23),
    ]);
  });

  test('goes back if the last candle was revised, and records the old values', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${HOURLY} --since 2023-06-01`);
    const last = Date.UTC(2024, 0, 9, 23);
    const old = bench.opened((store) => store.read(BTC));
    const revised = steps(last - 1200 * HOUR, last);
    for (const time of revised) bench.exchange.revise('BTC/USDT', time, { 5: 1234.5 });
    bench.opened((store) =>
      store.recordUse(BTC, { run: 'run-of-monday', from: old.time[0], to: last, at: NOW, revision: 0 }),
    );
    bench.exchange.clock = NOW + HOUR;
    bench.exchange.requests = [];
    const finished = await bench.run(HOURLY);
    expect(finished.code).toBe(0);
    expect(finished.stdout).toContain('1 new candle');
    expect(finished.stdout).toContain('1,201 revised');
    expect(finished.stderr).toMatch(/warning: binance:BTC\/USDT:1h: 1,201 candles changed.*run-of-monday/);
    const revisions = bench.opened((store) => store.revisions(BTC));
    expect(revisions.map(({ time }) => time).toSorted((a, b) => a - b)).toEqual(revised);
    expect(revisions.at(-1)).toMatchObject({
      time: last,
      before: { volume: old.volume.at(-1) },
      after: { volume: 1234.5 },
      usedBy: ['run-of-monday'],
    });
    // From the last candle on, then two pages back: the second page starts with an unchanged candle.
    expect(bench.exchange.candleRequests().length).toBe(3);
  });

  test('with an earlier --since fetches only the earlier candles', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${HOURLY} --since 2024-01-05`);
    bench.exchange.requests = [];
    const { markets } = await bench.runJson(`${HOURLY} --since 2024-01-01`);
    expect(markets[0]).toMatchObject({ inserted: 96, unchanged: 1, rows: 216 });
    expect(
      bench.exchange.candleRequests().map(({ query }) => [Number(query.startTime), query.limit]),
    ).toEqual([
      [Date.UTC(2024, 0, 1), '98'],
      [Date.UTC(2024, 0, 9, 23), '1000'],
    ]);
  });

  test('does not request candles before the listing again', async () => {
    const bench = await newBench({ now: NOW });
    const words = 'fetch binance BTC/USDT --since 2015-01-01';
    expect((await bench.run(words)).stdout).toContain(
      'from 2017-08-17 to 2024-01-09; this is the full history',
    );
    bench.exchange.requests = [];
    expect((await bench.run(words)).code).toBe(0);
    expect(bench.exchange.candleRequests().length).toBe(1);
  });

  test('needs --since the first time', async () => {
    const bench = await newBench({ now: NOW });
    const finished = await bench.run(HOURLY);
    expect(finished.code).toBe(2);
    expect(complaint(finished).error).toBe(
      'no candles of `binance:BTC/USDT:1h` are stored yet, so `--since` is required',
    );
    expect((await bench.run(`${HOURLY} --since 2024-01-05 --until 2024-01-05`)).code).toBe(2);
    expect((await bench.run(`${HOURLY} --since 2024-13-05`)).code).toBe(2);
  });

  test('stops before --until', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${HOURLY} --since 2024-01-05 --until 2024-01-06T12:00Z`);
    expect(storedTimes(bench, BTC)).toEqual(steps(Date.UTC(2024, 0, 5), Date.UTC(2024, 0, 6, 11)));
    expect((await bench.runJson(HOURLY)).markets[0]).toMatchObject({ inserted: 84 });
  });
});

test('data --repair requests every gap again, and counts how often', async () => {
  const bench = await newBench({ now: NOW });
  const { missing } = bench.exchange.market('BTC/USDT');
  const [lasting, passing] = [Date.UTC(2024, 0, 3), Date.UTC(2024, 0, 6)];
  missing.push([lasting, lasting + 2 * HOUR], [passing, passing + 3 * HOUR]);
  await bench.run(`${HOURLY} --since 2024-01-01`);
  expect(bench.opened((store) => store.gaps(BTC)).map(({ candles }) => candles)).toEqual([2, 3]);
  missing.pop();
  const { code, stdout } = await bench.run('data binance:BTC/USDT:1h --repair');
  expect(code).toBe(0);
  expect(stdout).toContain('214');
  expect(bench.opened((store) => store.gaps(BTC))).toMatchObject([{ from: lasting, candles: 2, asked: 2 }]);
  bench.exchange.requests = [];
  expect((await bench.run('data --repair')).code).toBe(2);
  expect((await bench.run('data binance:ETH/USDT:1h --repair')).code).toBe(10);
  expect(bench.exchange.requests).toEqual([]);
});

test('a fetched market is backtested by its name', async () => {
  const bench = await newBench({ now: NOW });
  await bench.run('fetch binance BTC/USDT --since 2023-06-01');
  const words = 'backtest binance:BTC/USDT:1d --model gru --input-size 10 --epochs 2';
  const { code, stdout } = await bench.run(words);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^gru +[\d.,]+ /m);
});
