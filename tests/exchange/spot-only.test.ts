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
