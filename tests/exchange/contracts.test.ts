/** Contracts of a local exchange: fetched, stored, read and forecast like spot markets. */

import { describe, expect, test } from 'vitest';
import { expiryOf, findMarket } from '../../src/exchange/symbols.ts';
import { listVenues } from '../../src/exchange/venues.ts';
import { scaledVolumes, volumeScale } from '../../src/exchange/volume.ts';
import { rulesOf } from '../../src/exchange/venue-rules.ts';
import { parseMarket } from '../../src/data/market.ts';
import { complaint, newBench, steps, storedTimes } from '../helpers/fetching.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2024, 0, 10);

describe('a contract', () => {
  test.each([
    ['BTC/USDT:USDT', Date.UTC(2019, 8, 8)],
    ['BTC/USD:BTC', Date.UTC(2020, 7, 11)],
    ['BTC/USDT:USDT-240329', Date.UTC(2023, 8, 29)],
  ])('%s is fetched from its listing on, also if asked for from long before', async (symbol, first) => {
    const bench = await newBench({ now: NOW });
    const name = `binance:${symbol}:1d`;
    const { code, stdout } = await bench.run(`fetch binance ${symbol} --since 2017-01-01`, { now: NOW });
    expect([code, stdout]).toEqual([0, expect.stringContaining('this is the full history')]);
    expect(storedTimes(bench, parseMarket(name)!)).toEqual(steps(first, NOW - DAY, DAY));
    bench.exchange.clock = NOW + DAY;
    const again = await bench.run(`fetch binance ${symbol}`, { now: NOW + DAY });
    expect(again.stdout).toContain(`${name}: 1 new candle`);
  });

  test('has the timeframes of contracts, not those of spot markets', async () => {
    const bench = await newBench({ now: NOW });
    const failed = await bench.run('fetch binance BTC/USDT:USDT --timeframe 1s --since 2024-01-09', {
      now: NOW,
    });
    expect([failed.code, complaint(failed).error]).toEqual([2, 'binance has no candles of `1s`']);
    const { usable } = await listVenues();
    for (const { name, timeframes } of usable.filter((venue) => venue.name.startsWith('binance')))
      expect([name, timeframes.includes('1s')]).toEqual([name, !/(?:coin|usd)m$/.test(name)]);
  });

  test('is fetched beside the spot market of the same pair, and is another market', async () => {
    const bench = await newBench({ now: NOW });
    const both = await bench.runJson('fetch binance BTC/USDT btc/usdt:usdt --since 2024-01-01');
    expect(both.markets.map(({ symbol, rows }) => [symbol, rows])).toEqual([
      ['BTC/USDT', 9],
      ['BTC/USDT:USDT', 9],
    ]);
    const [spot, contract] = ['BTC/USDT', 'BTC/USDT:USDT'].map((symbol) =>
      bench.opened((store) => store.read({ exchange: 'binance', symbol, timeframe: '1d' })),
    );
    expect([...contract.close]).not.toEqual([...spot.close]);
  });

  test('has its volume in units of the base currency, also if it pays in it', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run('fetch binance BTC/USD:BTC --since 2024-01-09', { now: NOW });
    const { volume, close } = bench.opened((store) =>
      store.read({ exchange: 'binance', symbol: 'BTC/USD:BTC', timeframe: '1d' }),
    );
    const contracts = (volume[0] * close[0]) / 100; // each of 100 USD; the exchange counts them to two decimals
    expect(contracts).toBeCloseTo(Number(contracts.toFixed(2)), 4);
    expect(contracts).toBeGreaterThan(1000);
  });

  test('is backtested, forecast, exported and scored by its name', async () => {
    const bench = await newBench({ now: NOW });
    const market = 'binance:BTC/USDT:USDT:1d';
    await bench.run('fetch binance BTC/USDT:USDT --since 2023-01-01', { now: NOW });
    const words = [
      `backtest ${market} --model drift --test 30 --input-size 5`,
      `forecast ${market} --model drift --input-size 5`,
      `export ${market} --timeframe 1w`,
      `data ${market}`,
      `score --source ${market} --list`,
      'runs',
    ];
    for (const line of words) {
      const { code, stdout, stderr } = await bench.run(line, { now: NOW });
      expect([line, code, stderr.includes('error')]).toEqual([line, 0, false]);
      if (!line.startsWith('export')) expect(stdout).toContain('BTC/USDT:USDT');
    }
  });

  test('that has expired and is no longer listed is no failure, and says where it ends', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run('fetch binance BTC/USDT:USDT-240329 --since 2024-01-01', { now: NOW });
    const now = Date.UTC(2024, 3, 10);
    bench.exchange.clock = now;
    const { code, stderr } = await bench.run('fetch binance BTC/USDT:USDT-240329', { now });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'note: binance:BTC/USDT:USDT-240329:1d has expired, and binance no longer lists it; its candles end with 2024-01-09',
    );
    const other = complaint(await bench.run('fetch binance BTC/USDT:USDT-220325', { now }));
    expect(other.error).toBe('binance has no contract `BTC/USDT:USDT-220325`');
    expect(other.hint).toMatch(/^exchanges list a contract until it expires; did you mean `BTC\/USDT:USDT`/);
  });

  test('of an exchange without spot markets is also found by its own id', async () => {
    const bench = await newBench({ now: NOW });
    const { markets } = await bench.runJson('fetch binanceusdm BTCUSDT --since 2024-01-01');
    expect(markets).toMatchObject([{ symbol: 'BTC/USDT:USDT', rows: 9 }]);
    const wrong = complaint(await bench.run('fetch binanceusdm BTC/USDT --since 2024-01-01', { now: NOW }));
    expect(wrong.hint).toMatch(/did you mean `BTC\/USDT:USDT`/);
  });
});

