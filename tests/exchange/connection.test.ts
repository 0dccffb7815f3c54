/** ccxt against the local exchange: what each kind of answer turns into, with a sleep that only remembers. */
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ExchangeConnection, ConnectionOptions } from '../../src/exchange/connection.ts';
import { isEmptyAnswer } from '../../src/exchange/candle-requests.ts';
import { checkedBaseUrls } from '../../src/exchange/base-url.ts';
import { connect } from '../../src/exchange/connection.ts';
import { Random } from '../../src/math/random.ts';
import type { LocalExchange } from './exchange.mjs';
import { startExchange } from './exchange.mjs';
import { startProxy } from './proxy.mjs';

const HOUR = 3_600_000;
const NOW = Date.UTC(2024, 0, 10);
const SINCE = Date.UTC(2024, 0, 9);

let exchange: LocalExchange;
beforeAll(async () => {
  exchange = await startExchange({ now: NOW });
});
afterAll(() => exchange.close());
beforeEach(() => {
  exchange.heal();
  exchange.requests = [];
});

/** A connection, and the waits between its tries. */
async function connected(name = 'binance', options: Partial<ConnectionOptions> = {}) {
  const waits: number[] = [];
  const connection = await connect(name, {
    baseUrl: exchange.url,
    env: {},
    userAgent: 'hindcast/test',
    retries: 5,
    isThrottled: false,
    random: new Random(1),
    now: () => Date.UTC(2025, 0, 1),
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    onWait: () => {},
    signal: new AbortController().signal,
    ...options,
  });
  onTestFinished(() => connection.close());
  return { connection, waits };
}

const fetchFive = async (connection: ExchangeConnection, symbol = 'BTC/USDT') => {
  await connection.market(symbol);
  const rows = await connection.candles(symbol, '1h').fetchRows(SINCE, 5);
  return rows.filter(([time]) => time! < SINCE + 5 * HOUR); // Kraken sends all later ones
};

describe.each([
  ['binance', 'BTC/USDT'],
  ['kraken', 'BTC/USD'],
  ['coinbaseexchange', 'BTC/USD'],
])('%s', (name, symbol) => {
  test('gives candles, oldest first, and its own time', async () => {
    const { connection } = await connected(name);
    const rows = await fetchFive(connection, symbol);
    expect(rows.map(([time]) => time)).toEqual(Array.from({ length: 5 }, (_, i) => SINCE + i * HOUR));
    expect(connection.clock.now()).toBe(NOW);
    expect(connection.clock.aheadMs()).toBe(Date.UTC(2025, 0, 1) - NOW);
  });

  test.each(['html', 'cut-json', 'cut-gzip', 'empty-object', 'reset', 'reset-mid-body', '500', '503', '418'])(
    'is asked again after %s',
    async (fault) => {
      const { connection, waits } = await connected(name);
      await connection.market(symbol);
      exchange.fail(fault, { times: 2 });
      expect((await fetchFive(connection, symbol)).length).toBe(5);
      expect(waits.length).toBe(2);
      expect(exchange.candleRequests().length).toBe(3);
    },
  );

  test.each(['400', '401', '403', '404', '451', '302'])('is not asked again after %s', async (fault) => {
    const { connection, waits } = await connected(name);
    await connection.market(symbol);
    exchange.fail(fault, { times: 9 });
    await expect(fetchFive(connection, symbol)).rejects.toMatchObject({ exit: 20, code: 'network' });
    expect(waits).toEqual([]);
    expect(exchange.candleRequests().length).toBe(1);
  });

  test('is waited for as long as it asks', async () => {
    const { connection, waits } = await connected(name);
    await connection.market(symbol);
    exchange.fail('429', { retryAfter: 7 });
    await fetchFive(connection, symbol);
    expect(waits).toEqual([7000]);
    exchange.fail('429', { retryAfter: new Date(NOW + 9000).toUTCString() });
    await fetchFive(connection, symbol);
    expect(waits).toEqual([7000, 9000]);
  });

  test('has a reset that follows a reply with `Retry-After` waited out as any other', async () => {
    const { connection, waits } = await connected(name);
    await connection.market(symbol);
    exchange.fail('429', { retryAfter: 100 });
    exchange.fail('reset');
    await fetchFive(connection, symbol);
    expect(waits[0]).toBe(100_000);
    expect(waits[1]).toBeLessThanOrEqual(1000);
  });

  test.each(['html', 'cut-json', 'empty-object', '500', 'reset'])(
    'has its markets loaded again after %s',
    async (fault) => {
      const { connection, waits } = await connected(name);
      exchange.fail(fault, { kind: 'markets' });
      expect((await connection.market(symbol)).symbol).toBe(symbol);
      // A list of currencies that cannot be read does not keep the markets from being read.
      expect(waits.length).toBeLessThanOrEqual(1);
      if (name === 'binance' || fault === '500' || fault === 'reset') expect(waits.length).toBe(1);
    },
  );
});

