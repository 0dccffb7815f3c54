/** Where `fetch` connects to: names of exchanges and markets, proxies; in a test, never another machine. */
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../../exchange/proxy.mjs';
import { complaint, newBench } from '../../helpers/fetching.ts';
import { takeLeaks } from '../../exchange/loopback-only.mjs';
import { guarded, hindcast, hindcastProcess } from '../../helpers/run.ts';

const HOUR = 3_600_000;
/** The exchange's clock, half an hour into a candle. */
const NOW = Date.UTC(2024, 0, 10) + HOUR / 2;
const HOURLY = 'fetch binance BTC/USDT --timeframe 1h';

describe('a wrong name', () => {
  test.each([
    ['fetch binanc BTC/USDT --since 2024-01-01', 2, 'did you mean `binance`?'],
    ['fetch binance BTC/USDC --since 2024-01-01', 10, 'did you mean `BTC/USDT` or `BTC/USD`?'],
    [
      'fetch binance BTC/USDT --timeframe 7h --since 2024-01-01',
      2,
      expect.stringContaining('it has 1s, 1m,'),
    ],
    ['fetch bitflyer BTC/JPY --since 2024-01-01', 2, expect.stringContaining('`hindcast exchanges`')],
  ])('in %s exits with %i and a suggestion', async (words, code, hint) => {
    const bench = await newBench({ now: NOW });
    const finished = await bench.run(words);
    expect([finished.code, finished.stdout, complaint(finished).hint]).toEqual([code, '', hint]);
    expect(bench.exchange.candleRequests()).toEqual([]);
  });

  test('does not include a delisted market: its history is fetched, with a warning', async () => {
    const bench = await newBench({ now: NOW });
    const { code, stdout, stderr } = await bench.run('fetch binance OLD/USDT --since 2017-01-01');
    expect(code).toBe(0);
    expect(stdout).toContain('from 2018-01-01 to 2021-12-31');
    expect(stderr).toContain('is no longer traded');
  });
});

describe('a proxy', () => {
  test('of the environment or of --proxy is used, and its password is never printed', async () => {
    const bench = await newBench({ now: NOW });
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    const url = proxy.url.replace('//', '//user:secret@');
    const byEnvironment = await bench.run(`${HOURLY} --since 2024-01-05`, { env: { HTTP_PROXY: url } });
    expect(byEnvironment.code).toBe(0);
    expect(proxy.tunnels.map(({ target }) => target)).toContain(bench.exchange.url.replace('http://', ''));
    const dead = await bench.run(`${HOURLY} --proxy http://user:secret@127.0.0.1:1 --debug`);
    expect(dead.code).toBe(20);
    expect(complaint(dead).error).toBe('the proxy cannot be reached, or rejected the connection');
    const wrong = await bench.run(`${HOURLY} --proxy user:secret@host`);
    expect(wrong.code).toBe(2);
    for (const { stderr, stdout } of [byEnvironment, dead, wrong])
      expect(stderr + stdout).not.toContain('secret');
  });
});

describe('the tests', () => {
  test('would notice a request to another machine', async () => {
    const bench = await newBench({ now: NOW });
    const leaks = `${bench.folder}/leaks-on-purpose`;
    const { code } = await hindcastProcess(
      ['fetch', 'binance', 'BTC/USDT', '--since', '2024-01-01', '--retries', '0'],
      {
        env: { HINDCAST_STORE: bench.store, ...guarded(leaks) },
      },
    );
    expect(code).toBe(20);
    expect(readFileSync(leaks, 'utf8')).toContain('api.binance.com');
  });

  test('block such a request of a command in this process too', async () => {
    const bench = await newBench({ now: NOW });
    const words = ['fetch', 'binance', 'BTC/USDT', '--since', '2024-01-01', '--retries', '0'];
    const { code } = await hindcast(words, { env: { HINDCAST_STORE: bench.store } });
    expect(code).toBe(20);
    expect(takeLeaks()).toContain('api.binance.com');
  });

  test('keep Binance, Kraken and Coinbase to one host each', async () => {
    const bench = await newBench({ now: NOW });
    for (const words of ['binance BTC/USDT', 'kraken BTC/USD', 'coinbaseexchange BTC/USD'])
      expect((await bench.run(`fetch ${words} --since 2023-12-20`)).code).toBe(0);
    for (const { headers } of bench.exchange.requests) {
      expect(headers.host).toBe(bench.exchange.url.replace('http://', ''));
      expect(headers['user-agent']).toMatch(/^hindcast\/\d/);
    }
  });
});

describe('exchanges', () => {
  test('lists exchanges and timeframes without a request', async () => {
    const bench = await newBench({ now: NOW });
    const { code, stdout } = await bench.run('exchanges');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^binance +spot contract +1000 +all +.*1m .*1h .*1d$/m);
    expect(stdout).toMatch(/^coinbaseexchange +spot +300 +all +1m 5m 15m 1h 6h 1d$/m);
    expect(stdout).toMatch(/^bitflyer +ccxt has no candles of it$/m);
    const one = JSON.parse((await bench.run('exchanges kraken --json')).stdout) as unknown;
    expect(one).toMatchObject({
      type: 'exchanges',
      exchanges: [
        { name: 'kraken', pageSize: 720, timeframes: ['1m', '5m', '15m', '30m', '1h', '4h', '1d'] },
      ],
    });
    expect((await bench.run('exchanges krakn')).code).toBe(2);
    expect(bench.exchange.requests).toEqual([]);
  });
});
