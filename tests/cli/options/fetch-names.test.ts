import { describe, expect, test } from 'vitest';
import { readNames } from '../../../src/cli/options/fetch-names.ts';
import { UsageError } from '../../../src/errors.ts';

const read = (words: string, chooses = false) => readNames(words.split(' ').filter(Boolean), { chooses });
/** `EXCHANGE SYMBOL TIMEFRAME` of each market. */
const markets = (words: string) =>
  read(words).markets.map(({ exchange, symbol, timeframe = '-' }) => `${exchange} ${symbol} ${timeframe}`);

describe('the words after fetch', () => {
  test.each([
    ['binance BTC/USDT eth-usdt', ['binance BTC/USDT -', 'binance eth-usdt -']],
    ['binance:BTC/USDT kraken:BTC/USD:4h', ['binance BTC/USDT -', 'kraken BTC/USD 4h']],
    ['binance BTC/USDT kraken:BTC/USD', ['binance BTC/USDT -', 'kraken BTC/USD -']],
    ['binance BTC/USDT:USDT', ['binance BTC/USDT:USDT -']],
    ['binance btc/usdt:usdt', ['binance btc/usdt:usdt -']],
    ['okx:BTC/USDT:USDT okx:BTC/USDT:USDT:1h', ['okx BTC/USDT:USDT -', 'okx BTC/USDT:USDT 1h']],
    ['okx:BTC/USDT:USDT-250328:1d', ['okx BTC/USDT:USDT-250328 1d']],
    ['binance:BTCUSDT:1M', ['binance BTCUSDT 1M']],
  ])('%s name markets', (words, expected) => {
    expect(markets(words)).toEqual(expected);
  });

  test.each([
    ['', 'expected markets to fetch, got none'],
    ['BTC/USDT ETH/USDT', 'expected an exchange before `BTC/USDT`, got none'],
    ['binance', 'expected symbols of binance, got none'],
    ['binance kraken:BTC/USD', 'expected symbols of binance, got none'],
    ['kraken:BTC/USD ETH/USD', 'expected a market as EXCHANGE:SYMBOL, got `ETH/USD`'],
    ['kraken:', 'expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got `kraken:`'],
    ['kraken::1d', 'expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got `kraken::1d`'],
    ['kraken:BTC/USD:1day', 'expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got `kraken:BTC/USD:1day`'],
    ['kraken:BTC/USD:', 'expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got `kraken:BTC/USD:`'],
  ])('%j are refused', (words, message) => {
    expect(() => read(words)).toThrow(UsageError);
    expect(() => read(words)).toThrow(message);
  });

  test('may be exchanges alone where markets are chosen from them', () => {
    expect(read('binance kraken binance okx:BTC/USDT', true)).toEqual({
      exchanges: ['binance', 'kraken'],
      markets: [{ exchange: 'okx', symbol: 'BTC/USDT', timeframe: undefined }],
    });
    expect(read('', true)).toEqual({ exchanges: [], markets: [] });
    expect(() => read('binance BTC/USDT', true)).toThrow('got the symbol `BTC/USDT`');
  });
});
