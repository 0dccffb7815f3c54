/** The list of markets that is kept for a day: when it is used, and when the exchange is asked again. */
import { chmodSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ConnectionOptions } from '../../src/exchange/connection.ts';
import { connect } from '../../src/exchange/connection.ts';
import { Random } from '../../src/math/random.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { MARKETS, startExchange } from './exchange.mjs';

const HOUR = 3_600_000;
const NOW = Date.UTC(2024, 0, 10);
const FETUSD = { base: 'FET', quote: 'USDT', price: 1, seed: 9 };

/** A connection with the list that `look` has kept. */
async function connected(baseUrl: string, listFolder: string) {
  const connection = await connect('binance', {
    baseUrl,
    env: {},
    userAgent: 'hindcast/test',
    retries: 0,
    isThrottled: false,
    random: new Random(1),
    now: () => NOW,
    sleep: () => Promise.resolve(),
    onWait: () => {},
    signal: new AbortController().signal,
    listFolder,
  });
  onTestFinished(() => connection.close());
  return connection;
}

async function newBench() {
  const exchange = await startExchange({ now: NOW });
  onTestFinished(() => exchange.close());
  const folder = path.join(await temporaryFolder(), 'cache', 'markets');
  /** The symbol of the market, and how often the list was asked for. */
  const look = async (
    symbol: string,
    {
      at = NOW,
      agent = 'test',
      ...options
    }: Partial<ConnectionOptions> & { readonly at?: number; readonly agent?: string } = {},
  ) => {
    exchange.requests = [];
    const connection = await connect('binance', {
      baseUrl: exchange.url,
      env: {},
      userAgent: `hindcast/${agent}`,
      retries: 0,
      isThrottled: false,
      random: new Random(1),
      now: () => at,
      sleep: () => Promise.resolve(),
      onWait: () => {},
      signal: new AbortController().signal,
      listFolder: folder,
      ...options,
    });
    try {
      const found = await connection.market(symbol).then(
        (market) => market.symbol,
        (error: Error) => error.message,
      );
      return [found, exchange.requests.filter(({ path: asked }) => !asked.endsWith('time')).length] as const;
    } finally {
      connection.close();
    }
  };
  const file = () => path.join(folder, readdirSync(folder)[0]);
  return { exchange, folder, file, look };
}

test('a list is used for a day, and asked for anew when it is older or from the future', async () => {
  const { look } = await newBench();
  expect(await look('BTC/USDT')).toEqual(['BTC/USDT', 1]);
  expect(await look('eth-usdt', { at: NOW + 24 * HOUR - 1 })).toEqual(['ETH/USDT', 0]);
  expect(await look('BTC/USDT', { at: NOW + 24 * HOUR })).toEqual(['BTC/USDT', 1]);
  expect(await look('BTC/USDT', { at: NOW })).toEqual(['BTC/USDT', 1]);
});

test('a symbol that a kept list lacks is looked up in a new one before it is refused', async () => {
  const { exchange, look } = await newBench();
  await look('BTC/USDT');
  exchange.markets = [...MARKETS, { ...exchange.market('BTC/USDT'), ...FETUSD }];
  expect(await look('FET/USDT')).toEqual(['FET/USDT', 1]);
  expect(await look('FET/USDT')).toEqual(['FET/USDT', 0]);
  expect(await look('NOSUCH/USDT')).toEqual(['binance has no spot market `NOSUCH/USDT`', 1]);
});

test('a symbol that a kept list has is found while the exchange does not give its list', async () => {
  const { exchange, look } = await newBench();
  await look('BTC/USDT');
  exchange.fail('500', { kind: 'markets', times: Infinity });
  expect(await look('BTC/USDT')).toEqual(['BTC/USDT', 0]);
  expect((await look('NOSUCH/USDT'))[0]).toContain('HTTP 500');
});