test('an empty page is an answer, and is not asked for again', async () => {
  for (const [name, symbol] of [
    ['binance', 'BTC/USDT'],
    ['kraken', 'BTC/USD'],
    ['coinbaseexchange', 'BTC/USD'],
  ]) {
    const { connection, waits } = await connected(name);
    await connection.market(symbol);
    exchange.fail('empty-page');
    expect(await fetchFive(connection, symbol)).toEqual([]);
    expect(waits).toEqual([]);
  }
});

test('an empty list where an object is sent, or the reverse, is asked for again', async () => {
  for (const [name, symbol, fault] of [
    ['binance', 'BTC/USDT', 'empty-data'],
    ['kraken', 'BTC/USD', 'empty-list'],
  ]) {
    const { connection, waits } = await connected(name);
    await connection.market(symbol);
    exchange.fail(fault);
    expect((await fetchFive(connection, symbol)).length).toBe(5);
    expect(waits.length).toBe(1);
  }
});

test('isEmptyAnswer tells a list without candles from an answer without a list', () => {
  for (const json of [
    [],
    { error: [], result: { XXBTZUSD: [], last: 0 } },
    { data: null },
    { data: { list: [] } },
  ])
    expect([json, isEmptyAnswer(json)]).toEqual([json, true]);
  for (const json of [undefined, {}, { error: [] }, { errors: [], data: {} }, { code: 0 }])
    expect([json, isEmptyAnswer(json)]).toEqual([json, false]);
});

describe('an answer that is too long', () => {
  test.each([
    ['endless', 'markets', '64 MiB'],
    ['endless-values', 'markets', '4 million values'],
    ['endless', 'candles', '16 MiB'],
    ['endless-values', 'candles', '1.5 million values'],
    ['gzip-bomb', 'candles', '16 MiB'],
    ['brotli-bomb', 'candles', '16 MiB'],
    ['hollow-gzip', 'candles', '16 MiB'],
  ] as const)('is cut off and not asked for again: %s for %s, after %s', async (fault, kind, most) => {
    const { connection, waits } = await connected();
    exchange.fail(fault, { kind });
    await expect(fetchFive(connection)).rejects.toMatchObject({
      exit: 20,
      message: expect.stringContaining(`binance sent more than ${most} while `) as string,
    });
    expect(waits).toEqual([]);
  });

  test.each(['trickle', 'stuck', 'hollow-trickle'])(
    'is given up at once when the command is stopped: %s',
    async (fault) => {
      const controller = new AbortController();
      const { connection } = await connected('binance', { signal: controller.signal });
      await connection.market('BTC/USDT');
      exchange.fail(fault);
      const fetching = fetchFive(connection);
      fetching.catch(() => {}); // awaited below
      await expect.poll(() => exchange.candleRequests().length).toBeGreaterThan(0);
      controller.abort(new Error('stop'));
      await expect(fetching).rejects.toThrow('stop');
    },
  );
});

