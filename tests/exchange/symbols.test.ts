import { expect, test } from 'vitest';
import { findMarket } from '../../src/exchange/symbols.ts';

const listed = (symbol: string, id = symbol) => ({
  symbol,
  id,
  base: symbol.split('/')[0],
  quote: 'USD',
  spot: true,
});

test.each(['A\u001b[31m/USD', 'A\u202e/USD', 'A\u0085/USD', 'A\u200b/USD', 'A\n/USD', 'A\ud800/USD'])(
  'a market that an exchange lists as %j is refused by symbol and by id, and is shown escaped',
  (symbol) => {
    for (const text of [symbol, 'plain-id']) {
      const find = () => findMarket('binance', text, [listed(symbol, 'plain-id'), listed('B/USD')]);
      expect(find).toThrow(
        /^expected a symbol without control or invisible characters from binance, got `A\\/,
      );
      expect(find).not.toThrow(symbol);
    }
  },
);

test('a market beside such a one is found', () => {
  expect(findMarket('binance', 'b-usd', [listed('A\u001b/USD'), listed('B/USD')]).symbol).toBe('B/USD');
});
