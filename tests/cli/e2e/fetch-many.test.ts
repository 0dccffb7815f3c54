/** `fetch` of several markets and exchanges at once. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startExchange } from '../../exchange/exchange.mjs';
import { complaint, newBench } from '../../helpers/fetching.ts';
import { temporaryFolder } from '../../helpers/files.ts';

/** The exchange's clock, half an hour into a candle. */
const NOW = Date.UTC(2024, 0, 10, 0, 30);
const BOTH = 'fetch binance:BTC/USDT:1d kraken:BTC/USD:1h binance:ETH/USDT:1d --since 2023-12-20';

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');
/** `binance:BTC/USDT:1d: 21 new` of each line. */
const counts = (text: string): readonly string[] =>
  linesOf(text).map((line) => line.replace(/ candles?.*/, ''));

describe('several exchanges', () => {
  test('are fetched side by side, and shown in the order of the words', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('hold', { kind: 'candles', times: 2 });
    const running = bench.run(BOTH);
    await bench.exchange.holds(2); // neither waits for the other
    const venues = bench.exchange.candleRequests().map(({ venue }) => venue);
    expect(venues.toSorted()).toEqual(['binance', 'kraken']);
    bench.exchange.release();
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect(counts(stdout)).toEqual([
      'binance:BTC/USDT:1d: 21 new',
      'kraken:BTC/USD:1h: 504 new',
      'binance:ETH/USDT:1d: 21 new',
    ]);
  });

  test('are asked one request at a time each, and for their markets once', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(BOTH);
    const ofBinance = bench.exchange.requests.filter(({ venue }) => venue === 'binance');
    expect(ofBinance.map(({ query, kind }) => query.symbol ?? kind)).toEqual([
      'markets',
      'BTCUSDT',
      'ETHUSDT',
    ]);
  });

  test('do not affect each other: one that fails is named, with 3', async () => {
    const bench = await newBench({ now: NOW });
    const down = await startExchange({ now: NOW });
    onTestFinished(() => down.close());
    down.fail('500', { kind: 'any', times: Infinity });
    const urls = `--base-url ${bench.exchange.url} --base-url kraken=${down.url}`;
    const finished = await bench.run(`${BOTH} ${urls} --retries 0`);
    expect(finished.code).toBe(3);
    expect(complaint(finished).error).toBe(
      '1 of 3 markets failed, the others are up to date: kraken:BTC/USD:1h',
    );
    expect(finished.stderr).toContain(
      'warning: kraken:BTC/USD:1h: kraken failed while loading its markets: HTTP 500',
    );
    expect(counts(finished.stdout)).toEqual([
      'binance:BTC/USDT:1d: 21 new',
      'kraken:BTC/USD:1h: nothing is stored',
      'binance:ETH/USDT:1d: 21 new',
    ]);
    expect(down.requests.length).toBe(1);
  });

  test('that is unknown does not stop the others', async () => {
    const bench = await newBench({ now: NOW });
    const finished = await bench.run('fetch binance:BTC/USDT krakne:BTC/USD --since 2024-01-01');
    expect([finished.code, complaint(finished)]).toEqual([
      3,
      {
        error: '1 of 2 markets failed, the others are up to date: krakne:BTC/USD:1d',
        hint: 'did you mean `kraken`?',
      },
    ]);
  });

  test('that all fail end with the code of the first, and each reason is told once', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('500', { kind: 'any', times: Infinity });
    const finished = await bench.run(`${BOTH} --retries 0`);
    expect([finished.code, finished.stdout]).toEqual([20, '']);
    expect(finished.stderr).toContain('warning: binance:BTC/USDT:1d, binance:ETH/USDT:1d: binance failed');
    const unknown = await bench.run('fetch binanc BTC/USDT ETH/USDT --since 2024-01-01');
    expect([unknown.code, linesOf(unknown.stderr)]).toEqual([
      2,
      ['error: unknown exchange `binanc`', 'hint: did you mean `binance`?'],
    ]);
  });

  test('have addresses of their own with --base-url NAME=URL, and a wrong name is refused', async () => {
    const bench = await newBench({ now: NOW });
    const other = await startExchange({ now: NOW });
    onTestFinished(() => other.close());
    const words = `${BOTH} --base-url binance=${bench.exchange.url},kraken=${other.url}`;
    expect((await bench.run(words)).code).toBe(0);
    expect(new Set(bench.exchange.requests.map(({ venue }) => venue))).toEqual(new Set(['binance']));
    expect(new Set(other.requests.map(({ venue }) => venue))).toEqual(new Set(['kraken']));
    const wrong = await bench.run(`fetch binance BTC/USDT --base-url binanc=${other.url}`);
    expect([wrong.code, complaint(wrong).error]).toEqual([2, 'unknown exchange `binanc`']);
  });

  test('stop together at the deadline; what was fetched is kept, and the same command continues', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('hold', { kind: 'candles', skip: 2, times: Infinity });
    const finished = await bench.run(`${BOTH} --deadline 2s`);
    expect([finished.code, complaint(finished).error]).toEqual([3, 'stopped after 2.00 s (`--deadline`)']);
    bench.exchange.heal();
    bench.exchange.release();
    expect((await bench.run(BOTH)).code).toBe(0);
  });

  test('are described in one JSON, an object per market', async () => {
    const bench = await newBench({ now: NOW });
    const { code, markets } = await bench.runJson(BOTH);
    expect(code).toBe(0);
    expect(markets).toMatchObject([
      { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d', inserted: 21, error: null },
      { exchange: 'kraken', symbol: 'BTC/USD', timeframe: '1h', inserted: 504, error: null },
      { exchange: 'binance', symbol: 'ETH/USDT', timeframe: '1d', inserted: 21, error: null },
    ]);
  });
});

describe('several markets', () => {
  test('without --since: those that are stored are brought up to date, the others are named', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run('fetch binance ETH/USDT --since 2024-01-01');
    const finished = await bench.run('fetch binance BTC/USDT ETH/USDT');
    expect(finished.code).toBe(3);
    expect(complaint(finished).error).toBe(
      '1 of 2 markets failed, the others are up to date: binance:BTC/USDT:1d',
    );
    expect(finished.stderr).toContain('so `--since` is required');
  });

  test('named twice are refused, also if a timeframe is named once and default once', async () => {
    const bench = await newBench({ now: NOW });
    for (const words of ['binance BTC/USDT BTC/USDT', 'binance BTC/USDT binance:BTC/USDT:1d']) {
      const finished = await bench.run(`fetch ${words} --since 2024-01-01`);
      expect([finished.code, complaint(finished).error]).toEqual([2, '`binance:BTC/USDT:1d` is named twice']);
    }
  });

  test('of a job are fetched in one command', async () => {
    const bench = await newBench({ now: NOW });
    const job = {
      sources: ['binance:BTC/USDT:1d', 'kraken:BTC/USD:4h'],
      steps: ['fetch'],
      fetch: { since: '2024-01-01', 'base-url': bench.exchange.url },
    };
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs: { both: job } }));
    const { code, stdout } = await bench.run('run both --json', { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [
        { markets: [{ market: 'binance:BTC/USDT:1d' }, { market: 'kraken:BTC/USD:4h', inserted: 54 }] },
      ],
    });
  });
});
