/** Loading the markets of an exchange asks for spot markets alone, and leaves out what cannot be read. */
import { describe, expect, test } from 'vitest';
import { createExchange, listVenues, loadCcxt } from '../../src/exchange/venues.ts';

const names = (await listVenues()).usable.map(({ name }) => name);
/** Nado needs three answers to know its markets. */
const NEEDS_THREE = new Set(['nado']);

describe('one list of markets is asked for, and no key', () => {
  test.each(names)('%s', async (name) => {
    const exchange = createExchange(await loadCcxt(), name);
    const asked: string[] = [];
    exchange.fetch2 = (path: string, api: unknown, method: string, params: object) => {
      asked.push(`${String(api)} ${method} ${path} ${JSON.stringify(params)}`);
      return Promise.resolve({});
    };
    await exchange.loadMarkets().catch(() => {}); // an empty answer is an error for some
    expect([asked, asked.length]).toEqual([asked, NEEDS_THREE.has(name) ? 3 : 1]);
    expect(asked.join(' ')).not.toMatch(/private/i);
  });
});

describe('entries that cannot be read or lack a name', () => {
  const pair = { symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'btc', quoteAsset: 'usdt', filters: [] };
  test.each(['binance', 'bitrue'])('are left out: %s', async (name) => {
    const exchange = createExchange(await loadCcxt(), name);
    const symbols = [
      { ...pair, permissions: ['SPOT'], isSpotTradingAllowed: true },
      null,
      {},
      7,
      { ...pair, symbol: null },
      { ...pair, symbol: 'BTCX', quoteAsset: '' },
    ];
    exchange.fetch2 = () => Promise.resolve({ symbols });
    expect(Object.keys(await exchange.loadMarkets())).toEqual(['BTC/USDT']);
  });
});

describe('a single entry that ccxt cannot read is left out, where it reads the list as a whole', () => {
  const kraken = { altname: 'XBTUSD', base: 'XXBT', quote: 'ZUSD', status: 'online' };
  const deribit = {
    kind: 'spot',
    instrument_name: 'BTC_USDC',
    base_currency: 'BTC',
    counter_currency: 'USDC',
    settlement_currency: 'USDC',
    settlement_period: 'perpetual',
  };
  const htx = { symbol: 'btcusdt', 'base-currency': 'btc', 'quote-currency': 'usdt', state: 'online' };
  const gate = { id: 'BTC_USDT', base: 'BTC', quote: 'USDT', trade_status: 'tradable' };
  const coinbase = { id: 'BTC-USD', base_currency: 'BTC', quote_currency: 'USD', status: 'online' };
  const bad = [null, 7, 'x', [], {}, { base: null }];
  test.each<[string, (entries: readonly unknown[]) => unknown, string]>([
    [
      'kraken',
      (bads) => ({ error: [], result: { XXBTZUSD: kraken, ...Object.fromEntries(bads.entries()) } }),
      'BTC/USD',
    ],
    ['deribit', (bads) => ({ jsonrpc: '2.0', result: [deribit, ...bads] }), 'BTC/USDC'],
    ['htx', (bads) => ({ status: 'ok', data: [...bads, htx] }), 'BTC/USDT'],
    ['gate', (bads) => [...bads, gate], 'BTC/USDT'],
    ['coinbaseexchange', (bads) => [coinbase, ...bads], 'BTC/USD'],
    ['bitfinex', (bads) => [[['BTCUSD', [null, null, null, '1', '2']], ...bads], [], [], []], 'BTC/USD'],
  ])('%s', async (name, replyOf, symbol) => {
    for (const entries of [...bad.map((one) => [one]), bad, [...Array<null>(40).fill(null), ...bad]]) {
      const exchange = createExchange(await loadCcxt(), name);
      let requests = 0;
      exchange.fetch2 = () => {
        requests++;
        return Promise.resolve(replyOf(entries) as object);
      };
      expect([Object.keys(await exchange.loadMarkets()), requests]).toEqual([[symbol], 1]);
    }
  });

  test('a failure of the exchange is not taken for one', async () => {
    const exchange = createExchange(await loadCcxt(), 'kraken');
    let requests = 0;
    exchange.fetch2 = () => {
      requests++;
      return Promise.reject(new Error('reset'));
    };
    await expect(exchange.loadMarkets()).rejects.toThrow('reset');
    expect(requests).toBe(1);
  });

  test('a list without any that can be read is an error', async () => {
    const exchange = createExchange(await loadCcxt(), 'kraken');
    exchange.fetch2 = () => Promise.resolve({ error: [], result: { one: null, two: {} } });
    await expect(exchange.loadMarkets()).rejects.toThrow('missing base');
  });
});
