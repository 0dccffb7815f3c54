import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMarket, parseMarket } from '../../src/data/market.ts';

describe('the name of a market', () => {
  test('is exchange, symbol and timeframe', () => {
    expect(parseMarket('binance:BTC/USDT:1d')).toEqual({
      exchange: 'binance',
      symbol: 'BTC/USDT',
      timeframe: '1d',
    });
  });

  test('may hold a colon in the symbol of a contract', () => {
    expect(parseMarket('bybit:BTC/USDT:USDT:4h')?.symbol).toBe('BTC/USDT:USDT');
  });

  test.each([
    'BTCUSD.csv',
    '-',
    'data/a:b.csv',
    'C:\\prices.csv',
    'C:BTC/USDT:1d',
    'binance:BTC/USDT',
    'binance::1d',
    'binance:BTC/USDT:',
    'binance:BTC/USDT:0d',
    'binance:BTC/USDT:1h:1h',
    'binance:BTC/USDT:1y',
    'binance:BTC USDT:1d',
    'Binance:BTC/USDT:1d',
    './binance:BTC/USDT:1d',
  ])('is not %s', (text) => {
    expect(parseMarket(text)).toBeUndefined();
  });

  test('reads back as it was written', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z\d]{1,10}$/),
        fc.stringMatching(/^[A-Z\d]{1,5}\/[A-Z]{1,5}(:[A-Z]{1,5})?$/),
        fc.stringMatching(/^[1-9]\d?[smhdwM]$/),
        (exchange, symbol, timeframe) => {
          const market = { exchange, symbol, timeframe };
          expect(parseMarket(formatMarket(market))).toEqual(market);
        },
      ),
    );
  });
});