describe('a connection', () => {
  test('says honestly who asks, and asks Binance for spot markets alone', async () => {
    const { connection } = await connected();
    await fetchFive(connection);
    expect(exchange.requests.map(({ path }) => path)).toEqual(['/api/v3/exchangeInfo', '/api/v3/klines']);
    for (const { headers } of exchange.requests) expect(headers['user-agent']).toBe('hindcast/test');
    expect(connection.replies()).toBe(2);
  });

  test('keeps the distance that an exchange asks for', async () => {
    const { connection } = await connected('coinbaseexchange', { isThrottled: true });
    await connection.market('BTC/USD');
    const source = connection.candles('BTC/USD', '1h');
    const started = performance.now();
    for (let i = 0; i < 4; i++) await source.fetchRows(SINCE, 5);
    expect(performance.now() - started).toBeGreaterThan(250); // 100 ms between requests, by ccxt
  });

  test('blames the network for an exchange that is not there', async () => {
    const { connection } = await connected('binance', { baseUrl: 'http://127.0.0.1:1', retries: 1 });
    await expect(connection.market('BTC/USDT')).rejects.toMatchObject({ exit: 20 });
  });

  test.each(['', '/', '\u0001'])('never shows the path of its address, which may hold a key', async (end) => {
    const { connection } = await connected('binance', {
      baseUrl: `http://127.0.0.1:1/SECRET${end}`,
      retries: 0,
    });
    const error: unknown = await connection.market('BTC/USDT').catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain('http://127.0.0.1:1/…');
    for (let one = error; one instanceof Error; one = one.cause)
      expect(`${one.message} ${one.stack} ${JSON.stringify(one)}`).not.toContain('SECRET');
  });

  test.each(['http://u:SECRET@h', 'http://:SECRET@h', 'http://h/?SECRET', 'http://h/#SECRET', 'SECRET'])(
    'the address %s is refused without repeating it',
    (address) => {
      const check = () => checkedBaseUrls(address);
      expect(check).toThrow(/^expected `--base-url` to be/);
      expect(check).not.toThrow(/SECRET/);
    },
  );

  test('says what to do where it is refused', async () => {
    const { connection } = await connected();
    exchange.fail('451', { kind: 'markets' });
    await expect(connection.market('BTC/USDT')).rejects.toMatchObject({
      message:
        'binance does not serve your IP address (HTTP 451: Service unavailable from a restricted location. (0))',
      hint: expect.stringContaining('--proxy') as string,
    });
  });

  test('says what the exchange said, and when it may be asked again', async () => {
    const { connection } = await connected('binance', { retries: 0 });
    await connection.market('BTC/USDT');
    exchange.fail('429', { retryAfter: 90 });
    await expect(fetchFive(connection)).rejects.toMatchObject({
      exit: 20,
      message:
        'binance failed while fetching BTC/USDT: HTTP 429: Too many requests. (-1003); it asks to wait 90 s',
      hint: 'try again after 2024-01-10T00:01:30Z; the same command continues where this one stopped',
    });
    exchange.fail('banned', { ms: NOW + 60_000 });
    await expect(fetchFive(connection)).rejects.toMatchObject({
      message:
        'binance failed while fetching BTC/USDT: HTTP 418: Way too many requests; IP banned until 2024-01-10T00:01Z. (-1003); it asks to wait 60 s',
      hint: 'try again after 2024-01-10T00:01Z; the same command continues where this one stopped',
    });
  });

  test('says that a web page came, and its title', async () => {
    const { connection } = await connected('binance', { retries: 0 });
    await connection.market('BTC/USDT');
    for (const [fault, what] of [
      ['html', 'expected data from binance while fetching BTC/USDT, got a web page (Just a moment...)'],
      ['503', 'binance failed while fetching BTC/USDT: HTTP 503: a web page (Just a moment...)'],
    ]) {
      exchange.fail(fault);
      await expect(fetchFive(connection)).rejects.toMatchObject({ exit: 20, message: what });
    }
  });

  test('ends at once when it is interrupted, also while a reply is awaited', async () => {
    const controller = new AbortController();
    const { connection } = await connected('binance', { signal: controller.signal });
    await connection.market('BTC/USDT');
    exchange.fail('hold');
    const fetching = fetchFive(connection);
    fetching.catch(() => {}); // awaited below
    await exchange.holds();
    const replies = connection.replies();
    controller.abort(new Error('stop'));
    await expect(fetching).rejects.toThrow('stop');
    expect(connection.replies()).toBe(replies);
  });
});

