/** `fetch` when the exchange or the network fails: what is retried, what is an error, what is kept. */
import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/fetching.ts';
import { complaint, newBench, steps, storedTimes } from '../../helpers/fetching.ts';
import type { Finished } from '../../helpers/run.ts';

const HOUR = 3_600_000;
/** The exchange's clock, half an hour into a candle. */
const NOW = Date.UTC(2024, 0, 10) + HOUR / 2;
const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1h' };
const HOURLY = 'fetch binance BTC/USDT --timeframe 1h';

describe('faults', () => {
  test('of single replies cost a second each, and nothing is lost', async () => {
    const bench = await newBench({ now: NOW });
    const faults = ['html', 'cut-json', 'empty-object', 'reset', 'reset-mid-body', '500'];
    // Each fault hits the first attempt of another page.
    for (const [page, fault] of faults.entries()) bench.exchange.fail(fault, { skip: page + 1 });
    const { code } = await bench.run(`${HOURLY} --since 2023-05-01`);
    expect(code).toBe(0);
    expect(storedTimes(bench, BTC)).toEqual(steps(Date.UTC(2023, 4, 1), Date.UTC(2024, 0, 9, 23)));
    expect(bench.exchange.candleRequests().length).toBe(7 + faults.length);
  });

  test('of the first request are retried: the markets are loaded again', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('500', { kind: 'markets' });
    expect((await bench.run(`${HOURLY} --since 2024-01-05`)).code).toBe(0);
  });

  test('429 is retried after the time that the exchange asks for', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('429', { retryAfter: 2 });
    const waits: number[] = [];
    const { code, stderr } = await bench.run(`${HOURLY} --since 2024-01-05`, { waits });
    expect(code).toBe(0);
    expect(stderr).toContain('waiting 2.00 s: binance failed while fetching BTC/USDT: HTTP 429');
    expect(waits).toEqual([2000]);
  });

  test.each(['451', '401'])('%s is not retried, and exits with 20', async (status) => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail(status, { times: 9 });
    const finished = await bench.run(`${HOURLY} --since 2024-01-05`);
    expect([finished.code, finished.stdout]).toEqual([20, '']);
    expect(complaint(finished).error).toContain(`(HTTP ${status}`);
    expect(bench.exchange.candleRequests().length).toBe(1);
  });

  test('that persist end the fetch with 20; earlier candles are stored, and the next fetch continues', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('500', { skip: 2, times: Infinity });
    const since = Date.UTC(2024, 0, 10) - 2500 * HOUR;
    const words = `${HOURLY} --since ${new Date(since).toISOString().slice(0, 16)}Z`;
    const finished = await bench.run(`${words} --retries 1 --json`);
    expect(finished.code).toBe(20);
    expect(JSON.parse(finished.stdout)).toMatchObject({
      markets: [{ inserted: 2000, error: { code: 'network', exit: 20 } }],
    });
    expect(JSON.parse(finished.stderr.trimEnd().split('\n').at(-1)!)).toMatchObject({
      type: 'error',
      code: 'network',
      exit: 20,
    });
    expect(storedTimes(bench, BTC)).toEqual(steps(since, since + 1999 * HOUR));
    bench.exchange.heal();
    expect((await bench.run(words)).code).toBe(0);
    expect(storedTimes(bench, BTC)).toEqual(steps(since, Date.UTC(2024, 0, 9, 23)));
  });

  test.each(['off-grid', 'null-close'])(
    'in a row (%s) are asked for again, and refused with 12 when they stay',
    async (fault) => {
      const bench = await newBench({ now: NOW });
      bench.exchange.fail(fault);
      expect((await bench.run(`${HOURLY} --since 2024-01-05`)).code).toBe(0);
      expect(storedTimes(bench, BTC).length).toBe(120);
      bench.exchange.clock = NOW + 50 * HOUR;
      bench.exchange.fail(fault, { times: Infinity });
      const refused = await bench.run(HOURLY);
      expect(refused.code).toBe(12);
      expect(complaint(refused).error).toMatch(/^expected candles of `binance:BTC\/USDT:1h`, got .*, twice$/);
      const times = storedTimes(bench, BTC);
      expect(times).toEqual(steps(times[0], times.at(-1)!)); // nothing skipped
      expect(times.length).toBeLessThan(170);
    },
  );

  test('of a look ahead in longer candles do not end the fetch', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('400', { skip: 1 }); // the second request is for days: the first page of hours was empty
    const { code } = await bench.run(
      'fetch coinbaseexchange THIN/USD --timeframe 1h --since 2022-12-20 --until 2023-01-12',
    );
    expect(code).toBe(0);
    const asked = bench.exchange.candleRequests().map(({ query, status }) => [query.granularity, status]);
    expect(asked[1]).toEqual(['86400', 400]);
  });

  test('of one market do not affect the others, and exit with 3', async () => {
    const bench = await newBench({ now: NOW });
    const finished = await bench.run('fetch binance BTC/USDT NOSUCH/USDT ETH/USDT --since 2023-12-01');
    expect(finished.code).toBe(3);
    expect(complaint(finished).error).toBe(
      '1 of 3 markets failed, the others are up to date: binance:NOSUCH/USDT:1d',
    );
    expect(finished.stderr).toContain(
      'warning: binance:NOSUCH/USDT:1d: binance has no spot market `NOSUCH/USDT`',
    );
    expect(finished.stdout).toMatch(/^binance:BTC\/USDT:1d: 40 new[^]*^binance:ETH\/USDT:1d: 40 new/m);
  });
});

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s in the middle leaves a store that is right, and the next run goes on',
    async (signal, code) => {
      const bench = await newBench({ now: NOW });
      bench.exchange.fail('slow', { skip: 3, times: Infinity, ms: 20_000 });
      const since = Date.UTC(2023, 7, 1);
      const finished = await bench.runProcess(`${HOURLY} --since 2023-08-01`, {
        signals: [{ after: '1,000 new', send: signal }],
      });
      expect(finished.code).toBe(code);
      expect(finished.stderr).toContain(`error: interrupted by ${signal}; what is stored is complete`);
      const times = storedTimes(bench, BTC);
      expect(times.length).toBeGreaterThanOrEqual(1000);
      expect(times).toEqual(steps(since, times.at(-1)!));
      bench.exchange.heal();
      expect((await bench.run(HOURLY)).code).toBe(0);
      expect(storedTimes(bench, BTC)).toEqual(steps(since, Date.UTC(2024, 0, 9, 23)));
    },
  );

  test('that cannot be caught (kill -9) leaves a complete store too', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('slow', { skip: 3, times: Infinity, ms: 20_000 });
    const { signal } = await bench.runProcess(`${HOURLY} --since 2023-08-01`, {
      signals: [{ after: '1,000 new', send: 'SIGKILL' }],
    });
    expect(signal).toBe('SIGKILL');
    const times = storedTimes(bench, BTC);
    expect(times.length).toBeGreaterThanOrEqual(1000); // what was told of is there
    expect(times).toEqual(steps(Date.UTC(2023, 7, 1), times.at(-1)!));
    bench.exchange.heal();
    expect((await bench.run(HOURLY)).code).toBe(0);
    expect(storedTimes(bench, BTC)).toEqual(steps(Date.UTC(2023, 7, 1), Date.UTC(2024, 0, 9, 23)));
  });

  test('during the fetch of earlier candles leaves a gap that the next fetch fills', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${HOURLY} --since 2024-01-05`);
    bench.exchange.fail('slow', { skip: 3, times: Infinity, ms: 20_000 });
    const { code } = await bench.runProcess(`${HOURLY} --since 2023-08-01`, {
      signals: [{ after: '1,000 new', send: 'SIGINT' }],
    });
    expect(code).toBe(130);
    bench.exchange.heal();
    expect((await bench.run(HOURLY)).code).toBe(0);
    expect(storedTimes(bench, BTC)).toEqual(steps(Date.UTC(2023, 7, 1), Date.UTC(2024, 0, 9, 23)));
  });
});

describe('of two fetches at once', () => {
  const words = `${HOURLY} --since 2023-08-01`;

  /** A bench, and a running fetch that waits for the exchange. */
  async function benchAtWork(): Promise<{ bench: Bench; first: Promise<Finished> }> {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('hold');
    const first = bench.runProcess(words);
    await bench.exchange.holds();
    return { bench, first };
  }
  const expectAll = (bench: Bench) =>
    expect(storedTimes(bench, BTC)).toEqual(steps(Date.UTC(2023, 7, 1), Date.UTC(2024, 0, 9, 23)));

  test('one works, the other exits with 11, and nothing is lost', async () => {
    const { bench, first } = await benchAtWork();
    const second = await bench.runProcess(words);
    bench.exchange.release();
    expect([(await first).code, second.code]).toEqual([0, 11]);
    expectAll(bench);
  });

  test('the second exits with 0 at once under --if-busy skip', async () => {
    const { bench, first } = await benchAtWork();
    const second = await bench.runProcess(`${words} --if-busy skip`);
    bench.exchange.release();
    expect([(await first).code, second.code]).toEqual([0, 0]);
    expect(second.stderr).toContain('working on it; skipped');
    expectAll(bench);
  });

  test('the second runs after the first under --if-busy wait', async () => {
    const { bench, first } = await benchAtWork();
    const signals = [{ after: 'waiting: ', send: () => bench.exchange.release() }];
    const second = await bench.runProcess(`${words} --if-busy wait`, { signals });
    expect([(await first).code, second.code]).toEqual([0, 0]);
    for (const { stderr } of [await first, second]) expect(stderr).not.toContain('working on it; skipped');
    // Everything was stored, and it requested only the last candle again.
    expect(second.stdout).toContain('0 new candles, 1 unchanged');
    expectAll(bench);
  });
});