test.each<[string, (file: string) => void]>([
  ['cut off', (file) => truncateSync(file, 100)],
  ['empty', (file) => truncateSync(file, 0)],
  ['no list', (file) => writeFileSync(file, '{}')],
  [
    'changed in one byte',
    (file) => {
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1] ^= 4;
      writeFileSync(file, bytes);
    },
  ],
])('a file that is %s is replaced', async (_, damage) => {
  const { look, file } = await newBench();
  await look('BTC/USDT');
  damage(file());
  expect(await look('BTC/USDT')).toEqual(['BTC/USDT', 1]);
  expect(await look('BTC/USDT')).toEqual(['BTC/USDT', 0]);
});

test('another version, another exchange and another address have lists of their own', async () => {
  const { look } = await newBench();
  await look('BTC/USDT');
  expect(await look('BTC/USDT', { agent: 'later' })).toEqual(['BTC/USDT', 1]);
  const other = await startExchange({ now: NOW });
  onTestFinished(() => other.close());
  await look('BTC/USDT', { baseUrl: other.url });
  expect(other.requests.length).toBe(1);
});

test('where no file can be written, the exchange is asked each time', async () => {
  const { look, folder } = await newBench();
  const other = path.join(await temporaryFolder(), 'file');
  writeFileSync(other, '');
  for (let i = 0; i < 2; i++)
    expect(await look('BTC/USDT', { listFolder: path.join(other, 'markets') })).toEqual(['BTC/USDT', 1]);
  expect(await look('BTC/USDT', { listFolder: undefined })).toEqual(['BTC/USDT', 1]);
  await look('BTC/USDT');
  if (process.getuid?.() === 0) return; // root writes everywhere
  chmodSync(folder, 0o500);
  expect(await look('BTC/USDT', { at: NOW + 24 * HOUR })).toEqual(['BTC/USDT', 1]);
});

test('lists that are too old to be used are removed, and other files are not', async () => {
  const { look, folder } = await newBench();
  await look('BTC/USDT', { agent: 'old' });
  const [old] = readdirSync(folder);
  for (const name of ['notes.txt', 'half.json.gz.12.tmp']) writeFileSync(path.join(folder, name), '');
  const yesterday = Date.now() / 1000 - 25 * 3600;
  for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), yesterday, yesterday);
  await look('BTC/USDT');
  const left = readdirSync(folder);
  expect(left.length).toBe(2);
  expect(left).toContain('notes.txt');
  expect(left).not.toContain(old);
});

test('a market that has another name at the exchange since its list was kept is found in a new one', async () => {
  const { exchange, look, folder } = await newBench();
  await look('BTC/USDT');
  const connection = await connected(exchange.url, folder);
  const before = exchange.markets;
  exchange.markets = before.map((market) => ({ ...market, id: `${market.base}${market.quote}V2` }));
  exchange.requests = [];
  await connection.market('BTC/USDT');
  const fetchFive = () => connection.candles('BTC/USDT', '1h').fetchRows(NOW - 5 * HOUR, 5);
  expect((await fetchFive()).length).toBe(5);
  const asked = (part: string) => exchange.requests.filter((one) => one.path.includes(part)).length;
  expect([asked('exchangeInfo'), asked('klines')]).toEqual([1, 2]);
  // A list of this command is not asked for again.
  exchange.markets = before;
  await expect(fetchFive()).rejects.toMatchObject({ exit: 10 });
  expect(asked('exchangeInfo')).toBe(1);
});

test('what the exchange says of a symbol is shown where a new list does not help', async () => {
  const { exchange, look, folder } = await newBench();
  await look('BTC/USDT');
  const connection = await connected(exchange.url, folder);
  exchange.markets = MARKETS.filter(({ base }) => base !== 'BTC');
  await connection.market('BTC/USDT');
  await expect(connection.candles('BTC/USDT', '1h').fetchRows(NOW - 5 * HOUR, 5)).rejects.toMatchObject({
    exit: 10,
    message: 'binance does not know the symbol: Invalid symbol. (-1121)',
  });
});