describe('a proxy', () => {
  test('is gone through when it is given or in the environment, with its password', async () => {
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    const withPassword = proxy.url.replace('//', '//user:secret@');
    const { port } = new URL(exchange.url);
    for (const options of [{ proxy: withPassword }, { env: { HTTP_PROXY: withPassword } }]) {
      const before = proxy.tunnels.length;
      const { connection } = await connected('binance', options);
      await fetchFive(connection);
      expect(proxy.tunnels.length).toBeGreaterThan(before);
      expect(proxy.tunnels.at(-1)).toEqual({
        target: `127.0.0.1:${port}`,
        authorization: `Basic ${Buffer.from('user:secret').toString('base64')}`,
      });
    }
    const { connection } = await connected('binance', {
      env: { HTTP_PROXY: proxy.url, NO_PROXY: 'example.org,127.0.0.1' },
    });
    const before = proxy.tunnels.length;
    await fetchFive(connection);
    expect(proxy.tunnels.length).toBe(before);
  });

  test('that is dead is not tried again, and its password is nowhere', async () => {
    const { connection, waits } = await connected('binance', { proxy: 'http://user:secret@127.0.0.1:1' });
    const error = await connection.market('BTC/USDT').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      exit: 20,
      message: 'the proxy cannot be reached, or rejected the connection',
    });
    expect(waits).toEqual([]);
    expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toContain('secret');
  });
});

describe('a wrong name', () => {
  test.each([
    ['binanc', 2, 'did you mean `binance`?'],
    ['krakn', 2, 'did you mean `kraken`?'],
    ['nosuchplaceatall', 2, 'see `hindcast exchanges`'],
    ['bitflyer', 2, 'see `hindcast exchanges` for those with candles'],
  ])('of an exchange, %s, is met with a suggestion', async (name, exit, hint) => {
    await expect(connected(name)).rejects.toMatchObject({ exit, hint });
  });

  test.each([
    ['BTC/USD1', 10, /^did you mean `BTC\/USDT` or `BTC\/USD`\?$/],
    ['BTC/EUR', 10, /`BTC\/USDT?` or `BTC\/USDT?`/],
    ['BCT/USDT', 10, /`BTC\/USDT`/],
    ['NOSUCHCOIN/XYZ', 10, /symbols are written BTC\/USDT/],
  ])('of a symbol, %s, is met with what there is', async (symbol, exit, hint) => {
    const { connection } = await connected();
    await expect(connection.market(symbol)).rejects.toMatchObject({
      exit,
      hint: expect.stringMatching(hint) as string,
    });
  });

  test.each(['BTC/USDT', 'btc/usdt', 'BTC-USDT', 'btc_usdt', 'BTCUSDT'])('%s is a symbol', async (symbol) => {
    const { connection } = await connected();
    expect((await connection.market(symbol)).symbol).toBe('BTC/USDT');
  });

  test.each([
    ['binance', '7h', /it has 1s, 1m, 3m/],
    ['binance', '1D', /did you mean `1d`\?/],
    ['kraken', '2h', /it has 1m, 5m, 15m, 30m, 1h, 4h, 1d$/],
    ['binance', '1w', /weeks/],
    ['binance', '3d', /weeks/],
    ['binance', '1M', /months/],
    ['kraken', '2w', /weeks/],
  ])('of a timeframe of %s, %s, is met with what there is', async (name, timeframe, hint) => {
    const { connection } = await connected(name);
    expect(() => connection.candles('BTC/USDT', timeframe)).toThrow(
      expect.objectContaining({ exit: 2, hint: expect.stringMatching(hint) as string }) as Error,
    );
  });
});