test('contracts are asked of an exchange only if one is wanted', async () => {
  const bench = await newBench({ now: NOW });
  await bench.run('fetch binance BTC/USDT --since 2024-01-09', { now: NOW });
  expect(bench.exchange.requests.filter(({ path }) => !path.startsWith('/api/v3'))).toEqual([]);
});

test('an exchange without contracts says so', () => {
  const spot = { symbol: 'BTC/USD', id: 'XBTUSD', base: 'BTC', quote: 'USD', spot: true };
  expect(() => findMarket('kraken', 'BTC/USD:USD', [spot])).toThrow(
    expect.objectContaining({
      exit: 10,
      message: 'kraken has no contracts, got `BTC/USD:USD`',
      hint: expect.stringContaining('`BTC/USD`') as string,
    }) as Error,
  );
});

test('a dated contract expires by the end of its day', () => {
  expect(expiryOf('BTC/USDT:USDT-240329')).toBe(Date.UTC(2024, 2, 30));
  expect(expiryOf('BTC/USDT:USDT')).toBeUndefined();
  expect(expiryOf('X-240329/USDT')).toBeUndefined();
});

test('every exchange has markets of a kind, and those with contracts alone are among them', async () => {
  const { usable: venues } = await listVenues();
  const only = venues.filter(({ markets }) => markets.join(' ') === 'contract').map(({ name }) => name);
  expect(only).toEqual(expect.arrayContaining(['binanceusdm', 'binancecoinm', 'krakenfutures', 'dydx']));
  expect(venues.find(({ name }) => name === 'bigone')?.markets).toEqual(['spot']);
});

describe('volumes of contracts', () => {
  const listed = (linear: boolean, contractSize?: number) =>
    ({ 'X/Y:Z': { linear, inverse: !linear, contractSize } }) as never;
  const scale = (exchange: string, linear: boolean, contractSize?: number) =>
    volumeScale(
      {
        kind: 'contract',
        exchange: { markets: listed(linear, contractSize) } as never,
        rules: rulesOf(exchange, 'contract'),
      },
      'X/Y:Z',
    );

  test.each([
    ['binance', true, 1, 1],
    ['binance', false, 100, 1], // ccxt takes the base volume
    ['gate', true, 0.0001, 0.0001],
    ['gate', false, 1, NaN], // contracts of 1 USD, whose worth in coins is another in every trade
    ['kucoin', true, undefined, NaN],
    ['xt', false, 10, 1],
    ['hibachi', true, 1, NaN], // turnover
  ])('of %s (linear: %s, of %s) are multiplied by %s', (exchange, linear, size, expected) => {
    expect(scale(exchange, linear, size)).toBe(expected);
  });

  test('are missing where the unit is unknown, and as they are where it is that of the base', () => {
    const rows = [[0, 1, 2, 1, 2, 5]];
    expect(scaledVolumes(rows, 0.5)).toEqual([[0, 1, 2, 1, 2, 2.5]]);
    expect(scaledVolumes(rows, NaN)).toEqual([[0, 1, 2, 1, 2, NaN]]);
    expect(scaledVolumes([[0, 1, 2, 1, 2, null]], 0.5)).toEqual([[0, 1, 2, 1, 2, null]]);
    expect(scaledVolumes(rows, 1)).toBe(rows);
  });
});
